import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { bandShape, bandsOf, inputRows } from '../../../src/network/lowering/band.js';
import { rowsJobs } from '../../../src/network/lowering/load-rows.js';
import { withEdges } from '../../../src/network/lowering/map-graph.js';
import { planMemory, planOnChip } from '../../../src/network/lowering/plan-memory.js';
import { convolution, halfPadding } from '../../../src/network/shapes/layer-shapes.js';
import { networkShapes } from '../../../src/network/shapes/network-shapes.js';
import { windowOutput } from '../../../src/network/window.js';

const square = { kernel: [3, 3], padding: halfPadding([3, 3]) } as const;
// A map of 16 channels: 4 pixels share a word, so a row of 32 takes 8 words of one bank for 8 planes; a map takes 8 * rows.
const block = withEdges([
  convolution('first', [40, 32, 16], 16, square), convolution('second', [40, 32, 16], 16, square), { ...convolution('third', [40, 32, 16], 16, square), residual: true },
]);
const eight = (): number => 8;
const plan = (activationDepth: number) => planMemory(block, eight, { ...defaultParameters, activationDepth });

describe('a plan of the activation memory', () => {
  it('leaves everything on chip where it fits, and gives maps the place of those that are done', () => {
    const parameters = { ...defaultParameters, activationDepth: 1024 };
    expect(planOnChip(block, eight, parameters)).toEqual(planMemory(block, eight, parameters));
    expect(plan(1024).spilled).toEqual(new Set());
    expect(plan(1024).layers.map(({ bands, source, skip, target }) => [bands.length, source.base, skip?.base, target?.base]))
      .toEqual([[1, 0, undefined, 320], [1, 320, undefined, 0], [1, 0, 320, undefined]]);
  });

  it('spills what costs least to read again, and makes bands as high as what is left', () => {
    // Two maps of 320 words fit; the image goes, which is in memory anyway and read once.
    expect([...plan(512).spilled]).toEqual(['input', 'second']);
    expect(plan(512).layers.map(({ bands }) => bands.length)).toEqual([2, 1, 2]);
    expect([...plan(128).spilled].sort()).toEqual(['first', 'input', 'second']);
    const heights = plan(128).layers.map(({ bands }) => bands[0]!.to);
    // 16 rows of 8 words: 14 of the output and two at their edge; with a map that is added 7 and 9 rows, in equal bands.
    expect(heights).toEqual([14, 14, 7]);
  });

  it('refuses what not even one row fits into, and says what would do', () => {
    expect(() => plan(16)).toThrowErrorMatchingInlineSnapshot(`[InputError: layer first: what one row of its output is made of needs 24 words of the activation memory, which has 16; raise activationDepth to 32 in the accelerator configuration, or use fewer activation bits]`);
  });

  it('reads the edges of a ResNet from its shapes', () => {
    const edges = withEdges(networkShapes('resnet8')!).map(({ name, input, skip }) => [name, input, skip?.input]);
    expect(edges.slice(1, 6)).toEqual([
      ['stage1.block1.conv1', 'conv1', undefined], ['stage1.block1.conv2', 'stage1.block1.conv1', 'conv1'],
      ['stage2.block1.conv1', 'stage1.block1.conv2', undefined], ['stage2.block1.shortcut', 'stage1.block1.conv2', undefined],
      ['stage2.block1.conv2', 'stage2.block1.conv1', 'stage2.block1.shortcut'],
    ]);
  });
});

describe('a band', () => {
  it('is a layer that makes its rows out of those that they see, for any window', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.nat(4), fc.nat(4), fc.integer({ min: 1, max: 9 }),
      (rows, taps, stride, dilation, top, bottom, height) => {
        const shape = { ...convolution('layer', [rows, 1, 1], 1, { kernel: [taps, 1], stride: [stride, 1], padding: { top, bottom, left: 0, right: 0 } }), dilation: [dilation, 1] as const };
        const outputs = windowOutput(shape)[0];
        fc.pre(outputs >= 1);
        for (const band of bandsOf(outputs, height)) {
          const part = bandShape({ ...shape, outputShape: [outputs, 1, 1] }, band);
          const seen = inputRows(shape, band);
          expect(windowOutput(part)).toEqual([band.to - band.from, 1]);
          // Every tap of every row sees the input row, or the padding, that it sees in the whole layer.
          for (let row = band.from; row < band.to; row++) for (let tap = 0; tap < taps; tap++) {
            const whole = row * stride - top + tap * dilation;
            const own = (row - band.from) * stride - part.padding.top + tap * dilation;
            const inside = own >= 0 && own < part.inputShape[0];
            expect(inside ? own + seen.from : 'padding').toBe(whole >= 0 && whole < rows ? whole : 'padding');
          }
        }
      },
    ));
  });

  it('finds the rows it needs in the bands that were stored', () => {
    const units = [{ from: 0, to: 5 }, { from: 5, to: 10 }];
    const jobs = (from: number, to: number) => rowsJobs('map', [10, 16, 16], 3, units, { from, to }, defaultParameters)
      .map(({ unit, offset, pieces, apart, beats }) => [unit, offset, pieces, apart, beats]);
    // A row of a channel tile is 2 chunks of 3 planes, 6 beats; 2 channel tiles.
    expect(jobs(0, 5)).toEqual([[0, 0, 1, 30, 60]]);
    expect(jobs(4, 6)).toEqual([[0, 24, 2, 30, 6], [1, 0, 2, 30, 6]]);
    expect(jobs(3, 10)).toEqual([[0, 18, 2, 30, 12], [1, 0, 1, 30, 60]]);
  });
});
