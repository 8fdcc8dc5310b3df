import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeNetwork } from '../../src/network/network-file.js';
import { readNpy, writeNpy } from '../../src/network/npy.js';
import { runReference } from '../../src/network/reference.js';
import { smallNetwork } from '../network/small-network.js';
import { runCli } from './run-cli.js';

const images = [0, 1, 2].map((first) => Array.from({ length: 40 }, (_, i) => (i * (first + 3)) % 8));
const logits = images.map((image) => [...runReference(smallNetwork(), image).at(-1)!.codes]);

let folder: string;
let common: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bitloom-cli-'));
  await writeNetwork(join(folder, 'network.json'), smallNetwork());
  await writeNpy(join(folder, 'x.npy'), { dtype: '|u1', shape: [3, 4, 5, 2], data: Uint8Array.from(images.flat()) });
  common = ['--network', join(folder, 'network.json'), '--input', join(folder, 'x.npy')];
});
afterEach(async () => { await rm(folder, { recursive: true }); });

describe('bitloom run --engine reference', () => {
  it('writes the output and prints a table', async () => {
    const { status, stdout, stderr } = await runCli('run', ...common, '--engine', 'reference', '--output', join(folder, 'y.npy'));
    expect([status, stderr]).toEqual([0, '']);
    expect(await readNpy(join(folder, 'y.npy'))).toEqual({ dtype: '<i4', shape: [3, 1, 1, 2], data: Int32Array.from(logits.flat()) });
    expect(stdout.replaceAll(folder, 'DIR')).toMatchInlineSnapshot(`
      "layer  kind         output  w bits  a bits  smallest  largest  zeros
      conv1  convolution  2x3x3        2       3         0        7  29.6 %
      fc     dense        1x1x2        5       4       -86       76  0.0 %
      3 images on engine reference, classes 1 1 1
      output: DIR/y.npy
      "
    `);
  });

  it('prints one JSON object with --json', async () => {
    const { status, stdout, stderr } = await runCli('run', ...common, '--engine', 'reference', '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      network: 'small', engine: 'reference', images: 3, output: null,
      classes: logits.map(([zero, one]) => (one! > zero! ? 1 : 0)),
      layers: [{ name: 'conv1', outputShape: [2, 3, 3], weightBits: 2, activationBits: 3 }, { name: 'fc', weightBits: 5, activationBits: 4 }],
    });
  });

  it('answers bad input with one sentence and status 2, and writes nothing', async () => {
    const before = (await readdir(folder)).sort();
    const file = (name: string): string => join(folder, name);
    const output = ['--engine', 'reference', '--output', file('y.npy')];
    const answers: string[] = [];
    const run = async (...words: string[]): Promise<void> => {
      const { status, stdout, stderr } = await runCli('run', ...words);
      expect([status, stdout]).toEqual([2, '']);
      answers.push(stderr.replaceAll(folder, 'DIR'));
    };
    await run('--network', file('none.json'), '--input', file('x.npy'), ...output);
    await run('--network', file('network.json'), '--input', file('weights.bin'), ...output);
    await run(...common, '--engine', 'reference', '--output', join(folder, 'none', 'y.npy'));
    await run(...common, '--engine', 'reference', '--output', folder);
    await run(...common, '--engine', 'reference', '--output', join(file('x.npy'), 'y.npy'));
    await run(...common, ...output, '--config', file('none.json'));
    expect((await readdir(folder)).sort()).toEqual(before);
    expect(answers.join('')).toMatchInlineSnapshot(`
      "bitloom: DIR/none.json: the network can't be read (no such file); check the path
      bitloom: DIR/weights.bin: not a .npy file, expected it to start with \\x93NUMPY; write it with numpy.save
      bitloom: --output DIR/none/y.npy: the folder DIR/none does not exist; create it or choose another
      bitloom: --output DIR: it is a folder; name a file
      bitloom: --output DIR/x.npy/y.npy: DIR/x.npy is a file, not a folder; choose another
      bitloom: DIR/none.json: the accelerator configuration can't be read (no such file); check the path
      "
    `);
  });
});

