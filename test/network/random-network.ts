import type { Layer, MapShape, Network } from '../../src/network/network.js';

/** Deterministic random numbers for test data: mulberry32. */
export function randomSource(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export interface RandomLayer {
  readonly kind?: 'convolution' | 'dense';
  readonly outputChannels: number;
  readonly kernel?: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: Layer['padding'];
  readonly weightBits: number;
  readonly weightCode: Layer['weightCode'];
  /** Bits of the output code; absent: raw. */
  readonly outputBits?: number;
  readonly outputSigned?: boolean;
}

/** A network of the given layers with random weights and requantisation that spreads the results over the output range. */
export function randomNetwork(
  seed: number,
  input: { shape: MapShape; bits: number; signed: boolean },
  descriptions: readonly RandomLayer[],
): Network {
  const random = randomSource(seed);
  let { shape, bits, signed } = input;
  let from = 'input';
  const layers = descriptions.map((description, index): Layer => {
    const dense = description.kind === 'dense';
    const kernel = dense ? ([shape[0], shape[1]] as const) : description.kernel ?? [3, 3];
    const stride = dense ? ([1, 1] as const) : description.stride ?? [1, 1];
    const padding = dense ? none : description.padding ?? { top: 1, bottom: 1, left: 1, right: 1 };
    const outputShape: MapShape = [
      Math.floor((shape[0] + padding.top + padding.bottom - kernel[0]) / stride[0]) + 1,
      Math.floor((shape[1] + padding.left + padding.right - kernel[1]) / stride[1]) + 1,
      description.outputChannels,
    ];
    const { weightBits, weightCode } = description;
    const terms = kernel[0] * kernel[1] * shape[2];
    const lowest = weightCode === 'signed' ? -(2 ** (weightBits - 1)) : 0;
    const weights = Int16Array.from({ length: terms * outputShape[2] }, () => lowest + random(2 ** weightBits));
    const spread = Math.sqrt(terms) * 2 ** (weightBits + bits - 2);
    const range = 2 ** (description.outputBits ?? 8);
    const each = <T>(make: () => T): T[] => Array.from({ length: outputShape[2] }, make);
    const shifts = each(() => 8 + random(12));
    const layer: Layer = {
      name: `layer${index}`,
      kind: description.kind ?? 'convolution',
      input: from,
      inputShape: shape, outputShape, kernel, stride, padding,
      weightBits, weightCode, activationBits: bits, activationSigned: signed, weights,
      requantise: {
        multiplier: shifts.map((shift) => Math.max(-32768, Math.min(32767, Math.round(((random(3) - 0.5) * range * 2 ** shift) / spread)))),
        add: shifts.map((shift) => Math.round((random(range * 8) / 8) * 2 ** shift)),
        shift: shifts,
      },
      output: description.outputBits === undefined
        ? { kind: 'raw' }
        : { kind: 'codes', bits: description.outputBits, signed: description.outputSigned ?? false },
    };
    shape = outputShape;
    bits = description.outputBits ?? 8;
    signed = description.outputSigned ?? false;
    from = layer.name;
    return layer;
  });
  return { format: 'bitloom-network', version: 1, name: `random-${seed}`, input, layers };
}

const none = { top: 0, bottom: 0, left: 0, right: 0 };

export function randomInput(seed: number, { shape, bits, signed }: Network['input']): Int32Array {
  const random = randomSource(seed ^ 0x5eed);
  const lowest = signed ? -(2 ** (bits - 1)) : 0;
  return Int32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => lowest + random(2 ** bits));
}
