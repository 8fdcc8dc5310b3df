import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SearchReport } from '../../src/search/search-result.js';

/** Mean and spread over the seeds; accuracies in percent. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation of a sample; null for one seed. */
  readonly deviation: number | null;
  readonly values: readonly number[];
}

/** One budget of one experiment. Accuracies of integer networks on the test images. */
export interface BudgetSummary {
  readonly target: string;
  readonly seeds: readonly number[];
  /** Budget, and cycles of the searched networks. */
  readonly budget: number;
  readonly cycles: readonly number[];
  readonly float: Spread;
  readonly searched: Spread;
  /** The best on the test images of the uniform networks of each seed: a choice in their favour. */
  readonly bestUniform: Spread;
  /** Searched less best uniform, in points, seed by seed. */
  readonly lead: Spread;
  readonly rivals: Readonly<Record<string, Spread>>;
}

/** Results of a complete run. */
export async function readReport(folder: string, run: string): Promise<SearchReport> {
  return JSON.parse(await readFile(join(folder, run, 'results.json'), 'utf8')) as SearchReport;
}

/** Reports of one budget, a seed each. */
export function summarise(target: string, reports: readonly SearchReport[]): BudgetSummary {
  const percent = (share: number): number => 100 * share;
  const best = reports.map(({ accuracy }) => Math.max(...accuracy.uniform.map(({ integer }) => integer)));
  const names = reports[0]!.accuracy.rivals.map(({ name }) => name);
  return {
    target,
    seeds: reports.map(({ parameters }) => parameters.seed),
    budget: reports[0]!.targetCycles,
    cycles: reports.map(({ cycles }) => cycles),
    float: spread(reports.map(({ accuracy }) => percent(accuracy.float))),
    searched: spread(reports.map(({ accuracy }) => percent(accuracy.integer))),
    bestUniform: spread(best.map(percent)),
    lead: spread(reports.map(({ accuracy }, i) => percent(accuracy.integer - best[i]!))),
    rivals: Object.fromEntries(names.map((name) => [name, spread(reports.map(({ accuracy }) => percent(accuracy.rivals.find((rival) => rival.name === name)!.integer)))])),
  };
}

/** Largest distance in points between a network as trained and its integer network, over all networks of all runs. */
export function integerGap(reports: readonly SearchReport[]): { readonly networks: number; readonly points: number } {
  const all = reports.flatMap(({ accuracy }) => [accuracy, ...accuracy.uniform, ...accuracy.rivals]);
  return { networks: all.length, points: Math.max(...all.map(({ quantized, integer }) => 100 * Math.abs(quantized - integer))) };
}

/** Whether table, simulator and Verilator agree in the cycles of every layer of the chosen network, and how many layers were looked at. */
export async function cycleAgreement(folder: string, runs: readonly string[]): Promise<{ layers: number; simulator: boolean; verilator: boolean | null }> {
  const verifications = await Promise.all(runs.map(async (run) => JSON.parse(await readFile(join(folder, run, 'verification.json'), 'utf8')) as { layers: { cycles: { table: number; simulator: number | null; verilator: number | null } }[] }));
  const cycles = verifications.flatMap(({ layers }) => layers.map((layer) => layer.cycles));
  const ran = cycles.every(({ verilator }) => verilator !== null);
  return {
    layers: cycles.length,
    simulator: cycles.every(({ table, simulator }) => simulator === table),
    verilator: ran ? cycles.every(({ table, verilator }) => verilator === table) : null,
  };
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const rounded = (value: number): number => Math.round(1000 * value) / 1000;
  return { mean: rounded(mean), deviation: values.length < 2 ? null : rounded(Math.sqrt(square / (values.length - 1))), values: values.map(rounded) };
}
