import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeNetwork } from '../../src/network/network-file.js';
import { writeNpy } from '../../src/network/npy.js';
import { VcdReader } from '../../src/sim/debug/vcd-reader.js';
import { smallNetwork } from '../network/small-network.js';
import { runCli } from './run-cli.js';

let folder: string;
let common: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bitloom-trace-'));
  await writeNetwork(join(folder, 'network.json'), smallNetwork());
  await writeNpy(join(folder, 'x.npy'), { dtype: '|u1', shape: [2, 4, 5, 2], data: Uint8Array.from({ length: 80 }, (_, i) => i % 8) });
  await writeFile(join(folder, 'core.json'), JSON.stringify({ dm: 2, dk: 32, dn: 2, activationDepth: 1024, weightDepth: 1024 }));
  common = ['--config', join(folder, 'core.json'), '--network', join(folder, 'network.json'), '--input', join(folder, 'x.npy'), '--out', join(folder, 't.vcd')];
});
afterEach(async () => { await rm(folder, { recursive: true }); });

describe('bitloom trace', () => {
  it('writes a layer: its cycles, the chosen signals, both files', async () => {
    const { status, stdout, stderr } = await runCli('trace', ...common, '--layer', 'fc', '--signals', 'layer_done,core.chain.*', '--json');
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    const told = JSON.parse(stdout) as { from: number; cycles: number; run: { layers: { name: string; from: number; cycles: number }[] } };
    const [conv1, fc] = told.run.layers;
    expect([told.from, told.cycles, fc!.from]).toEqual([fc!.from, fc!.cycles, conv1!.from + conv1!.cycles]);
    expect((await readdir(folder)).sort()).toEqual(['core.json', 'network.json', 't.gtkw', 't.vcd', 'weights.bin', 'x.npy']);
    const reader = new VcdReader(join(folder, 't.vcd'));
    expect(reader.variables.map(({ name }) => name).filter((name) => name !== 'clk' && !/^core\.chain\.[^.]+$/.test(name))).toEqual(['layer_done']);
    const done = reader.variables.find(({ name }) => name === 'layer_done')!.code;
    let value = '0';
    const high = [...reader.cycles()].flatMap(({ cycle, changes }) => ((value = changes.get(done) ?? value) === '1' ? [cycle] : []));
    // The layer's last cycle, and no other. (The reader sees the edge that ends the window as one cycle more.)
    expect(high.filter((cycle) => cycle < fc!.from + fc!.cycles)).toEqual([fc!.from + fc!.cycles - 1]);
  }, 120_000);

  it('a window from its middle is the same as that part of a longer one', async () => {
    const read = async (...words: string[]): Promise<string[]> => {
      const { status } = await runCli('trace', ...common, ...words);
      expect(status).toBe(0);
      const reader = new VcdReader(join(folder, 't.vcd'));
      const values = new Map<string, string>();
      return [...reader.cycles()].map(({ cycle, changes }) => {
        for (const [code, bits] of changes) values.set(code, bits);
        return `${cycle} ${reader.variables.filter(({ name }) => name !== 'clk').map(({ name, code }) => `${name}=${values.get(code)}`).join(' ')}`;
      }).slice(0, -1);
    };
    const signals = ['--signals', 'core.chain.*,core.loader.*'];
    const long = await read('--layer', '0', ...signals);
    const [from] = long[40]!.split(' ');
    expect(await read('--from', from!, '--cycles', '30', ...signals)).toEqual(long.slice(40, 70));
  }, 120_000);

  it('answers bad input with one sentence and status 2, and writes nothing', async () => {
    const before = (await readdir(folder)).sort();
    const answers: string[] = [];
    for (const words of [
      ['--from', '99999999'], ['--cycles', '0'], ['--layer', 'conv9'], ['--layer', '0', '--from', '3'], ['--image', '2'],
      ['--signals', 'core.chian.*'], ['--signals', 'nothing'], ['--signals', ','], ['--out', join(folder, 'none', 't.vcd')], ['--out', folder], ['--engine', 'reference'],
    ]) {
      const { status, stdout, stderr } = await runCli('trace', ...common, ...words);
      expect([words, status, stdout]).toEqual([words, 2, '']);
      answers.push(`${words.join(' ')}\n    ${stderr.trimEnd().split('\n').at(-1)}`.replaceAll(folder, 'DIR').replace(/ends at cycle \d+/, 'ends at cycle N').replace(/try core\.\*.*/, 'try core.*, ...'));
    }
    expect(answers.join('\n')).toMatchInlineSnapshot(`
      "--from 99999999
          bitloom: --from 99999999: the run ends at cycle N; choose an earlier one
      --cycles 0
          bitloom: --cycles: expected a whole number in 1..10000000, found 0; see "bitloom trace --help"
      --layer conv9
          bitloom: --layer conv9: the network has no such layer; it has 0 conv1, 1 fc
      --layer 0 --from 3
          bitloom: --layer and --from exclude each other; choose one; see "bitloom trace --help"
      --image 2
          bitloom: --image 2: DIR/x.npy has 2 images, counted from 0
      --signals core.chian.*
          bitloom: --signals core.chian.*: no signal fits; try core.*, ...
      --signals nothing
          bitloom: --signals nothing: no signal fits; try core.*, ...
      --signals ,
          bitloom: --signals: "," holds no pattern; give one such as core.*
      --out DIR/none/t.vcd
          bitloom: --out DIR/none/t.vcd: the folder DIR/none does not exist; create it or choose another
      --out DIR
          bitloom: --out DIR: it is a folder; name a file
      --engine reference
          bitloom: --engine: expected sim or verilator, found reference; see "bitloom trace --help""
    `);
    expect((await readdir(folder)).sort()).toEqual(before);
  }, 120_000);
});
