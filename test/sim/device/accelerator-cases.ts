import fc from 'fast-check';
import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { Layer, Network } from '../../../src/network/network.js';
import { randomNetwork, type RandomLayer } from '../../network/random-network.js';

/** One random experiment: an accelerator, a network that fits it, and a memory. */
export interface AcceleratorCase {
  readonly parameters: AcceleratorParameters;
  readonly network: Network;
  readonly latency: number;
  readonly storeAll: boolean;
  readonly seed: number;
}

/** Arrays of many proportions; memories large enough for the networks below. */
export const parametersArbitrary: fc.Arbitrary<AcceleratorParameters> = fc.record({
  dm: fc.constantFrom(2, 4, 8, 16),
  dk: fc.constantFrom(32, 64, 128),
  dn: fc.constantFrom(1, 2, 3, 4, 7, 8),
  portBits: fc.constantFrom(32, 64, 128),
  activationDepth: fc.constant(8192),
  weightDepth: fc.constant(16384),
  accumulatorBits: fc.constantFrom(28, 30, 32),
});

const bits = fc.integer({ min: 1, max: 8 });
const padding = fc.record({
  top: fc.integer({ min: 0, max: 2 }), bottom: fc.integer({ min: 0, max: 2 }),
  left: fc.integer({ min: 0, max: 3 }), right: fc.integer({ min: 0, max: 2 }),
});
const convolution = fc.record({
  outputChannels: fc.integer({ min: 1, max: 40 }),
  kernel: fc.constantFrom([1, 1], [3, 3], [2, 3], [3, 1], [1, 4], [5, 5]) as fc.Arbitrary<readonly [number, number]>,
  stride: fc.constantFrom([1, 1], [2, 2], [1, 2], [3, 1], [2, 5]) as fc.Arbitrary<readonly [number, number]>,
  padding,
  weightBits: bits,
  weightCode: fc.constantFrom<Layer['weightCode']>('signed', 'unsigned', 'dorefa'),
  outputBits: bits,
  outputSigned: fc.boolean(),
});
const last = fc.oneof(
  fc.record({ kind: fc.constant('dense' as const), outputChannels: fc.integer({ min: 1, max: 20 }), weightBits: bits, weightCode: fc.constantFrom<Layer['weightCode']>('signed', 'dorefa') }),
  convolution,
);

/** Networks of 1 to 3 layers on inputs of odd sizes, 1 to 80 channels, all bitwidths and signs. */
export const acceleratorCaseArbitrary: fc.Arbitrary<AcceleratorCase> = fc
  .record({
    parameters: parametersArbitrary,
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    input: fc.record({
      shape: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 19 }), fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 30, max: 80 }))),
      bits, signed: fc.boolean(),
    }),
    hidden: fc.array(convolution, { maxLength: 2 }),
    last,
    latency: fc.integer({ min: 2, max: 150 }),
    storeAll: fc.boolean(),
  })
  .map(({ parameters, seed, input, hidden, last: final, latency, storeAll }) => ({
    parameters, latency, storeAll, seed,
    network: randomNetwork(seed, input, shrinkToFit(input.shape, [...hidden, final])),
  }));

/** Layers whose kernel is larger than their padded input lose their kernel's excess, so that every layer has an output. */
function shrinkToFit(shape: readonly [number, number, number], layers: readonly RandomLayer[]): RandomLayer[] {
  let [height, width] = shape;
  return layers.map((layer) => {
    if (layer.kind === 'dense') return layer;
    const { top, bottom, left, right } = layer.padding!;
    const kernel = [Math.min(layer.kernel![0], height + top + bottom), Math.min(layer.kernel![1], width + left + right)] as const;
    height = Math.floor((height + top + bottom - kernel[0]) / layer.stride![0]) + 1;
    width = Math.floor((width + left + right - kernel[1]) / layer.stride![1]) + 1;
    return { ...layer, kernel };
  });
}
