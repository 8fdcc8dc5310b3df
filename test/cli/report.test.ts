import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleResults, writeRun } from '../report/example-run.js';
import { runCli } from './run-cli.js';

let root: string;
let run: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bitloom-report-'));
  run = await writeRun(join(root, 'run'), { results: exampleResults });
});
afterAll(async () => void (await rm(root, { recursive: true })));

describe('bitloom report', () => {
  it('writes report.html into the run folder and prints its path', async () => {
    const file = join(run, 'report.html');
    expect(await runCli('report', run)).toEqual({ status: 0, stdout: `${file}\n`, stderr: '' });
    expect(await readFile(file, 'utf8')).toContain('<h1>run</h1>');
  });

  it('writes to --out, and prints JSON on request', async () => {
    const file = join(root, 'elsewhere.html');
    const { status, stdout } = await runCli('report', run, '--out', file, '--json');
    expect([status, JSON.parse(stdout)]).toEqual([0, { report: file }]);
    expect(await readFile(file, 'utf8')).toContain('<h1>run</h1>');
  });

  it('refuses what is no run folder, and places that cannot be written, with one sentence', async () => {
    const plain = join(root, 'plain.txt');
    await writeFile(plain, 'text');
    const empty = await writeRun(join(root, 'empty'), {});
    const answers = [
      await runCli('report', plain),
      await runCli('report', empty),
      await runCli('report', run, '--out', root),
      await runCli('report', run, '--out', join(root, 'missing', 'a.html')),
    ];
    expect(answers).toEqual([
      `${plain}: not a folder; name the run folder, not a file in it`,
      `${join(empty, 'results.json')}: the results of the search can't be read (no such file); check the path`,
      `--out ${root}: it is a folder; name a file`,
      `--out ${join(root, 'missing', 'a.html')}: the folder ${join(root, 'missing')} does not exist; create it or choose another`,
    ].map((sentence) => ({ status: 2, stdout: '', stderr: `bitloom: ${sentence}\n` })));
    expect(await readdir(empty)).toEqual([]);
  });
});