describe('bitloom run --engine sim', () => {
  it('computes the same output, with cycles and counters', async () => {
    const { status, stdout } = await runCli('run', ...common, '--output', join(folder, 'y.npy'), '--memory-seed', '5', '--json');
    expect(status).toBe(0);
    expect((await readNpy(join(folder, 'y.npy'))).data).toEqual(Int32Array.from(logits.flat()));
    const { engine, layers, counters } = JSON.parse(stdout) as { engine: string; layers: { cycles: number }[]; counters: { cycles: number; layers: number } };
    expect([engine, counters.layers]).toEqual(['sim', 2]);
    expect(counters.cycles).toBe(layers.reduce((sum, { cycles }) => sum + cycles, 0) + 1);
  });

  it('refuses a network that the accelerator cannot hold, and writes nothing', async () => {
    await writeFile(join(folder, 'small.json'), '{ "weightDepth": 4 }');
    const { status, stdout, stderr } = await runCli('run', ...common, '--output', join(folder, 'y.npy'), '--config', join(folder, 'small.json'));
    expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
    expect(stderr).toMatch(/^bitloom: .*(conv1|fc).*weight buffer/);
    expect(await readdir(folder)).not.toContain('y.npy');
  });
});

describe('bitloom verify --engines sim', () => {
  it('finds the values of the reference and the cycles of the model', async () => {
    const { status, stdout } = await runCli('verify', ...common, '--engines', 'sim', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ network: 'small', passed: true, images: 3, mismatches: { sim: 0 }, equalCycleByCycle: null, layers: [{ name: 'conv1' }, { name: 'fc' }] });
  });
});

describe('bitloom verify --expected', () => {
  const verify = async (values: readonly number[]): ReturnType<typeof runCli> => {
    await writeNpy(join(folder, 'y.npy'), { dtype: '<f4', shape: [3, 2], data: Float32Array.from(values) });
    return runCli('verify', ...common, '--engines', 'reference', '--expected', join(folder, 'y.npy'));
  };

  it('ends with 0 when the reference computes the expected output', async () => {
    const { status, stdout } = await verify(logits.flat());
    expect([status, stdout.replaceAll(folder, 'DIR')]).toEqual([0, 'reference = DIR/y.npy: 3 images, 6 values, no difference\n']);
  });

  it('ends with 1 and the first difference when it does not', async () => {
    const { status, stdout } = await verify(logits.flat().map((value, i) => (i >= 3 ? value + 1 : value)));
    expect(status).toBe(1);
    expect(stdout.replaceAll(folder, 'DIR')).toBe(
      `reference differs from DIR/y.npy in 3 of 6 values, 2 of 3 images\nfirst: image 1, row 0, column 0, channel 1: expected ${logits[1]![1]! + 1}, found ${logits[1]![1]}\n`,
    );
  });

  it('refuses an expected output of another size, and a comparison with nothing', async () => {
    await writeNpy(join(folder, 'y.npy'), { dtype: '|u1', shape: [2], data: Uint8Array.of(1, 2) });
    const wrong = await runCli('verify', ...common, '--engines', 'reference', '--expected', join(folder, 'y.npy'));
    const nothing = await runCli('verify', ...common, '--engines', 'reference');
    expect([wrong.status, nothing.status]).toEqual([2, 2]);
    expect((wrong.stderr + nothing.stderr).replaceAll(folder, 'DIR')).toMatchInlineSnapshot(`
      "bitloom: DIR/y.npy: expected 3 x [1, 1, 2] values, one output of network small per image, found shape (2)
      bitloom: --engines reference: there is nothing to compare it with; add an engine, or --expected with the output of another tool
      "
    `);
  });
});

describe('an output folder', () => {
  it('of generate gets the design, the same on every machine; a file in its way is an error before the work', async () => {
    await writeFile(join(folder, 'taken'), '');
    await mkdir(join(folder, 'free'));
    expect((await runCli('generate', '--out', join(folder, 'free', 'rtl'), '--json')).status).toBe(0);
    expect(await readdir(join(folder, 'free', 'rtl'))).toEqual(expect.arrayContaining(['accelerator.v', 'accelerator.json', 'registers.h', 'symbols.json']));
    const symbols = await readFile(join(folder, 'free', 'rtl', 'symbols.json'), 'utf8');
    expect(symbols).toContain('"file":"src/hwgen/accelerator/sequencer.ts"');
    expect(symbols).not.toContain(process.cwd());
    const blocked = await runCli('generate', '--out', join(folder, 'taken', 'rtl'));
    expect(blocked.status).toBe(2);
    expect(blocked.stderr.replaceAll(folder, 'DIR')).toBe('bitloom: --out DIR/taken/rtl: DIR/taken is a file, not a folder; choose another\n');
  });
});
