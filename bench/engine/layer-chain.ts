import { RandomSource } from '../../src/random/random-source.js';
import type { Layer, MapShape, Network } from '../../src/network/network.js';

/** A 3x3 convolution with padding 1 that keeps its shape. */
export interface LayerChainOptions {
  readonly name: string;
  /** [height, width, channels] of every map. */
  readonly shape: MapShape;
  readonly weightBits: number;
  readonly activationBits: number;
  /** How many times the layer follows itself: the longer, the less the start of the chain weighs. */
  readonly layers: number;
}

/** One layer of ResNet-20 several times in a row, with random weights. */
export function layerChain({ name, shape, weightBits, activationBits, layers }: LayerChainOptions): Network {
  const channels = shape[2];
  const random = new RandomSource(1);
  const each = <T>(make: () => T): T[] => Array.from({ length: channels }, make);
  // The sums spread by about sqrt(terms) * 2^(bits); the shift brings them back to the range of a code.
  const shift = 10 + weightBits + Math.ceil(Math.log2(3 * Math.sqrt(channels)));
  const layer = (index: number): Layer => ({
    name: `layer${index}`, kind: 'convolution',
    input: index === 0 ? 'input' : `layer${index - 1}`,
    inputShape: shape, outputShape: shape, kernel: [3, 3], stride: [1, 1], padding: { top: 1, bottom: 1, left: 1, right: 1 },
    weightBits, weightCode: 'dorefa', activationBits, activationSigned: false,
    weights: Int16Array.from({ length: 9 * channels * channels }, () => random.integer(2 ** weightBits)),
    requantise: { multiplier: each(() => 512 + random.integer(1024)), add: each(() => random.integer(2 ** (shift + activationBits))), shift: each(() => shift) },
    output: { kind: 'codes', bits: activationBits, signed: false },
  });
  return {
    format: 'bitloom-network', version: 1, name, input: { shape, bits: activationBits, signed: false },
    layers: Array.from({ length: layers }, (_, index) => layer(index)),
  };
}

export function randomMap([height, width, channels]: MapShape, bits: number): Int32Array {
  const random = new RandomSource(2);
  return Int32Array.from({ length: height * width * channels }, () => random.integer(2 ** bits));
}
