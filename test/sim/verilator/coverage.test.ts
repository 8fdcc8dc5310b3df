import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { sumInfo, writeCoverageInfo } from '../../../src/sim/verilator/coverage-info.js';
import { createVerilator } from '../../../src/sim/verilator/create-verilator.js';
import { itWithVerilator } from '../../with-verilator.js';
import { tally } from '../debug/tally.js';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'bitloom-coverage-')); });
afterEach(() => { rmSync(folder, { recursive: true }); });

itWithVerilator('line and toggle coverage of the Verilog: an idle run sees less than one at work, both merged no less than each', async () => {
  const module = tally().ir;
  const files = printDesign(module);
  const run = async (name: string, starts: boolean): Promise<string> => {
    const simulator = await createVerilator({ top: module.name, ports: module.ports, files, options: { coverage: true, optimize: '-O0' } });
    try {
      await simulator.drive(['rst', 'start', 'words'], Array.from({ length: 200 }, (_, cycle) => [cycle < 2 ? 1 : 0, starts && cycle % 20 === 5 ? 1 : 0, (cycle * 40503) % 65536]), []);
      await simulator.writeCoverage(join(folder, name));
    } finally {
      await simulator.close();
    }
    return join(folder, name);
  };
  const [idle, busy] = [await run('idle.dat', false), await run('busy.dat', true)];
  const sums = async (...data: string[]): Promise<number> => {
    await writeCoverageInfo(join(folder, 'x.info'), data);
    const { lines, files: sources } = sumInfo(readFileSync(join(folder, 'x.info'), 'utf8'));
    expect(sources.map(({ name }) => name).sort()).toEqual([...files.keys()].sort());
    return lines.seen / lines.all;
  };
  const [low, high, both] = [await sums(idle), await sums(busy), await sums(idle, busy)];
  expect(low).toBeLessThan(high);
  expect(both).toBeGreaterThanOrEqual(high);
  await expect(writeCoverageInfo(join(folder, 'y.info'), [join(folder, 'none.dat')])).rejects.toThrow(/^verilator_coverage can't make .*y\.info of .*none\.dat: /);
}, 120_000);

itWithVerilator('a build without coverage says so', async () => {
  const module = tally().ir;
  const simulator = await createVerilator({ top: module.name, ports: module.ports, files: printDesign(module), options: { optimize: '-O0' } });
  await expect(simulator.writeCoverage(join(folder, 'x.dat'))).rejects.toThrow('no coverage was built in');
  await simulator.close();
}, 120_000);
