import { createHash } from 'node:crypto';
import { access, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../errors/input-error.js';
import { writeAtomically } from '../../files/write-atomically.js';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import type { Backend } from '../backend/load-backend.js';
import type { Dataset } from '../data/dataset.js';
import type { SearchParameters } from '../search-parameters.js';

/** The files of one run. Everything that repeats it lies here. */
export class RunFolder {
  constructor(readonly directory: string) {}

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  /** The last part of its path, what the run is called. */
  get name(): string {
    return basename(resolve(this.directory));
  }

  checkpointFile(stage: string): string {
    return this.path('checkpoints', `${stage}.ckpt`);
  }

  /**
   * Creates the folder for a new run, or checks that one to resume is there. Throws `InputError` when a new run would write over an
   * older one, or the folder can't be written.
   */
  async open(resume: boolean): Promise<void> {
    const exists = await access(this.path('parameters.json')).then(() => true, () => false);
    if (exists && !resume) throw new InputError(`run ${this.directory}: holds a search already; go on with it by "bitloom search --resume ${this.directory}", or choose another folder`);
    if (!exists && resume) throw new InputError(`run ${this.directory}: holds no search to resume; start one without --resume`);
    try {
      await mkdir(this.path('checkpoints'), { recursive: true });
    } catch (error) {
      throw new InputError(`run ${this.directory}: can't be created (${(error as Error).message}); choose another folder`);
    }
  }

  /** The backend that the run began with; undefined where its `parameters.json` does not say. */
  async backend(): Promise<Backend['name'] | undefined> {
    const { versions } = JSON.parse(await readFile(this.path('parameters.json'), 'utf8')) as { versions?: { backend?: Backend['name'] } };
    return versions?.backend;
  }

  async writeJson(name: string, value: unknown): Promise<void> {
    await writeAtomically(this.path(name), `${JSON.stringify(value, null, 2)}\n`);
  }
}

/** SHA-256 over all that a checkpoint depends on: parameters, images and labels, cost table. Hexadecimal. */
export function fingerprint({ backend: _, ...parameters }: SearchParameters, { train, test }: Dataset, { hash }: CostTable): string {
  const digest = createHash('sha256').update(JSON.stringify(parameters, Object.keys(parameters).sort())).update(hash);
  for (const part of [train, test]) digest.update(part.images).update(part.labels);
  return digest.digest('hex');
}

/** The version of this package, from the nearest package.json above. */
export async function packageVersion(): Promise<string> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
    if (folder === dirname(folder)) return 'unknown';
  }
}
