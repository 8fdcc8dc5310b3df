import { describe, expect, test } from 'vitest';
import type { Definition } from '../../../src/hwgen/language/hardware.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { docBlocks, typeProblems } from '../../doc-blocks.js';
import { lint } from '../verilog/icarus.js';

/** Each TypeScript block with Verilog behind it exports `top`, and the Verilog is part of its text. */
describe.each(['docs/language.md', 'docs/side-by-side.md'])('%s', (page) => {
  const blocks = docBlocks(page);

  test.each(blocks)('$title prints what the page shows, and lints', async ({ file, behind }) => {
    const { top } = (await import(file)) as { top: Definition };
    expect(behind).toBeDefined();
    expect(printModule(top.ir)).toContain(behind!.trimEnd());
    expect(lint(top.ir)).toBe('');
  });

  test('all blocks type-check', { timeout: 60_000 }, () => {
    expect(typeProblems(blocks)).toEqual([]);
  });
});
