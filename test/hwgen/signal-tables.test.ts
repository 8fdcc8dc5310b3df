import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accelerator } from '../../src/hwgen/accelerator/accelerator.js';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { signalTable } from '../../src/hwgen/accelerator/signal-table.js';
import { modulesOf } from '../../src/hwgen/ir/hierarchy.js';

const page = 'docs/accelerator.md';
const section = /<!-- signals (\w+) -->\n.*?<!-- end -->/gs;

/** The page with every signal table made anew. `BITLOOM_UPDATE=1 npx vitest run test/hwgen/signal-tables.test.ts` writes it. */
function current(text: string): string {
  const modules = new Map(modulesOf(accelerator(defaultParameters).ir).map((module) => [module.name, module]));
  return text.replace(section, (_, name: string) => `<!-- signals ${name} -->\n${signalTable(modules.get(name)!)}\n<!-- end -->`);
}

describe(page, () => {
  it('has the signals of every block as they are in the Verilog', () => {
    const text = readFileSync(page, 'utf8');
    if (process.env['BITLOOM_UPDATE'] === '1') writeFileSync(page, current(text));
    else expect(text, 'run BITLOOM_UPDATE=1 npx vitest run test/hwgen/signal-tables.test.ts').toBe(current(text));
  });

  it('names every module of the accelerator but the library\'s', () => {
    const named = [...readFileSync(page, 'utf8').matchAll(section)].map(([, name]) => name);
    const own = modulesOf(accelerator(defaultParameters).ir).map(({ name }) => name).filter((name) => !/^(fifo|axi_(read|write)_master)_/.test(name) && name !== 'dot_row');
    expect(named.sort()).toEqual(own.sort());
  });
});
