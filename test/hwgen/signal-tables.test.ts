import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accelerator } from '../../src/hwgen/accelerator/accelerator.js';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { signalTable } from '../../src/hwgen/accelerator/signal-table.js';
import { modulesOf } from '../../src/hwgen/ir/hierarchy.js';
import { blockWaveforms } from './block-waveforms.js';

const pages = ['docs/accelerator.md', ...readdirSync('docs/accelerator').sort().map((name) => `docs/accelerator/${name}`)];
const signals = /<!-- signals (\w+) -->\n.*?<!-- end -->/gs;
const waveforms = /<!-- waveform (\w+) -->\n.*?<!-- end -->/gs;
const update = process.env['BITLOOM_UPDATE'] === '1';
const advice = 'run BITLOOM_UPDATE=1 npx vitest run test/hwgen/signal-tables.test.ts';

/** Of the default accelerator, and those that one with thresholds has besides: of their stages, which are alike, one; and those of one that requantises digit by digit. */
const modules = new Map([{ ...defaultParameters, thresholdBits: 8 }, { ...defaultParameters, requantiseBits: 2 }, defaultParameters].flatMap((parameters) => modulesOf(accelerator(parameters).ir))
  .filter(({ name }) => !/^threshold_stage_[^2]/.test(name)).map((module) => [module.name, module]));
const shown = (pattern: RegExp): string[] => pages.flatMap((page) => [...readFileSync(page, 'utf8').matchAll(pattern)].map(([, name]) => name!));

/** Compares a page with itself after the replacement, or writes it. */
function keep(page: string, replace: (text: string) => string): void {
  const text = readFileSync(page, 'utf8');
  if (update) writeFileSync(page, replace(text));
  else expect(text, advice).toBe(replace(text));
}

describe('the pages of the accelerator', () => {
  it.each(pages)('%s: signals as they are in the Verilog', (page) => {
    keep(page, (text) => text.replace(signals, (_, name: string) => `<!-- signals ${name} -->\n${signalTable(modules.get(name)!)}\n<!-- end -->`));
  });

  it('name every module of the accelerator but the library\'s, once', () => {
    const own = [...modules.keys()].filter((name) => !/^(fifo|axi_(read|write)_master)_/.test(name) && name !== 'dot_row');
    expect(shown(signals).sort()).toEqual(own.sort());
  });

  it('show waveforms of a real run', () => {
    const current = blockWaveforms();
    expect(shown(waveforms).sort()).toEqual([...current.keys()].sort());
    for (const page of pages) keep(page, (text) => text.replace(waveforms, (_, name: string) => `<!-- waveform ${name} -->\n\`\`\`\n${current.get(name)!}\n\`\`\`\n<!-- end -->`));
  });
});
