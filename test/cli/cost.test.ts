import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../src/network/lowering/lower-network.js';
import { writeNetwork } from '../../src/network/network-file.js';
import { untrainedNetwork } from '../../src/search/cost/untrained-network.js';
import { uniformAssignment } from '../../src/search/cost/search-space.js';
import { findModel } from '../../src/search/models/find-model.js';
import { networkCycles } from '../../src/sim/cycles/network-cycles.js';
import { costColumns } from '../../src/sim/cycles/cost-columns.js';
import { runCli } from './run-cli.js';

interface Table {
  readonly parameters: { readonly dm: number; readonly dk: number; readonly dn: number; readonly portBits: number };
  readonly latency: number;
  readonly mapBits?: number;
  readonly hash: string;
  readonly layers: readonly { readonly name: string; readonly cycles: readonly (readonly (number | null)[])[] }[];
  readonly report: { readonly layers: readonly Line[]; readonly total: Line };
}

interface Line {
  readonly name: string; readonly bands: number;
  readonly weightBits: number; readonly activationBits: number;
  readonly cycles: number; readonly compute: number; readonly stall: number; readonly fill: number;
  readonly mapping: number; readonly utilisation: number; readonly operations: number; readonly intensity: number;
  readonly fetch: Record<string, number>; readonly execute: Record<string, number>; readonly writeBack: Record<string, number>; readonly store: Record<string, number>;
  readonly offChip: { readonly read: number; readonly written: number };
}

const json = async (...words: string[]): Promise<Table> => JSON.parse((await runCli('cost', ...words, '--json')).stdout) as Table;

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-cost-')); });
afterAll(() => rm(folder, { recursive: true }));

describe('bitloom cost', () => {
  it('prints the same table as text, CSV and JSON', async () => {
    const [text, csv] = await Promise.all([[], ['--csv']].map((more) => runCli('cost', '--model', 'digits', ...more)));
    const { hash, layers } = await json('--model', 'digits');
    expect(text!.stdout).toContain(hash);
    const rows = layers.flatMap(({ name, cycles }) => cycles.flatMap((row, w) => row.map((entry, a) => `${name},${w + 1},${a + 1},${entry ?? ''}`)));
    const lines = csv!.stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(['layer', 'weightBits', 'activationBits', ...costColumns.map(({ name }) => name)].join(','));
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 4).join(','))).toEqual(rows);
    expect(rows).toHaveLength(layers.length * 64);
  });

  it('counts the slots that a network has for its maps, and those of --map-bits, which an engine confirms', async () => {
    const model = findModel('resnet8', [16, 16, 1], 10, 8);
    const network = untrainedNetwork(model, uniformAssignment(model, 2, 3, 8), 3);
    const file = join(folder, 'narrow', 'network.json');
    await writeNetwork(file, network);
    const [own, named] = await Promise.all([json('--network', file, '--bits', 'own'), json('--model', 'resnet8', '--width', '8', '--map-bits', '3')]);
    const expected = networkCycles(lowerNetwork(network, defaultParameters), 20).map(({ total }) => total);
    expect(own.report.layers.map(({ cycles }) => cycles)).toEqual(expected);
    expect(named.mapBits).toBe(3);
    const wide = await json('--model', 'resnet8', '--width', '8');
    const residual = (table: Table): number => table.layers.find(({ name }) => name === 'stage1.block1.conv2')!.cycles[0]![0]!;
    expect(residual(named)).toBeLessThan(residual(wide));
    const { status, stdout } = await runCli('cost', '--network', file, '--engine', 'sim');
    expect([status, stdout.includes('maps of 3 bits at most'), /all equal to the table/.test(stdout)]).toEqual([0, true, true]);
  });

  it('has another hash at another latency, port or array, and says which they are', async () => {
    const tables = await Promise.all([[], ['--latency', '21'], ['--port-bits', '128'], ['--array', '16x64x4']].map((more) => json('--model', 'digits', ...more)));
    expect(new Set(tables.map(({ hash }) => hash)).size).toBe(4);
    expect(tables.map(({ parameters: { dm, dk, dn, portBits }, latency }) => [dm, dk, dn, portBits, latency]))
      .toEqual([[8, 64, 8, 64, 20], [8, 64, 8, 64, 21], [8, 64, 8, 128, 20], [16, 64, 4, 64, 20]]);
    const { stdout } = await runCli('cost', '--model', 'digits', '--array', '16x64x4', '--port-bits', '128', '--latency', '7');
    expect(stdout).toContain('array 16x64x4 (dm x dk x dn), 128-bit port, memory latency 7 cycles; hash ');
  });

  it('runs every entry of every layer on the simulated accelerator with --engine sim, and finds the table right', async () => {
    const { status, stdout } = await runCli('cost', '--model', 'digits', '--engine', 'sim', '--json');
    const { check } = JSON.parse(stdout) as { check: { engine: string; entries: number; cycles: number; differences: unknown[] } };
    expect({ status, entries: check.entries, differences: check.differences, cycles: check.cycles > 100_000 }).toEqual({ status: 0, entries: 256, cycles: true, differences: [] });
  });

  it('says so, with status 1, when an engine counts something else', async () => {
    const file = join(folder, 'measured');
    await runCli('cost', '--model', 'digits', '--engine', 'sim', '--measurements', file);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/"cycles":\d+/, '"cycles":1'));
    const { status, stdout } = await runCli('cost', '--model', 'digits', '--engine', 'sim', '--measurements', file);
    expect(status).toBe(1);
    expect(stdout).toMatch(/sim: 256 entries of different layers \(256 from an earlier run\), 0 cycles run in \d.\d s, 1 differ, the first: conv1 w1a1 takes 1, the table says \d+\n$/);
  });

  it('knows the networks of MLPerf Tiny, and names them where it does not know one', async () => {
    expect((await json('--model', 'ds-cnn')).layers.map(({ name }) => name).slice(0, 3)).toEqual(['conv1', 'block1.depthwise', 'block1.pointwise']);
    expect((await runCli('cost', '--model', 'resnet99')).stderr).toMatch(/use one of: digits, lenet5, .*resnet18, resnet34, ds-cnn, mobilenet, autoencoder\n$/);
  });

  it('knows the ResNets, up to 23 layers of ResNet-18', async () => {
    const { layers } = await json('--model', 'resnet18');
    expect(layers.map(({ name }) => name).slice(0, 3)).toEqual(['conv1', 'maxpool', 'stage1.block1.conv1']);
    expect(layers).toHaveLength(23);
  });
});

