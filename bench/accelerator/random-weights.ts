import { isPool } from '../../src/network/channel-groups.js';
import type { Layer, LayerShape, MapShape, Network } from '../../src/network/network.js';
import { RandomSource } from '../../src/random/random-source.js';
import { weightCount } from '../../src/network/weight-count.js';

/** Bits of a network of random weights: those of the image may differ, and then those of the first layer's activations do. */
export interface NetworkBits {
  readonly weight: number;
  readonly activation: number;
  readonly image: number;
}

/**
 * A network of the given shapes, in execution order, with random weights and requantisation that spreads the results over the output's codes. Edges
 * follow from shapes and names: a `.shortcut` reads what its block reads, a residual layer adds the shortcut or what its block reads.
 * A last dense layer gives raw results. Weights are on the DoReFa grid, those of layers with groups two's complement.
 */
export function networkOfShapes(name: string, shapes: readonly LayerShape[], bits: NetworkBits): Network {
  const random = randomBits(name);
  let blockInput = 'input';
  const bitsOf = (map: string): number => (map === 'input' ? bits.image : bits.activation);
  const layers = shapes.map((shape, index): Layer => {
    const before = index === 0 ? 'input' : shapes[index - 1]!.name;
    const afterShortcut = before.endsWith('.shortcut');
    if (shape.name.endsWith('.conv1')) blockInput = before;
    const input = shape.name.endsWith('.shortcut') ? blockInput : afterShortcut ? shapes[index - 2]!.name : before;
    const skipped = afterShortcut ? before : blockInput;
    const grouped = (shape.groups ?? 1) > 1;
    const weightBits = isPool(shape) ? 1 : bits.weight;
    const last = index === shapes.length - 1 && shape.kind === 'dense';
    return {
      ...shape, input, weightBits, weightCode: isPool(shape) ? 'unsigned' : grouped ? 'signed' : 'dorefa',
      activationBits: bitsOf(input), activationSigned: false,
      weights: Int16Array.from({ length: weightCount(shape) }, () => random(weightBits) - (grouped ? 2 ** (weightBits - 1) : 0)),
      requantise: requantisation(shape, bits, last),
      output: last ? { kind: 'raw' } : { kind: 'codes', bits: bits.activation, signed: false },
      ...(shape.residual && { skip: { input: skipped, bits: bitsOf(skipped), signed: false, multiplier: 2 ** 12 } }),
    };
  });
  return { format: 'bitloom-network', version: 1, name, input: { shape: shapes[0]!.inputShape, bits: bits.image, signed: false }, mapBits: bits.activation, layers };
}

/** Random input codes of a network. */
export function randomImage({ shape, bits }: { readonly shape: MapShape; readonly bits: number }): Uint8Array {
  const random = randomBits('image');
  return Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => random(bits));
}

/** The middle of the codes, and half of them per standard deviation of a sum of random products. */
function requantisation(shape: LayerShape, bits: NetworkBits, last: boolean): Layer['requantise'] {
  const each = (value: number): number[] => new Array<number>(shape.outputShape[2]).fill(value);
  if (shape.kind === 'maxpool') return { multiplier: each(1), add: each(0), shift: each(0) };
  const terms = isPool(shape) ? shape.kernel[0] * shape.kernel[1] : weightCount(shape) / shape.outputShape[2];
  if (isPool(shape)) return { multiplier: each(Math.round(2 ** 14 / terms)), add: each(0), shift: each(14) };
  if (last) return { multiplier: each(1), add: each(0), shift: each(0) };
  const deviation = Math.sqrt(terms) * 2 ** (bits.weight + bits.activation - 1.5);
  const half = 2 ** (bits.activation - 1);
  return { multiplier: each(Math.max(1, Math.round((half / deviation) * 2 ** 14))), add: each(half * 2 ** 14), shift: each(14) };
}

/** Seeded by a name: random(n) gives n bits. */
function randomBits(name: string): (bits: number) => number {
  const random = new RandomSource([...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7));
  return (bits) => random.integer(2 ** bits);
}
