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
  popcountStages: fc.constantFrom(1, 1, 2, 3),
  requantiseBits: fc.constantFrom(0, 0, 1, 2, 4),
  lean: fc.constantFrom(false, false, true),
})
  // Many rows digit by digit take long to simulate.
  .map((parameters) => (parameters.dm > 4 ? { ...parameters, requantiseBits: 0 } : parameters));

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
  dilation: fc.constantFrom([1, 1], [1, 1], [2, 1], [1, 2], [3, 9]) as fc.Arbitrary<readonly [number, number]>,
  groups: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.constant('depthwise' as const) }, { weight: 2, arbitrary: fc.integer({ min: 2, max: 20 }) }),
  residual: fc.boolean(),
  from: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined, freq: 3 }),
});
/** Keeps its input's shape, so that maps to add are there. */
const block = fc.record({
  outputChannels: fc.integer({ min: 1, max: 40 }),
  kernel: fc.constantFrom([1, 1], [3, 3]) as fc.Arbitrary<readonly [number, number]>,
  weightBits: bits,
  weightCode: fc.constantFrom<Layer['weightCode']>('signed', 'unsigned', 'dorefa'),
  outputBits: bits,
  outputSigned: fc.boolean(),
  residual: fc.constant(true),
}).map((layer) => {
  const side = (layer.kernel[0] - 1) / 2;
  return { ...layer, padding: { top: side, bottom: side, left: side, right: side } };
});
const maxpool = fc.record({
  kind: fc.constant('maxpool' as const),
  outputChannels: fc.constant(1),
  kernel: fc.constantFrom([2, 2], [3, 3], [1, 2], [3, 2]) as fc.Arbitrary<readonly [number, number]>,
  stride: fc.constantFrom([2, 2], [1, 1], [2, 1], [3, 3]) as fc.Arbitrary<readonly [number, number]>,
  padding: fc.record({ top: fc.nat(1), bottom: fc.nat(1), left: fc.nat(1), right: fc.nat(1) }),
  weightBits: fc.constant(1),
  weightCode: fc.constant('unsigned' as const),
  from: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined, freq: 3 }),
});
const averagepool = fc.record({ pool: maxpool, outputBits: bits, outputSigned: fc.boolean(), large: fc.boolean() }).map(({ pool, large, ...output }) =>
  ({ ...pool, kind: 'averagepool' as const, ...output, ...(large && { kernel: [30, 30] as const }) }));
/** Many channels, then perhaps an addition, then a stride of 2: columns in pairs. */
const strided = fc.record({
  first: convolution, second: fc.oneof(convolution, maxpool), channels: fc.integer({ min: 33, max: 140 }), rows: fc.constantFrom(1, 2), added: fc.option(block, { nil: undefined }),
}).map(({ first, second, channels, rows, added }) => [
  { ...first, outputChannels: channels, groups: 1, from: undefined },
  ...(added ? [{ ...added, outputChannels: channels }] : []),
  { ...second, stride: [rows, 2] as const, dilation: [rows, 1] as const, from: undefined },
]);
/** A pool over whole rows, of as many channels as fill some lanes or several words: lanes stand for channels. */
const rowPooled = fc.record({
  first: convolution, pool: fc.oneof(maxpool, averagepool), channels: fc.oneof(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 41, max: 200 })), rows: fc.constantFrom(1, 2, 30),
  padding: fc.record({ top: fc.nat(1), bottom: fc.nat(1), left: fc.constant(0), right: fc.nat(1) }),
}).map(({ first, pool, channels, rows, padding: around }) => [
  { ...first, outputChannels: channels, groups: 1, from: undefined },
  { ...pool, kernel: [rows, 30] as const, padding: around, from: undefined },
]);
/** One layer, or two that keep the shape so that the second adds the map before the first. */
const stage: fc.Arbitrary<readonly RandomLayer[]> = fc.oneof(
  { weight: 3, arbitrary: convolution.map((layer) => [layer]) },
  { weight: 2, arbitrary: fc.tuple(block, block).map(([first, second]) => [first, { ...second, outputChannels: first.outputChannels }, { ...second, outputChannels: first.outputChannels }]) },
  { weight: 2, arbitrary: strided },
  { weight: 1, arbitrary: maxpool.map((layer) => [layer]) },
  { weight: 1, arbitrary: averagepool.map((layer) => [layer]) },
  { weight: 1, arbitrary: rowPooled },
);
const last = fc.oneof(
  fc.record({ kind: fc.constant('dense' as const), outputChannels: fc.integer({ min: 1, max: 20 }), weightBits: bits, weightCode: fc.constantFrom<Layer['weightCode']>('signed', 'dorefa') }),
  convolution,
);

/**
 * Networks of 1 to 6 layers, chains and graphs, on inputs of odd sizes, 1 to 160 channels, all bitwidths and signs: convolutions with groups
 * and dilation, residual additions, pooling, dense layers.
 */
export const acceleratorCaseArbitrary: fc.Arbitrary<AcceleratorCase> = fc
  .record({
    parameters: parametersArbitrary,
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    input: fc.record({
      shape: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 19 }), fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 30, max: 80 }), fc.integer({ min: 100, max: 160 }))),
      bits, signed: fc.boolean(),
    }),
    hidden: fc.array(stage, { maxLength: 2 }),
    last,
    latency: fc.integer({ min: 2, max: 150 }),
    storeAll: fc.boolean(),
    tight: fc.boolean(),
  })
  .map(({ parameters, seed, input, hidden, last: final, latency, storeAll, tight }) => ({
    parameters, latency, storeAll, seed,
    network: slots(randomNetwork(seed, input, [...hidden.flat(), final]), tight),
  }));

/** With as many slots for planes as the network's codes need, or eight. */
function slots(network: Network, tight: boolean): Network {
  if (!tight) return network;
  const bits = network.layers.flatMap(({ output, skip }) => [output.kind === 'codes' ? output.bits : 1, skip?.bits ?? 1]);
  return { ...network, mapBits: Math.max(...bits) };
}
