import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { MapShape, MultiplyAddShift, Network } from '../../../src/network/network.js';
import { randomNetwork, type RandomLayer } from '../../network/random-network.js';
import { withRandomThresholds } from '../../network/random-thresholds.js';
import { spreadNetwork } from '../../network/spread-network.js';
import type { AcceleratorCase } from '../device/accelerator-cases.js';

const none = { top: 0, bottom: 0, left: 0, right: 0 };
const point = { kernel: [1, 1], padding: none } as const;
const eight = { outputChannels: 8, weightBits: 1, weightCode: 'signed' } as const;

/** A good network with what is around it, for any build. */
type MakeCase = (parameters: AcceleratorParameters) => AcceleratorCase;

/**
 * Good networks that together use every part of an accelerator, with results that tell when a part does something else; jobs of more bursts than may be under
 * way; half of them with the shortest latency: beats come while addresses still go out. The quickest first.
 */
export const faultCases = (parameters: AcceleratorParameters): AcceleratorCase[] => [
  depthwise, grouped, kept, crowded, added, pooled, wide, paired, shared, dilated, single, banded, ...(parameters.thresholdBits ? [withThresholds] : []),
].map((make) => make(parameters));

function fault(parameters: AcceleratorParameters, latency: number, seed: number, input: { shape: MapShape; bits: number; signed: boolean }, layers: readonly RandomLayer[], storeAll = true): AcceleratorCase {
  return { parameters, network: spreadNetwork(randomNetwork(seed, input, layers), seed), latency, storeAll, seed };
}

/** A pool, two additions, a wide stride. */
const added: MakeCase = (parameters) => fault(parameters, 7, 21, { shape: [7, 11, 139], bits: 3, signed: false }, [
  { kind: 'averagepool', outputChannels: 139, kernel: [3, 2], stride: [3, 3], padding: { ...none, left: 1 }, weightBits: 1, weightCode: 'unsigned', outputBits: 4, outputSigned: true },
  { ...point, outputChannels: 2, weightBits: 2, weightCode: 'signed', outputBits: 8 },
  { ...point, outputChannels: 2, weightBits: 7, weightCode: 'dorefa', outputBits: 5, outputSigned: true, residual: true },
  { ...point, outputChannels: 2, weightBits: 7, weightCode: 'dorefa', outputBits: 5, outputSigned: true, residual: true },
  { kernel: [1, 1], stride: [3, 1], padding: { ...none, left: 2, right: 2 }, dilation: [3, 9], outputChannels: 29, weightBits: 6, weightCode: 'dorefa', outputBits: 4 },
]);

/** Signed maps through a maxpool to a dense layer; one column at a time. */
const single: MakeCase = (parameters) => fault(parameters, 2, 22, { shape: [7, 4, 80], bits: 3, signed: true }, [
  { kind: 'maxpool', outputChannels: 80, kernel: [1, 2], stride: [2, 1], weightBits: 1, weightCode: 'unsigned' },
  { kernel: [3, 1], stride: [3, 1], padding: { ...none, bottom: 2 }, dilation: [2, 1], outputChannels: 39, weightBits: 5, weightCode: 'signed', outputBits: 6, outputSigned: true },
  { kind: 'dense', outputChannels: 4, weightBits: 3, weightCode: 'signed' },
]);

/** Groups whose channels are no power of two, a stride wider than the kernel. */
const grouped: MakeCase = (parameters) => fault(parameters, 2, 23, { shape: [4, 9, 5], bits: 3, signed: false }, [
  { kind: 'averagepool', outputChannels: 5, kernel: [3, 2], stride: [1, 2], padding: { top: 1, bottom: 1, left: 1, right: 0 }, weightBits: 1, weightCode: 'unsigned', outputBits: 8, outputSigned: true },
  { kernel: [1, 1], stride: [2, 3], padding: { top: 2, bottom: 0, left: 2, right: 1 }, dilation: [1, 2], groups: 5, outputChannels: 35, weightBits: 2, weightCode: 'signed', outputBits: 6 },
  { kind: 'dense', outputChannels: 5, weightBits: 1, weightCode: 'dorefa' },
]);

/** Many channels, rows far apart. */
const pooled: MakeCase = (parameters) => fault(parameters, 3, 24, { shape: [4, 3, 117], bits: 6, signed: false }, [
  { kernel: [1, 1], padding: { top: 1, bottom: 1, left: 1, right: 1 }, dilation: [2, 1], outputChannels: 1, weightBits: 7, weightCode: 'unsigned', outputBits: 3, outputSigned: true },
  { kind: 'dense', outputChannels: 1, weightBits: 3, weightCode: 'dorefa' },
]);

/** A channel alone, kernels wider than a word. */
const depthwise: MakeCase = (parameters) => fault(parameters, 30, 25, { shape: [9, 5, 4], bits: 7, signed: false }, [
  { kind: 'maxpool', outputChannels: 4, kernel: [1, 2], stride: [2, 2], padding: { ...none, left: 1 }, weightBits: 1, weightCode: 'unsigned' },
  { kernel: [5, 4], stride: [2, 2], padding: { ...none, bottom: 2, right: 1 }, groups: 4, outputChannels: 4, weightBits: 6, weightCode: 'signed', outputBits: 3, outputSigned: true },
]);

