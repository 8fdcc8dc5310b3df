import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunVerification } from '../../src/report/run-verification.js';
import { defaultParameters } from '../../src/search/search-parameters.js';
import type { OperandShares } from '../../src/search/strengths/strengths.js';
import type { LayerResult, RivalResult, SearchReport, UniformResult } from '../../src/search/search-result.js';

const padding = { top: 1, bottom: 1, left: 1, right: 1 };
const layers: readonly LayerResult[] = [
  { name: 'conv1', shape: { name: 'conv1', kind: 'convolution', inputShape: [16, 16, 1], outputShape: [8, 8, 16], kernel: [3, 3], stride: [2, 2], padding }, weightBits: 1, activationBits: 8, cycles: 12_695 },
  { name: 'conv2', shape: { name: 'conv2', kind: 'convolution', inputShape: [8, 8, 16], outputShape: [8, 8, 32], kernel: [3, 3], stride: [1, 1], padding }, weightBits: 3, activationBits: 4, cycles: 2_870 },
  { name: 'dense', shape: { name: 'dense', kind: 'dense', inputShape: [8, 8, 32], outputShape: [1, 1, 10], kernel: [8, 8], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 } }, weightBits: 5, activationBits: 2, cycles: 1_762 },
];

const uniform: readonly UniformResult[] = [
  { name: 'w2a3', weightBits: 2, activationBits: 3, cycles: 16_845, quantized: 0.9625, integer: 0.9601, agreement: 0.9977, seconds: 24.8 },
  { name: 'w2a2', weightBits: 2, activationBits: 2, cycles: 13_980, quantized: 0.9511, integer: 0.9502, agreement: 0.9966, seconds: 200 },
];

const rivals: readonly RivalResult[] = [
  { name: 'random', cycles: 17_401, layers: layers.map(({ name }) => ({ name, weightBits: 2, activationBits: 3 })), quantized: 0.9415, integer: 0.9407, agreement: 0.9981, seconds: 26.1 },
];

/** Shares as they sharpen from epoch to epoch; the widest of four candidates of one layer, the second of the other. */
function exampleStrengths(epoch: number): OperandShares[] {
  const sharpened = (chosen: number): number[] => [0, 1, 2, 3].map((candidate) => (candidate === chosen ? 0.25 + 0.3 * epoch : 0.25 - 0.1 * epoch));
  return [
    { operand: 'weights', layer: 'conv2', bits: [1, 2, 3, 5], shares: sharpened(3) },
    { operand: 'maps', layer: 'conv1', bits: [1, 2, 3, 5], shares: sharpened(1) },
  ];
}

/** Results as a search of three layers and three epochs leaves them; every figure occurs once, so that a test finds the one it means. */
export const exampleResults: SearchReport = {
  format: 'bitloom-search',
  version: 1,
  parameters: { ...defaultParameters, seed: 4711, target: '0.5x-w4a4' },
  versions: { bitloom: '0.1.0', node: 'v20.19.3', tfjs: '4.22.0', backend: 'wasm' },
  images: { train: 6_000, test: 1_234 },
  unit: 'cycles',
  targetCycles: 17_438,
  argmaxCycles: 16_581,
  cost: 17_327,
  cycles: 17_327,
  costTableHash: '1c48b33e2846084e88e4c1c445980a78a1f03c83c81f7bc304a128cc86fdb7d9',
  layers,
  accuracy: { float: 0.9854, quantized: 0.9738, integer: 0.9726, agreement: 0.9988, uniform, rivals },
  history: ([
    { loss: 0.9, accuracy: 0.71, rate: 0.04, strengthLoss: 0, expectedCycles: 23_047.6, argmaxCycles: 13_995, target: 17_438, lambda: 0, temperature: 1, bits: '1x8 1x1 1x1', seconds: 2 },
    { loss: 0.4, accuracy: 0.88, rate: 0.02, strengthLoss: 0.5, expectedCycles: 19_585.9, argmaxCycles: 18_188, target: 17_438, lambda: 0.7, temperature: 0.5, bits: '2x8 3x3 3x2', seconds: 2 },
    { loss: 0.2, accuracy: 0.95, rate: 0.001, strengthLoss: 0.3, expectedCycles: 17_391.3, argmaxCycles: 16_581, target: 17_438, lambda: 1.3, temperature: 0.15, bits: '1x8 3x3 5x2', seconds: 2 },
  ]).map((epoch, index) => ({ ...epoch, strengths: exampleStrengths(index) })),
  seconds: { float: 2.9, search: 3725, retrain: 95 },
};

/** The verification of `exampleResults`: all engines agree. */
export const exampleVerification: RunVerification = {
  images: 20,
  layers: layers.map(({ name, weightBits, activationBits, cycles }, index) => ({
    name,
    weightBits,
    activationBits,
    cycles: { table: cycles, simulator: cycles, verilator: cycles },
    utilisation: [0.4111, 0.7222, 0.1833][index]!,
  })),
  mismatches: { simulator: 0, verilator: 0 },
};

/** A run folder with these files; objects are written as JSON, text as it is. */
export async function writeRun(folder: string, files: { results?: unknown; verification?: unknown }): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, `${name}.json`), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}
