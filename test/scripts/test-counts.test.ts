import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
interface TestCounts {
  readCounts(file: string, status: number): Counts;
  endLine(counts: Counts, missing: readonly string[]): string;
}
const module = new URL('../../scripts/setup/test-counts.mjs', import.meta.url).href;
const { readCounts, endLine } = (await import(module)) as TestCounts;

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-counts-')); });
afterEach(async () => { await rm(folder, { recursive: true }); });

async function counts(passed: number, failed: number, skipped: number, status: number, files: readonly unknown[] = []): Promise<Counts> {
  const file = join(folder, 'results.json');
  await writeFile(file, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, testResults: files }));
  return readCounts(file, status);
}

describe('the last line of npm test', () => {
  it('counts passed and failed tests', async () => {
    expect(endLine(await counts(12, 0, 0, 0), [])).toBe('12 passed, 0 failed');
    expect(endLine(await counts(12, 3, 0, 1, [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]), [])).toBe('12 passed, 3 failed');
  });

  it('says what was skipped, and why where a tool is missing', async () => {
    expect(endLine(await counts(12, 0, 2, 0), ['verilator'])).toBe('12 passed, 0 failed, 2 SKIPPED (missing here: verilator)');
    expect(endLine(await counts(12, 0, 2, 0), [])).toBe('12 passed, 0 failed, 2 SKIPPED');
  });

  it('counts a file that breaks before its tests, a run that ends badly, and one without a report as failures', async () => {
    expect(await counts(12, 0, 0, 1, [{ status: 'failed', assertionResults: [] }])).toEqual({ passed: 12, failed: 1, skipped: 0 });
    expect(await counts(12, 0, 0, 1)).toEqual({ passed: 12, failed: 1, skipped: 0 });
    expect(readCounts(join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
