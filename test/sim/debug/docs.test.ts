import { describe, expect, test } from 'vitest';
import { docBlocks, typeProblems } from '../../doc-blocks.js';

const blocks = docBlocks('docs/debugging.md');

describe('docs/debugging.md', () => {
  // The blocks are tests themselves.
  describe.each(blocks)('$title', async ({ file }) => {
    await import(file);
  });

  test('all blocks type-check', { timeout: 60_000 }, () => {
    expect(blocks.length).toBe(2);
    expect(typeProblems(blocks)).toEqual([]);
  });
});
