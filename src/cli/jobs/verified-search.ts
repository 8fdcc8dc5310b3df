import { join } from 'node:path';
import { writeAtomically } from '../../files/write-atomically.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { writeNpy } from '../../network/npy.js';
import { runSearch } from '../../search/run-search.js';
import type { ProgressSink } from '../../search/run/progress.js';
import type { SearchParameters } from '../../search/search-parameters.js';
import type { SearchResult } from '../../search/search-result.js';
import { buildCostTable } from '../../sim/cycles/build-cost-table.js';
import { verifyNetwork, type Verification } from '../../sim/device/verify-network.js';
import type { EngineName } from '../../sim/simulator.js';
import { textTable } from '../text-table.js';
import { huntDifference } from './hunt-difference.js';
import { requireCapacity } from './require-capacity.js';
import { breathe, untilInterrupted } from './until-interrupted.js';

/** What a run was made with besides the search's own parameters; kept in `parameters.json` to resume it with. */
export interface Hardware {
  readonly accelerator: AcceleratorParameters;
  /** Cycles from a read address to its first data. */
  readonly latency: number;
}

export interface VerifiedSearchOptions {
  readonly parameters: SearchParameters;
  readonly hardware: Hardware;
  readonly runDirectory: string;
  readonly resume: boolean;
  /** Test images to run on the engines. */
  readonly images: number;
  readonly engines: readonly EngineName[];
  /** As `SearchOptions.processes`. */
  readonly processes?: 1 | 2;
  /** As `SearchOptions.tensorboard`. */
  readonly tensorboard?: string | undefined;
  readonly progress: ProgressSink;
  readonly signal: AbortSignal;
}

export interface VerifiedSearch {
  readonly search: SearchResult;
  readonly verification: Verification;
}

/**
 * Search with the cycles of the accelerator as cost, then the found network on the accelerator: test images through reference and
 * engines. Leaves `test-images.npy` and `verification.json` in the run folder beside what the search leaves.
 */
export async function verifiedSearch(options: VerifiedSearchOptions): Promise<VerifiedSearch> {
  const { parameters, hardware, runDirectory, resume, engines, progress, signal } = options;
  const { accelerator, latency } = hardware;

  // 1. Search, retrain, fold.
  const search = await runSearch({
    parameters, runDirectory, resume, progress, signal, caller: hardware, tensorboard: options.tensorboard, ...(options.processes === undefined ? {} : { processes: options.processes }),
    costTable: (shapes, model, mapBits) => {
      const table = buildCostTable(shapes, accelerator, latency, mapBits);
      requireCapacity(model, parameters, table, hardware);
      return table;
    },
  });

  // 2. Verify on the accelerator.
  const { test, shape } = search.dataset;
  const size = shape[0] * shape[1] * shape[2];
  const count = Math.min(options.images, test.count);
  const images = Array.from({ length: count }, (_, index) => test.images.subarray(index * size, (index + 1) * size));
  await writeNpy(join(runDirectory, 'test-images.npy'), { dtype: '|u1', shape: [count, ...shape], data: test.images.slice(0, count * size) });
  const verification = await untilInterrupted(signal, 'Interrupted in the verification; the searched network is saved.', verifyNetwork(search.network, images, {
    // With all planes of the weights, as the cost table counts them.
    parameters: accelerator, memory: { latency, seed: 0 }, engines, planes: 'given',
    progress: (what, share) => {
      if (share === 0) progress.line(`verify: ${what} ...`);
      if (share === 1) progress.line(`verify: ${what}, ${count} images done`);
      return breathe();
    },
  }));
  const hashes = new Set(Object.values(verification.engines).map(({ hash }) => hash));
  if (hashes.size > 1) {
    const { text } = await huntDifference(search.network, images, { parameters: accelerator, memory: { latency, seed: 0 }, planes: 'given', folder: join(runDirectory, 'debug') });
    for (const line of text.split('\n')) progress.line(line);
  }
  await writeAtomically(join(runDirectory, 'verification.json'), `${JSON.stringify(verificationReport(search, verification), null, 2)}\n`);
  return { search, verification };
}

