import { InputError } from '../../errors/input-error.js';
import { type Backend, type BackendChoice, loadBackend } from './load-backend.js';

/**
 * The backend of a run. One that goes on takes the one that it began with, whatever `auto` would mean by now, so that its result is the same
 * to the last bit as without the break. Where that one is gone, `auto` takes what there is, and says so. Throws `InputError` as `loadBackend`.
 */
export async function runBackend(choice: BackendChoice, began: Backend['name'] | undefined, line: (text: string) => void): Promise<Backend> {
  if (choice !== 'auto' || began === undefined) return loadBackend(choice);
  try {
    return await loadBackend(began);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const backend = await loadBackend('auto');
    line(`The run began on backend ${began}, which is not here; it goes on with ${backend.name}, and results may differ in the last bits`);
    return backend;
  }
}
