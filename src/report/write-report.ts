import { basename, join, resolve } from 'node:path';
import { writeAtomically } from '../files/write-atomically.js';
import { reportPage } from './report-page.js';
import { readRunResults } from './run-results.js';
import { readSweepResults } from './sweep-results.js';
import { sweepPage } from './sweep-page.js';
import { readRunVerification } from './run-verification.js';

/**
 * Writes the report of the run, or of the sweep, in `runFolder` to `file`, by default `report.html` in that folder, and returns the file. Throws
 * InputError, with nothing written, where the results or the verification can't be read or the file can't be written.
 */
export async function writeReport(runFolder: string, file = join(runFolder, 'report.html')): Promise<string> {
  const sweep = await readSweepResults(runFolder);
  if (sweep !== undefined) {
    await writeAtomically(file, sweepPage(basename(resolve(runFolder)), sweep));
    return file;
  }
  const results = await readRunResults(runFolder);
  const verification = await readRunVerification(runFolder, results);
  await writeAtomically(file, reportPage({ name: basename(resolve(runFolder)), results, verification }));
  return file;
}
