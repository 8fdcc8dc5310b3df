import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Definition } from '../../../src/hwgen/language/hardware.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { docBlocks, typeProblems, type DocBlock } from '../../doc-blocks.js';
import { lint } from '../verilog/icarus.js';

const isTest = ({ code }: DocBlock): boolean => code.includes("from 'vitest'");
const isProgram = ({ code }: DocBlock): boolean => code.includes('emitVerilog(');

const PAGES = ['docs/language.md', 'docs/language-structure.md', 'docs/language-errors.md', 'docs/side-by-side.md'];

/**
 * Each TypeScript block is a test, a program that writes Verilog, or exports `top`, whose Verilog has every line of the block behind it, in
 * one piece.
 */
describe.each(PAGES)('%s', (page) => {
  const blocks = docBlocks(page);

  test.each(blocks.filter((block) => !isTest(block) && !isProgram(block)))('$title prints what the page shows, and lints', async ({ file, behind }) => {
    const { top } = (await import(file)) as { top: Definition };
    expect(behind).toBeDefined();
    expect(printModule(top.ir)).toContain(behind!.trimEnd());
    expect(lint(top.ir)).toBe('');
  });

  describe.each(blocks.filter(isTest))('$title', async ({ file }) => {
    await import(file);
  });

  test.each(blocks.filter(isProgram))('$title writes files', async ({ file }) => {
    const folder = join(file, '../..');
    const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const before = process.cwd();
    process.chdir(folder);
    try {
      await import(file);
      for (const [path] of said.mock.calls) expect(existsSync(String(path)), String(path)).toBe(true);
      expect(readdirSync('rtl').filter((name) => name.endsWith('.v')).length).toBeGreaterThan(0);
    } finally {
      process.chdir(before);
      said.mockRestore();
    }
  });
});

test('all blocks type-check', { timeout: 120_000 }, () => {
  expect(typeProblems(PAGES.flatMap((page) => docBlocks(page)))).toEqual([]);
});
