import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { signalTable } from '../../../src/hwgen/accelerator/signal-table.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { axiReadMaster } from '../../../src/hwgen/library/axi-read-master.js';
import { axiWriteMaster } from '../../../src/hwgen/library/axi-write-master.js';
import { dualPortRam } from '../../../src/hwgen/library/dual-port-ram.js';
import { fifo } from '../../../src/hwgen/library/fifo.js';
import { popcountPipeline } from '../../../src/hwgen/library/popcount-pipeline.js';
import { roundRobinArbiter } from '../../../src/hwgen/library/round-robin-arbiter.js';
import { skidBuffer } from '../../../src/hwgen/library/skid-buffer.js';
import { narrow, widen } from '../../../src/hwgen/library/width-converter.js';
import { docBlocks, typeProblems } from '../../doc-blocks.js';

const page = 'docs/library.md';
const section = /<!-- interface (\w+) -->\n.*?<!-- end -->/gs;

/** What each table shows, with the parameters that stand above it. */
const shown: Readonly<Record<string, readonly [parameters: string, module: Module]>> = {
  fifo: ['`width: 8, depth: 4`', fifo({ width: 8, depth: 4 }).ir],
  skidBuffer: ['`width: 8`', skidBuffer({ width: 8 }).ir],
  widen: ['`widen`, `narrow: 8, ratio: 4`', widen({ narrow: 8, ratio: 4 }).ir],
  narrow: ['`narrow`, `narrow: 8, ratio: 4`', narrow({ narrow: 8, ratio: 4 }).ir],
  roundRobinArbiter: ['`requesters: 4`', roundRobinArbiter({ requesters: 4 }).ir],
  dualPortRam: ['`width: 16, depth: 12, unit: 8`', dualPortRam({ width: 16, depth: 12, unit: 8 }).ir],
  popcountPipeline: ['`width: 40`', popcountPipeline({ width: 40 }).ir],
  axiReadMaster: ['`dataBits: 64`', axiReadMaster({ dataBits: 64 }).ir],
  axiWriteMaster: ['`dataBits: 64`', axiWriteMaster({ dataBits: 64 }).ir],
};

const current = (text: string): string =>
  text.replace(section, (_, name: string) => `<!-- interface ${name} -->\nInterface for ${shown[name]![0]}:\n\n${signalTable(shown[name]![1])}\n<!-- end -->`);

const blocks = docBlocks(page);

describe(page, () => {
  // The blocks are tests themselves.
  describe.each(blocks)('$title', async ({ file }) => {
    await import(file);
  });

  test('all blocks type-check', { timeout: 60_000 }, () => {
    expect(blocks.length).toBeGreaterThan(9);
    expect(typeProblems(blocks)).toEqual([]);
  });

  // BITLOOM_UPDATE=1 npx vitest run test/hwgen/library/docs.test.ts writes them.
  test('every interface table is that of the module', () => {
    const text = readFileSync(page, 'utf8');
    expect([...text.matchAll(section)].map(([, name]) => name).sort()).toEqual(Object.keys(shown).sort());
    if (process.env['BITLOOM_UPDATE'] === '1') writeFileSync(page, current(text));
    else expect(text).toBe(current(text));
  });
});