/** Taps nine columns apart in a row of eight lanes. */
const dilated: MakeCase = (parameters) => fault(parameters, 2, 26, { shape: [1, 20, 6], bits: 6, signed: true }, [
  { kernel: [1, 3], padding: { top: 1, bottom: 0, left: 2, right: 1 }, dilation: [3, 9], outputChannels: 35, weightBits: 8, weightCode: 'signed', outputBits: 5, outputSigned: true },
  { kind: 'dense', outputChannels: 7, weightBits: 1, weightCode: 'dorefa' },
]);

/** Groups of two words of channels, among tiles of which several see the same words. */
const wide: MakeCase = (parameters) => fault(parameters, 2, 27, { shape: [3, 7, 128], bits: 2, signed: false }, [
  { kernel: [1, 2], padding: none, groups: 2, outputChannels: 48, weightBits: 2, weightCode: 'signed', outputBits: 4 },
  { kernel: [2, 2], padding: none, outputChannels: 20, weightBits: 1, weightCode: 'dorefa', outputBits: 3 },
]);

/** Tiles of one step, which come as fast as they leave; results that saturate at both ends; a maximum of signed codes. */
function crowded(parameters: AcceleratorParameters): AcceleratorCase {
  const network = randomNetwork(7, { shape: [6, 9, 8], bits: 1, signed: false }, [
    { outputChannels: 8, weightBits: 1, weightCode: 'dorefa', outputBits: 6, outputSigned: true },
    { kind: 'maxpool', outputChannels: 8, kernel: [2, 2], stride: [1, 1], weightBits: 1, weightCode: 'unsigned' },
    { outputChannels: 12, weightBits: 2, weightCode: 'signed', outputBits: 3, outputSigned: true },
    { outputChannels: 12, weightBits: 1, weightCode: 'signed', outputBits: 2, residual: true },
  ]);
  const layers = network.layers.map((layer) => (layer.kind === 'maxpool' ? layer
    : { ...layer, requantise: { ...(layer.requantise as MultiplyAddShift), shift: (layer.requantise as MultiplyAddShift).shift.map((shift) => Math.max(0, shift - 2)) } }));
  return { parameters, network: { ...network, layers }, latency: 4, storeAll: true, seed: 3 };
}

/** Additions whose results stay in the activation memory, in tiles of one step: nothing but the reads of the skip map holds them up. */
function kept(parameters: AcceleratorParameters): AcceleratorCase {
  const network: Network = randomNetwork(11, { shape: [5, 9, 8], bits: 1, signed: false }, [
    { ...eight, outputBits: 1 },
    { ...eight, outputBits: 1, residual: true },
    { ...eight, outputBits: 8, residual: true },
    { ...eight, outputBits: 8, outputSigned: true, residual: true },
    { ...eight, outputChannels: 4 },
  ]);
  return { parameters, network, latency: 2, storeAll: false, seed: 5 };
}

/** Maps whose even and odd columns are apart, before strides of 2 with and without padding. */
const paired: MakeCase = (parameters) => {
  const broad = { outputChannels: 20, weightBits: 1, weightCode: 'dorefa', outputBits: 3 } as const;
  const halving = { ...broad, kernel: [3, 3], stride: [2, 2] } as const;
  return fault(parameters, 3, 13, { shape: [8, 21, 20], bits: 2, signed: false }, [
    { ...broad, kernel: [1, 1], padding: none }, { ...halving, padding: { top: 1, bottom: 1, left: 1, right: 1 } }, { ...halving, padding: none }, { ...broad, ...point, outputChannels: 4 },
  ], false);
};

/** Maps with two and four pixels in a word, which stay in the activation memory. */
const shared: MakeCase = (parameters) => fault(parameters, 2, 14, { shape: [6, 11, 16], bits: 2, signed: false }, [
  { outputChannels: 24, kernel: [3, 3], weightBits: 1, weightCode: 'dorefa', outputBits: 2 },
  { outputChannels: 16, kernel: [1, 3], padding: none, weightBits: 1, weightCode: 'dorefa', outputBits: 3, outputSigned: true },
  { outputChannels: 8, ...point, weightBits: 2, weightCode: 'signed', outputBits: 5 },
], false);

/** Maps larger than the activation memory: their rows come some at a time. */
const banded: MakeCase = (parameters) => fault(parameters, 2, 16, { shape: [8, 7, 40], bits: 4, signed: false }, [
  { outputChannels: 12, kernel: [3, 3], weightBits: 1, weightCode: 'dorefa', outputBits: 4 },
  { outputChannels: 8, ...point, weightBits: 2, weightCode: 'signed', outputBits: 5 },
]);

/** Codes of 6, 1 and 3 bits by thresholds, rising and falling, and a layer with constants between them. */
function withThresholds(parameters: AcceleratorParameters): AcceleratorCase {
  const plain = fault(parameters, 5, 15, { shape: [5, 9, 7], bits: 2, signed: false }, [
    { outputChannels: 20, weightBits: 2, weightCode: 'dorefa', outputBits: 6 },
    { outputChannels: 9, ...point, weightBits: 2, weightCode: 'signed', outputBits: 3, outputSigned: true },
    { outputChannels: 17, ...point, weightBits: 1, weightCode: 'dorefa', outputBits: 1 },
    { outputChannels: 18, ...point, weightBits: 2, weightCode: 'dorefa', outputBits: 3, outputSigned: true },
  ]);
  return { ...plain, network: withRandomThresholds(plain.network, 1) };
}
