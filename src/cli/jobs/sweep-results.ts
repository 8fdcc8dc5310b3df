import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RivalName } from '../../search/baselines/rival-names.js';
import type { SearchReport } from '../../search/search-result.js';

/** A network of a sweep. */
export interface SweepPoint {
  /** The run's folder in the sweep's. */
  readonly run: string;
  readonly target: string;
  readonly seed: number;
  readonly method: 'searched' | 'uniform' | RivalName;
  /** `searched`, `w2a3`, `random` ... */
  readonly name: string;
  /** Weights x activations per layer, `8x8 3x2`; of uniform networks their name says it. */
  readonly bits: string;
  readonly cycles: number;
  /** The budget of its run, in the unit of its cost. */
  readonly budget: number;
  /** Of the integer network. */
  readonly accuracy: number;
  readonly quantized: number;
  /** Whether reference, simulator, Verilator (where it ran) and cost table agreed in everything; null: not run on the accelerator. */
  readonly verified: boolean | null;
  /** Searched, verified, and no other such network has as few cycles and as much accuracy. */
  readonly onFront: boolean;
}

/** `sweep.json`. */
export interface SweepResults {
  readonly format: 'bitloom-sweep';
  readonly version: 1;
  readonly data: string;
  readonly model: string;
  readonly images: { readonly train: number; readonly test: number };
  /** Accuracies of the float networks, by seed. */
  readonly float: readonly { readonly seed: number; readonly accuracy: number }[];
  readonly points: readonly SweepPoint[];
}

interface Verification {
  readonly layers: readonly { readonly cycles: { readonly table: number; readonly simulator: number | null; readonly verilator: number | null } }[];
  readonly mismatches: { readonly simulator: number | null; readonly verilator: number | null };
  readonly simulated: { readonly equalCycleByCycle: boolean | null };
}

/** Gathers the networks of all runs, and says which searched ones no other beats. */
export async function sweepResults(folder: string, runs: readonly string[]): Promise<SweepResults> {
  const read = async <T>(run: string, file: string): Promise<T> => JSON.parse(await readFile(join(folder, run, file), 'utf8')) as T;
  const reports = await Promise.all(runs.map(async (run) => ({ run, report: await read<SearchReport>(run, 'results.json'), verification: await read<Verification>(run, 'verification.json') })));
  const points = reports.flatMap(({ run, report, verification }) => runPoints(run, report, verification));
  // A network that cost more FLOPs may take fewer cycles: cycles are what the front is drawn over.
  const searched = points.filter(({ method, verified }) => method === 'searched' && verified === true);
  const front = new Set(nonDominated(searched));
  const first = reports[0]!.report;
  const float = [...new Map(reports.map(({ report }) => [report.parameters.seed, { seed: report.parameters.seed, accuracy: report.accuracy.float }])).values()];
  return {
    format: 'bitloom-sweep', version: 1, data: first.parameters.data, model: first.parameters.model, images: first.images, float,
    points: points.map((point) => ({ ...point, onFront: front.has(point) })),
  };
}

/** Those that no other has both fewer or as few cycles and more or as much accuracy than; of equal ones the first. */
export function nonDominated<T extends { readonly cycles: number; readonly accuracy: number }>(points: readonly T[]): T[] {
  let best = -Infinity;
  return [...points].sort((a, b) => a.cycles - b.cycles || b.accuracy - a.accuracy).filter(({ accuracy }) => {
    const better = accuracy > best;
    if (better) best = accuracy;
    return better;
  });
}

function runPoints(run: string, { parameters, targetCycles, cycles, layers, accuracy }: SearchReport, verification: Verification): Omit<SweepPoint, 'onFront'>[] {
  const common = { run, target: parameters.target, seed: parameters.seed, budget: targetCycles };
  const bitsOf = (all: readonly { weightBits: number; activationBits: number }[]): string => all.map(({ weightBits, activationBits }) => `${weightBits}x${activationBits}`).join(' ');
  return [
    { ...common, method: 'searched', name: 'searched', bits: bitsOf(layers), cycles, accuracy: accuracy.integer, quantized: accuracy.quantized, verified: agrees(verification) },
    ...accuracy.uniform.map((uniform) => ({ ...common, method: 'uniform' as const, name: uniform.name, bits: uniform.name, cycles: uniform.cycles, accuracy: uniform.integer, quantized: uniform.quantized, verified: null })),
    ...accuracy.rivals.map((rival) => ({ ...common, method: rival.name, name: rival.name, bits: bitsOf(rival.layers), cycles: rival.cycles, accuracy: rival.integer, quantized: rival.quantized, verified: null })),
  ];
}

function agrees({ layers, mismatches, simulated }: Verification): boolean {
  const wrong = (found: number | null, table: number): boolean => found !== null && found !== table;
  return mismatches.simulator === 0 && (mismatches.verilator ?? 0) === 0 && simulated.equalCycleByCycle !== false
    && layers.every(({ cycles }) => !wrong(cycles.simulator, cycles.table) && !wrong(cycles.verilator, cycles.table));
}
