import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeNetwork } from '../../src/network/network-file.js';
import { writeNpy } from '../../src/network/npy.js';
import type { Coverage } from '../../src/sim/coverage/coverage.js';
import { smallNetwork } from '../network/small-network.js';
import { runCli } from './run-cli.js';

let folder: string;
let common: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bitloom-coverage-'));
  await writeNetwork(join(folder, 'network.json'), smallNetwork());
  await writeNpy(join(folder, 'x.npy'), { dtype: '|u1', shape: [1, 4, 5, 2], data: Uint8Array.from({ length: 40 }, (_, i) => i % 8) });
  await writeNpy(join(folder, 'y.npy'), { dtype: '|u1', shape: [1, 4, 5, 2], data: Uint8Array.from({ length: 40 }, (_, i) => (i * 5) % 8) });
  await writeFile(join(folder, 'core.json'), JSON.stringify({ dm: 2, dk: 32, dn: 2, activationDepth: 1024, weightDepth: 1024 }));
  common = ['--config', join(folder, 'core.json'), '--network', join(folder, 'network.json')];
});
afterEach(async () => { await rm(folder, { recursive: true }); });

const read = async (name: string): Promise<Coverage> => JSON.parse(await readFile(join(folder, name, 'coverage.json'), 'utf8')) as Coverage;

describe('bitloom coverage', () => {
  it('counts, writes and merges', async () => {
    const x = await runCli('coverage', ...common, '--input', join(folder, 'x.npy'), '--out', join(folder, 'x'), '--json');
    expect([x.status, JSON.parse(x.stdout)]).toMatchObject([0, { network: 'small', engine: 'sim', total: { states: { seen: expect.any(Number) } } }]);
    expect((await readdir(join(folder, 'x'))).sort()).toEqual(['coverage.info', 'coverage.json']);
    const y = await runCli('coverage', ...common, '--input', join(folder, 'y.npy'), '--out', join(folder, 'y'), '--merge', join(folder, 'x', 'coverage.json'));
    expect(y.status).toBe(0);
    const [one, both] = [await read('x'), await read('y')];
    // Data changes no cycle.
    expect(both.cycles).toBe(2 * one.cycles);
    const held = both.signals.findIndex(({ name }) => name === 'core.executor.array.row[0].held[0].shadow');
    const risen = (coverage: Coverage): bigint => BigInt(`0x${coverage.signals[held]!.rose}`);
    expect(risen(both) & risen(one)).toBe(risen(one));
    expect(risen(one)).toBeGreaterThan(0n);
    expect(y.stdout).toMatch(/^module +bits +edges seen +states +transitions +covers\n/);
    expect(y.stdout).toContain(`${both.cycles.toLocaleString('en')} cycles: `);
    expect(await readFile(join(folder, 'y', 'coverage.info'), 'utf8')).toContain('\nSF:src/hwgen/accelerator/dot-unit.ts\n');
  }, 120_000);

  it('answers bad input with one sentence and status 2, and writes nothing', async () => {
    await writeFile(join(folder, 'other.json'), '{"format":"bitloom-network"}');
    const before = (await readdir(folder)).sort();
    const answers: string[] = [];
    for (const words of [['--merge', join(folder, 'none.json')], ['--merge', join(folder, 'other.json')], ['--out', join(folder, 'x.npy', 'a')], ['--engine', 'reference']]) {
      const { status, stdout, stderr } = await runCli('coverage', ...common, '--input', join(folder, 'x.npy'), '--out', join(folder, 'c'), ...words);
      expect([words, status, stdout]).toEqual([words, 2, '']);
      answers.push(`${words.join(' ')}\n    ${stderr.trimEnd()}`.replaceAll(folder, 'DIR'));
    }
    expect(answers.join('\n')).toMatchInlineSnapshot(`
      "--merge DIR/none.json
          bitloom: DIR/none.json: the coverage of an earlier run can't be read (no such file); check the path
      --merge DIR/other.json
          bitloom: DIR/other.json: expected format bitloom-coverage, version 1, found "bitloom-network"; give a coverage.json that bitloom coverage wrote
      --out DIR/x.npy/a
          bitloom: --out DIR/x.npy/a: DIR/x.npy is a file, not a folder; choose another
      --engine reference
          bitloom: --engine: expected sim or verilator, found reference; see "bitloom coverage --help""
    `);
    expect((await readdir(folder)).sort()).toEqual(before);
  });
});
