import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** Milliseconds of the parts of a first cycle; `total` leaves out `load`, the time to read the JavaScript, and `divide`, what a long run adds. */
export interface FirstCycle {
  readonly load: number;
  readonly elaborate: number;
  readonly lower: number;
  readonly code: number;
  readonly total: number;
  readonly divide: number;
}

/** The fastest of `rounds` fresh processes. */
export async function firstCycleTime(rounds: number): Promise<FirstCycle> {
  const script = fileURLToPath(new URL('first-cycle.js', import.meta.url));
  const runs: FirstCycle[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await execa(process.execPath, [script]);
    runs.push(JSON.parse(stdout) as FirstCycle);
  }
  return runs.reduce((a, b) => (b.total < a.total ? b : a));
}
