import type { Layer, LayerShape, MapShape } from './network.js';
import { windowOutput } from './window.js';

/** The map that is pooled, and how. */
export interface AveragePool {
  readonly name: string;
  /** Name of an earlier layer, or `input`. */
  readonly input: string;
  readonly inputShape: MapShape;
  /** Bits and sign of the input's codes, and of the output's. */
  readonly bits: number;
  readonly signed: boolean;
  /** [height, width]; absent: the whole map, a global average. */
  readonly kernel?: readonly [number, number];
  /** [vertical, horizontal]; absent: the kernel's size. */
  readonly stride?: readonly [number, number];
  /** Counts as zeros in the mean. Absent: none. */
  readonly padding?: LayerShape['padding'];
}

/**
 * An average pooling layer whose output has the codes of its input: the requantisation is 1 / (kernel height * kernel width), the same for all channels.
 *
 * The mean is off by at most 2^-15 of itself before the rounding, see reciprocal: less than 1/128 for codes of 8 bits. So the output is the
 * mean rounded half to even, or, where the exact mean lies within 2^-15 of itself of a half, possibly its neighbour. It is always exact for
 * windows of a power of two of pixels, and for odd ones up to 63 pixels, whose means stay further from a half.
 */
export function averagePool(pool: AveragePool): Layer {
  const { name, input, inputShape, bits, signed } = pool;
  const channels = inputShape[2];
  const shape = averagePoolShape(name, inputShape, pool);
  const { multiplier, shift } = reciprocal(shape.kernel[0] * shape.kernel[1]);
  const each = (value: number): number[] => new Array<number>(channels).fill(value);
  return {
    ...shape, input,
    weightBits: 1, weightCode: 'unsigned', activationBits: bits, activationSigned: signed, weights: new Int16Array(0),
    requantise: { multiplier: each(multiplier), add: each(0), shift: each(shift) },
    output: { kind: 'codes', bits, signed },
  };
}

/** The shape of an average pooling layer, see AveragePool. */
export function averagePoolShape(name: string, inputShape: MapShape, window: Pick<AveragePool, 'kernel' | 'stride' | 'padding'> = {}): LayerShape {
  const kernel = window.kernel ?? ([inputShape[0], inputShape[1]] as const);
  const stride = window.stride ?? kernel;
  const padding = window.padding ?? { top: 0, bottom: 0, left: 0, right: 0 };
  const [height, width] = windowOutput({ inputShape, kernel, stride, padding });
  return { name, kind: 'averagepool', inputShape, outputShape: [height, width, inputShape[2]], kernel, stride, padding };
}

/**
 * The multiplier / 2^shift nearest to 1 / count with a multiplier of 1..32767 and a shift of 0..47, count at most 2^32. The multiplier is at
 * least 2^14, so rounding it, by at most 1/2, changes the factor by at most 2^-15 of itself; a power of two is met exactly.
 */
export function reciprocal(count: number): { readonly multiplier: number; readonly shift: number } {
  let shift = 47;
  while (Math.round(2 ** shift / count) > 32_767) shift--;
  return { multiplier: Math.round(2 ** shift / count), shift };
}