describe('the report of bitloom cost', () => {
  it('divides each layer\'s cycles, and adds up to the total', async () => {
    const { layers, report: { layers: lines, total }, parameters: { dm, dk, dn, portBits } } = await json('--model', 'resnet20', '--bits', 'w2a3');
    expect(lines.map(({ name, cycles }) => [name, cycles])).toEqual(layers.map(({ name, cycles }) => [name, cycles[name === 'avgpool' ? 0 : 1]![2]]));
    for (const line of [...lines, total]) {
      expect(line.compute + line.stall + line.fill).toBe(line.cycles);
      for (const stage of [line.fetch, line.execute, line.writeBack, line.store]) expect(Object.values(stage).reduce((sum, part) => sum + part)).toBe(line.cycles);
      expect(line.utilisation).toBeCloseTo(line.operations / (dm * dk * dn * line.cycles), 5);
      expect(line.mapping).toBeGreaterThanOrEqual(line.utilisation);
      expect(line.mapping).toBeLessThanOrEqual(1);
      expect(line.offChip.read).toBe((line.fetch['run']! * portBits) / 8);
      expect(line.intensity).toBeCloseTo(line.operations / (line.offChip.read + line.offChip.written), 3);
    }
    for (const name of ['cycles', 'compute', 'stall', 'fill', 'operations'] as const) expect(total[name]).toBe(lines.reduce((sum, line) => sum + line[name], 0));
    // 2 * 3 bMAC per MAC: 40,551,040 of the plain network and 2 * 131,072 of the projection shortcuts, worked by hand from the shapes. Pooling is no MAC.
    expect(total.operations).toBe(6 * 40_813_184);
  });

  it('gives pools one weight bit, whatever the others have', async () => {
    const { layers, report: { layers: lines, total } } = await json('--model', 'lenet5', '--bits', 'w4a3');
    expect(lines.map(({ name, weightBits, activationBits }) => `${name} w${weightBits}a${activationBits}`).join(' ')).toBe('C1 w4a3 S2 w1a3 C3 w4a3 S4 w1a3 C5 w4a3 F6 w4a3 output w4a3');
    expect(total.cycles).toBe(layers.reduce((sum, { cycles }, index) => sum + cycles[lines[index]!.weightBits - 1]![2]!, 0));
    const rows = (await runCli('cost', '--model', 'lenet5', '--csv')).stdout.split('\n').filter((line) => /^S[24],/.test(line)).map((line) => line.split(',').slice(0, 3).join(' '));
    expect(rows).toEqual(['S2', 'S4'].flatMap((name) => [1, 2, 3, 4, 5, 6, 7, 8].map((bits) => `${name} 1 ${bits}`)));
  });

  it('is the same as text, CSV in a file, and JSON', async () => {
    const file = join(folder, 'report.csv');
    const { status, stdout, stderr } = await runCli('cost', '--model', 'digits', '--bits', 'w4a2', '--csv', file);
    expect([status, stderr]).toEqual([0, `wrote 5 lines to ${file}\n`]);
    const { report } = await json('--model', 'digits', '--bits', 'w4a2');
    const rows = (await readFile(file, 'utf8')).trimEnd().split('\n').map((line) => line.split(','));
    expect(rows.map((row) => row[0])).toEqual(['layer', 'conv1', 'conv2', 'conv3', 'dense', 'total']);
    const column = (name: string): string[] => rows.slice(1).map((row) => row[rows[0]!.indexOf(name)]!);
    expect(column('cycles')).toEqual([...report.layers, report.total].map(({ cycles }) => String(cycles)));
    expect(column('fetch.memory')).toEqual([...report.layers, report.total].map(({ fetch }) => String(fetch['memory'])));
    for (const { cycles, stall } of [...report.layers, report.total]) {
      expect(stdout).toContain(cycles.toLocaleString('en'));
      expect(stdout).toContain(stall.toLocaleString('en'));
    }
  });

  it('names the layers that run in bands, and counts them', async () => {
    const { stdout } = await runCli('cost', '--model', 'resnet18', '--bits', 'w2a8');
    expect(stdout).toMatch(/bands of rows: conv1 \d+, maxpool \d+/);
    const { report, layers } = await json('--model', 'resnet18', '--bits', 'w2a8');
    expect(report.layers.filter(({ bands }) => bands > 1).map(({ name }) => name)).toEqual(expect.arrayContaining(['conv1', 'maxpool']));
    // The report's cycles are the table's, in bands too.
    expect(report.layers.map(({ cycles }) => cycles)).toEqual(layers.map(({ cycles }) => cycles[1]![7]));
    expect((await runCli('cost', '--model', 'resnet8', '--bits', 'w2a2')).stdout).not.toContain('bands');
  });

  it('has every column in --help, with its definition, and the models', async () => {
    const { stdout } = await runCli('cost', '--help');
    for (const name of ['resnet8', 'resnet34', 'ds-cnn', 'mobilenet', 'autoencoder', 'lenet5']) expect(stdout).toMatch(new RegExp(`\\b${name}\\b`));
    for (const { name, definition } of costColumns) {
      expect(stdout).toMatch(new RegExp(`^  ${name} +${definition.slice(0, 30).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm'));
    }
  });
});

describe('bitloom cost, wrongly asked', () => {
  const cost = ['cost', '--model', 'resnet8'];
  it.each<[string[], string]>([
    [['cost', '--model', 'resnet99'], '--model: "resnet99" is not known; use one of: '],
    [[...cost, '--bits', 'w9a2'], '--bits: expected own, or bits of 1 to 8 like w2a4, found w9a2\n'],
    [[...cost, '--bits', 'own'], '--bits own: a model has no bits of its own; name a --network, or bits like w4a4\n'],
    [[...cost, '--array', '8x8'], '--array: expected DMxDKxDN, like 8x64x8, found 8x8\n'],
    [[...cost, '--array', '3x64x8'], '--array 3x64x8: dm: expected a power of two from 2 to 128, found 3\n'],
    [[...cost, '--port-bits', '100'], '--port-bits 100: portBits: expected a power of two from 32 to 1024, found 100\n'],
    [[...cost, '--sample', '3'], '--sample: only --engine verilator runs a sample; --engine sim runs every entry\n'],
    [[...cost, '--engine', 'sim', '--seed', '3'], '--seed: only the sample of --engine verilator is drawn; leave it out\n'],
    [[...cost, '--data', 'cifar10:/none'], '--data: model resnet8 has an image size of its own; leave it out\n'],
    [[...cost, '--measurements', 'x'], '--measurements: the model measures nothing; choose --engine sim or verilator\n'],
    [[...cost, '--data-path'], '--data-path: only --engine sim can leave the data path out\n'],
    [[...cost, '--csv', '/none/x.csv'], '--csv /none/x.csv: the folder /none does not exist; create it or choose another\n'],
    [[...cost, '--latency', '1'], '--latency: expected a whole number in 2..65535, found 1; see "bitloom cost --help"\n'],
  ])('%j is answered with one sentence and status 2', async (words, sentence) => {
    const { status, stdout, stderr } = await runCli(...words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`bitloom: ${sentence}`);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });
});
