import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultParameters, type AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { averagePoolShape } from '../../../src/network/average-pool.js';
import type { LayerShape, MapShape } from '../../../src/network/network.js';
import { resnetShapes } from '../../../src/network/shapes/resnet.js';
import { buildCostTable } from '../../../src/sim/cycles/build-cost-table.js';
import { tableEntries } from '../../../src/sim/device/table-entries.js';
import { verifyCostTable } from '../../../src/sim/device/verify-cost-table.js';
import { itWithVerilator } from '../../with-verilator.js';

const quarter = ([height, width, channels]: MapShape): MapShape => [Math.ceil(height / 4), Math.ceil(width / 4), channels];

/** The layers of ResNet-8, on maps of a quarter of the size: the same channels, kernels and strides, in a quarter of a minute less. */
const shapes: readonly LayerShape[] = resnetShapes('resnet8').map((shape) => {
  if (shape.kind === 'dense') return shape;
  if (shape.name === 'avgpool') return averagePoolShape(shape.name, quarter(shape.inputShape));
  return { ...shape, inputShape: quarter(shape.inputShape), outputShape: quarter(shape.outputShape) };
});
const different = new Set(shapes.map((shape) => JSON.stringify({ ...shape, name: '' }))).size;
const corners = { pairs: 'corners', sample: 0, seed: 1 } as const;

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-cost-')); });
afterAll(() => rm(folder, { recursive: true }));

describe('a cost table', () => {
  it('is what the engine counts, in all entries of every layer', async () => {
    const check = await verifyCostTable(buildCostTable(shapes, defaultParameters, 20), shapes, defaultParameters, 20, { engine: 'sim', selection: { pairs: 'all' } });
    expect(check).toMatchObject({ entries: 64 * different, resumed: 0, differences: [] });
    expect(check.cycles).toBeGreaterThan(500_000);
  });

  it('is what the whole accelerator counts, data path included, in the corners', async () => {
    const check = await verifyCostTable(buildCostTable(shapes, defaultParameters, 20), shapes, defaultParameters, 20, { engine: 'sim', dataPath: true, selection: corners });
    expect(check).toMatchObject({ entries: 4 * different, differences: [] });
  });

  it('is what the engine counts in bands too, in all entries: loads, bands and stores of every layer together', async () => {
    const parameters = { ...defaultParameters, activationDepth: 64 };
    const table = buildCostTable(shapes, parameters, 20, 6);
    const check = await verifyCostTable(table, shapes, parameters, 20, { engine: 'sim', selection: { pairs: 'corners', sample: 60, seed: 5 } });
    expect(check).toMatchObject({ differences: [] });
    expect(table.layers[0]!.cycles).not.toEqual(buildCostTable(shapes, { ...parameters, activationDepth: 4096 }, 20, 6).layers[0]!.cycles);
  });

  it.each<[Partial<AcceleratorParameters>, number]>([
    [{ portBits: 32 }, 2], [{ portBits: 128 }, 7], [{ portBits: 512 }, 120], [{ portBits: 1024 }, 300],
    [{ dm: 16, dn: 4 }, 20], [{ dm: 2, dk: 128, dn: 7 }, 33], [{ dm: 32, dk: 32, dn: 16, portBits: 256 }, 5],
  ])('is what the engine counts with %j and a latency of %i', async (some, latency) => {
    const parameters = { ...defaultParameters, weightDepth: 8192, ...some };
    const selection = { pairs: 'corners', sample: 30, seed: latency } as const;
    const table = buildCostTable(shapes, parameters, latency);
    expect(table.hash).not.toBe(buildCostTable(shapes, defaultParameters, 20).hash);
    expect(await verifyCostTable(table, shapes, parameters, latency, { engine: 'sim', selection })).toMatchObject({ entries: 4 * different + 30, differences: [] });
  });

  itWithVerilator('is what Verilator counts, in corners and a sample', async () => {
    const parameters = { ...defaultParameters, dm: 2, dk: 32, dn: 2, weightDepth: 16384 };
    const two = shapes.slice(1, 3);
    const check = await verifyCostTable(buildCostTable(two, parameters, 9), two, parameters, 9, { engine: 'verilator', selection: { ...corners, sample: 3 } });
    expect(check).toMatchObject({ entries: 11, differences: [] });
  });

  it('that is wrong is found out, with layer, bits and both cycles', async () => {
    const table = buildCostTable(shapes.slice(0, 2), defaultParameters, 20);
    const wrong = { ...table, layers: table.layers.map(({ name, cycles }) => ({ name, cycles: cycles.map((row) => [...row]) })) };
    wrong.layers[1]!.cycles[0]![7]! -= 3;
    const { differences } = await verifyCostTable(wrong, shapes.slice(0, 2), defaultParameters, 20, { engine: 'sim', selection: corners });
    expect(differences.map(({ layer, weightBits, activationBits, table: expected, measured }) => [layer, weightBits, activationBits, measured - expected]))
      .toEqual([['stage1.block1.conv1', 1, 8, 3]]);
  });
});

