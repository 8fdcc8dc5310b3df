import type { Contender } from './contender.js';
import type { Speed } from './measure.js';

/** The best slices of a case, in million cycles per second, as the closing line of JSON has them. */
export interface CaseResult {
  readonly name: string;
  readonly simMcps: number;
  readonly verilatorDefaultMcps: number;
  readonly verilatorBestMcps: number;
  readonly ratioDefault: number;
  readonly ratioBest: number;
  /** The build that was the best Verilator. */
  readonly compiler: string;
}

/** Ratios of best to best. */
export function caseResult(name: string, contenders: readonly Contender[], speeds: readonly Speed[]): CaseResult {
  const of = (role: Contender['role']): number => contenders.findIndex((contender) => contender.role === role);
  const [sim, standard] = [speeds[of('engine')]!, speeds[of('default')]!];
  const rivals = contenders.flatMap(({ role }, index) => (role === 'engine' ? [] : [index]));
  const best = rivals.reduce((a, b) => (speeds[b]!.best > speeds[a]!.best ? b : a));
  return {
    name,
    simMcps: rounded(sim.best),
    verilatorDefaultMcps: rounded(standard.best),
    verilatorBestMcps: rounded(speeds[best]!.best),
    ratioDefault: rounded(sim.best / standard.best),
    ratioBest: rounded(sim.best / speeds[best]!.best),
    compiler: contenders[best]!.name,
  };
}

/** One line per contender, then the ratios by best and by median. */
export function caseText(definition: string, contenders: readonly Contender[], speeds: readonly Speed[], result: CaseResult): string {
  const width = Math.max(...contenders.map(({ name }) => name.length));
  const lines = contenders.map(({ name }, index) => {
    const { best, median } = speeds[index]!;
    return `  ${name.padEnd(width)}  best ${mcps(best)}  median ${mcps(median)} Mcycles/s`;
  });
  const median = (name: string): number => speeds[contenders.findIndex((contender) => contender.name === name)]!.median;
  const medianRatio = median(contenders.find(({ role }) => role === 'engine')!.name) / median(result.compiler);
  return [
    `${result.name}: ${definition}`,
    ...lines,
    `  engine / g++ -O3: ${result.ratioDefault}; engine / best (${result.compiler}): ${result.ratioBest} (of medians ${rounded(medianRatio)})`,
  ].join('\n');
}

export const mcps = (value: number): string => value.toFixed(3).padStart(8);

export const rounded = (value: number): number => Number(value.toPrecision(4));
