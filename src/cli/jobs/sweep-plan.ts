import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors/input-error.js';
import { writeAtomically } from '../../files/write-atomically.js';
import type { PlannedRun } from './run-pool.js';

const fileName = 'sweep-plan.json';

/** Keeps the searches of a new sweep in its folder, to go on with. Throws InputError where the folder holds another sweep. */
export async function writePlan(folder: string, runs: readonly PlannedRun[]): Promise<readonly PlannedRun[]> {
  const names = runs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError(`sweep: ${twice} is there twice; name every target and seed once`);
  const text = `${JSON.stringify({ runs }, null, 2)}\n`;
  const earlier = await readFile(join(folder, fileName), 'utf8').catch(() => undefined);
  if (earlier !== undefined && earlier !== text) throw new InputError(`sweep ${folder}: holds a sweep with other parameters; go on with it by "bitloom sweep --resume ${folder}", or choose another folder`);
  await mkdir(folder, { recursive: true });
  await writeAtomically(join(folder, fileName), text);
  return runs;
}

/** The searches of an earlier sweep. Throws InputError when the folder holds none. */
export async function readPlan(folder: string): Promise<readonly PlannedRun[]> {
  try {
    return (JSON.parse(await readFile(join(folder, fileName), 'utf8')) as { runs: PlannedRun[] }).runs;
  } catch {
    throw new InputError(`sweep ${folder}: there is no readable ${fileName}, so nothing to go on with; give the folder of an earlier sweep`);
  }
}