/** The verification as JSON: cycles by table, simulator and Verilator, and what differs. null where an engine did not run. */
function verificationReport(search: SearchResult, { images, layers, mismatches, engines }: Verification) {
  const { sim, verilator } = engines;
  return {
    images,
    layers: layers.map(({ name, cycles, utilisation }, index) => ({
      name,
      shape: search.layers[index]!.shape,
      weightBits: search.layers[index]!.weightBits,
      activationBits: search.layers[index]!.activationBits,
      cycles: { table: search.layers[index]!.cycles, simulator: cycles.sim ?? null, verilator: cycles.verilator ?? null },
      utilisation,
    })),
    mismatches: { simulator: mismatches.sim ?? null, verilator: mismatches.verilator ?? null },
    simulated: {
      cycles: sim?.cycles ?? null,
      equalCycleByCycle: sim && verilator ? sim.hash === verilator.hash && sim.cycles === verilator.cycles : null,
    },
  };
}

/** Whether table, engines and reference agree in everything: values, cycles, and between engines every bus signal of every cycle. */
export function agrees({ search, verification }: VerifiedSearch): boolean {
  const report = verificationReport(search, verification);
  const wrong = (cycles: number | null, table: number): boolean => cycles !== null && cycles !== table;
  return (report.mismatches.simulator ?? 0) === 0 && (report.mismatches.verilator ?? 0) === 0
    && report.simulated.equalCycleByCycle !== false
    && report.layers.every(({ cycles }) => !wrong(cycles.simulator, cycles.table) && !wrong(cycles.verilator, cycles.table));
}

/** What `--json` prints. */
export function resultJson(result: VerifiedSearch, more: Record<string, unknown> = {}): string {
  const { search, verification } = result;
  const { layers, ...report } = verificationReport(search, verification);
  return JSON.stringify({
    run: search.runDirectory,
    network: search.networkFile,
    data: search.dataset.name,
    ...more,
    target: search.targetCycles,
    cycles: search.cycles,
    layers,
    accuracy: search.accuracy,
    ...report,
    versions: search.versions,
  });
}

/** The result for people: a table of layers, one of accuracies, and the verdict. */
export function resultText(result: VerifiedSearch): string {
  const { search, verification } = result;
  const report = verificationReport(search, verification);
  const cell = (value: number | null): number | string => value ?? '-';
  const layers = textTable(
    ['layer', 'shape', 'w bits', 'a bits', 'table', 'simulator', 'verilator', 'utilisation'],
    report.layers.map(({ name, shape, weightBits, activationBits, cycles, utilisation }) => [
      name, `${shape.inputShape.join('x')} -> ${shape.outputShape.join('x')}`, weightBits, activationBits,
      cycles.table, cell(cycles.simulator), cell(cycles.verilator), `${(100 * utilisation).toFixed(1)} %`,
    ]),
  );
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const { accuracy } = search;
  const accuracies = textTable(['network', 'cycles', 'quantized', 'integer'], [
    ['float', '-', percent(accuracy.float), '-'],
    ['searched', search.cycles, percent(accuracy.quantized), percent(accuracy.integer)],
    ...accuracy.uniform.map(({ name, cycles, quantized, integer }) => [`uniform ${name}`, cycles, percent(quantized), percent(integer)]),
    ...accuracy.rivals.map(({ name, cycles, quantized, integer }) => [name, cycles, percent(quantized), percent(integer)]),
  ]);
  return [
    layers,
    search.unit === 'cycles' ? `target ${search.targetCycles.toLocaleString('en')} cycles` : `target ${search.targetCycles.toLocaleString('en')} FLOPs, found ${search.cost.toLocaleString('en')}`,
    '',
    accuracies,
    '',
    ...verdict(report),
  ].join('\n');
}

function verdict({ images, mismatches, simulated }: ReturnType<typeof verificationReport>): string[] {
  const lines = [`simulator: ${mismatches.simulator} mismatches in values and cycles over ${images} images`];
  if (mismatches.verilator === null) return [...lines, 'Verilator: left out, so nothing but the own simulator has checked the design'];
  return [
    ...lines,
    `Verilator: ${mismatches.verilator} mismatches in values and cycles over ${images} images`,
    simulated.equalCycleByCycle
      ? `simulator = Verilator in every bus signal of ${simulated.cycles!.toLocaleString('en')} cycles`
      : 'simulator and Verilator DIFFER on the bus: run "bitloom verify" to find the first difference',
  ];
}
