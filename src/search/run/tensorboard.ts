import { constants } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../errors/input-error.js';
import { completeRecords, scalarRecord, versionRecord } from './event-file.js';
import type { EpochRecord } from './stage.js';

/**
 * Event files for TensorBoard, `FOLDER/<run>/<stage>/`: one folder per run, so that runs share a FOLDER, and one per stage (`float`, `search`,
 * `retrain`, `uniform-w2a2`, ...), so that their curves lie over each other. Steps are epochs, from 1. A resumed run goes on in the same files:
 * what they lack is added from the checkpoint's records, and nothing twice.
 */
export class EventFiles {
  private constructor(private readonly folder: string) {}

  /**
   * `resume` says whether the run goes on. Throws `InputError` when the folder can't be written, or when a new run would write over the
   * files of another of the same name.
   */
  static async open(folder: string, run: string, resume: boolean): Promise<EventFiles> {
    const own = join(folder, run);
    try {
      await mkdir(own, { recursive: true });
    } catch (error) {
      throw new InputError(`tensorboard ${own}: can't be created (${(error as Error).message}); choose another folder`);
    }
    if (!resume && (await readdir(own)).length > 0) throw new InputError(`tensorboard ${own}: holds the curves of another run; delete it, or choose another folder`);
    return new EventFiles(own);
  }

  path(stage: string): string {
    return join(this.folder, stage, 'events.out.tfevents.bitloom');
  }

  /** Makes the stage's file hold exactly the epochs of `history`: cuts off what was not written whole or not kept, appends what is missing. */
  async bring(stage: string, history: readonly EpochRecord[]): Promise<void> {
    const file = this.path(stage);
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT);
    try {
      const bytes = await handle.readFile();
      let [end, next] = [0, 0];
      for (const entry of completeRecords(bytes)) {
        if (entry.step !== next || entry.step > history.length) break;
        [end, next] = [entry.end, next + 1];
      }
      const times = wallTimes(history);
      const missing = next === 0 ? [versionRecord(times[0] ?? Date.now() / 1000)] : [];
      for (let step = Math.max(next, 1); step <= history.length; step++) {
        missing.push(scalarRecord({ step, wallTime: times[step - 1]!, scalars: epochScalars(history[step - 1]!) }));
      }
      if (end < bytes.length) await handle.truncate(end);
      if (missing.length > 0) await handle.write(Buffer.concat(missing), 0, undefined, end);
    } finally {
      await handle.close();
    }
  }
}

/** Seconds since 1970 at which the epochs ended: the last one now, the others by what each took, as if there had been no break. */
function wallTimes(history: readonly EpochRecord[]): number[] {
  const seconds = history.map((record) => (typeof record['seconds'] === 'number' ? record['seconds'] : 0));
  let time = Date.now() / 1000 - seconds.reduce((a, b) => a + b, 0);
  return seconds.map((epoch) => (time += epoch));
}

interface Shares {
  readonly operand: 'weights' | 'maps';
  readonly layer: string;
  readonly bits: readonly number[];
  readonly shares: readonly number[];
}

/** Tags of the fields that stand together in TensorBoard; other numbers keep their field's name. */
const tags: Readonly<Record<string, string>> = {
  strengthLoss: 'search/strength loss',
  lambda: 'search/lambda',
  temperature: 'search/temperature',
  expectedCycles: 'cost/expected',
  argmaxCycles: 'cost/argmax',
  target: 'cost/target',
  rate: 'learning rate',
};

/** Every number of an epoch's record, and the expected bits of every operand that is searched: sum of share times bits. */
export function epochScalars(record: EpochRecord): Record<string, number> {
  const scalars: Record<string, number> = {};
  for (const [field, value] of Object.entries(record)) if (typeof value === 'number') scalars[tags[field] ?? field] = value;
  for (const { operand, layer, bits, shares } of (record['strengths'] ?? []) as readonly Shares[]) {
    scalars[`bits of ${operand}/${layer}`] = bits.reduce((sum, count, i) => sum + count * shares[i]!, 0);
  }
  return scalars;
}