describe('entries to be measured', () => {
  const table = buildCostTable(shapes, defaultParameters, 20);

  it('are the corners of every different layer, and as many more as asked for, by the seed', () => {
    const drawn = (seed: number): string[] => tableEntries(table, shapes, defaultParameters, { pairs: 'corners', sample: 10, seed }).map(({ name, weightBits, activationBits }) => `${name} ${weightBits} ${activationBits}`);
    expect(drawn(1)).toHaveLength(4 * different + 10);
    expect(new Set(drawn(1)).size).toBe(4 * different + 10);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(2)).not.toEqual(drawn(1));
    expect(tableEntries(table, shapes, defaultParameters, { pairs: 'corners', sample: 1e5, seed: 1 })).toEqual(tableEntries(table, shapes, defaultParameters, { pairs: 'all' }));
  });
});

describe('a file of measurements', () => {
  const two = shapes.slice(0, 2);
  const table = buildCostTable(two, defaultParameters, 20);
  const run = (file: string, latency = 20) => verifyCostTable(buildCostTable(two, defaultParameters, latency), two, defaultParameters, latency, { engine: 'sim', selection: corners, file });

  it('lets a run that was killed in the middle of a line go on, and ends with the same file', async () => {
    const file = join(folder, 'killed');
    expect(await run(file)).toMatchObject({ entries: 8, resumed: 0, differences: [] });
    const text = await readFile(file, 'utf8');
    expect(text.split('\n')).toHaveLength(1 + 8 + 1);
    for (const length of [0, 5, text.indexOf('\n') + 1, Math.floor(text.length / 2), text.length - 1]) {
      await writeFile(file, text.slice(0, length));
      const { resumed, differences } = await run(file);
      expect({ resumed, differences }).toEqual({ resumed: Math.max(0, text.slice(0, length).split('\n').length - 2), differences: [] });
      expect(await readFile(file, 'utf8')).toBe(text);
    }
    expect(await run(file)).toMatchObject({ resumed: 8, cycles: 0, differences: [] });
  });

  it('is believed: a count in it that is not the table\'s is a difference', async () => {
    const file = join(folder, 'believed');
    await run(file);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(`"cycles":${table.layers[0]!.cycles[0]![0]!}`, '"cycles":12345'));
    expect((await run(file)).differences).toMatchObject([{ layer: 'conv1', weightBits: 1, activationBits: 1, measured: 12345 }]);
  });

  it('of another latency, or another kind, is refused and left as it is', async () => {
    const file = join(folder, 'other');
    await run(file);
    await expect(run(file, 21)).rejects.toThrow(`${file}: holds cycles of another accelerator, engine or memory latency; name another file, or remove it`);
    for (const text of ['hello\n', 'hello', '{}\n', '[1]\n']) {
      await writeFile(file, text);
      await expect(run(file)).rejects.toThrow(`${file}: is no file of measured cycles; name another file`);
      expect(await readFile(file, 'utf8')).toBe(text);
    }
    await rm(file);
    await run(file);
    await appendFile(file, '{"entry":3}\n');
    await expect(run(file)).rejects.toThrow('is no file of measured cycles');
    await expect(run(folder)).rejects.toThrow(`${folder}: can't be read (EISDIR); name another file`);
    await expect(run(join(folder, 'none', 'file'))).rejects.toThrow("can't be written (ENOENT); name another file");
  });
});
