import { describe, expect, test } from 'vitest';
import { docBlocks, typeProblems } from '../../doc-blocks.js';

const blocks = docBlocks('docs/simulate.md');

describe('docs/simulate.md', () => {
  // The blocks are tests themselves.
  describe.each(blocks)('$title', async ({ file }) => {
    await import(file);
  });

  test('all blocks type-check', { timeout: 60_000 }, () => {
    expect(blocks.length).toBeGreaterThan(4);
    expect(typeProblems(blocks)).toEqual([]);
  });
});
