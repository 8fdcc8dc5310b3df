import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { averagePoolShape } from '../../../src/network/average-pool.js';
import { mapSlots, slotsLogFor } from '../../../src/network/lowering/choose-slots.js';
import { withEdges } from '../../../src/network/lowering/map-graph.js';
import { columnPairs } from '../../../src/network/lowering/map-slots.js';
import { tiling } from '../../../src/network/lowering/tiling.js';
import { convolution, halfPadding } from '../../../src/network/shapes/layer-shapes.js';

const square = { kernel: [3, 3], padding: halfPadding([3, 3]) } as const;
const ordinary = (channels: number) => convolution('ordinary', [16, 16, channels], 16, square);
const depthwise = (channels: number) => ({ ...convolution('depthwise', [16, 16, channels], channels, square), groups: channels });
const slots = (shape: Parameters<typeof slotsLogFor>[0], loaded = false): number => slotsLogFor(shape, defaultParameters, loaded);

describe('the pixels of a word of 64 bits', () => {
  it('are as many as fit with all their channels, for an ordinary convolution', () => {
    expect([8, 9, 16, 17, 32, 33, 64, 128].map((channels) => slots(ordinary(channels)))).toEqual([3, 2, 2, 1, 1, 0, 0, 0]);
  });

  it('are fewer channels of more pixels where that saves words: 80 channels are five words of 16, not two of 64 for each of three kernel columns', () => {
    expect(slots(ordinary(80))).toBe(2);
    expect([0, 2].map((log) => tiling(ordinary(80), 1, 1, defaultParameters, log, undefined).kernelWords)).toEqual([18, 15]);
  });

  it('are four with 16 channels for a depthwise convolution, which needs a word per kernel row then', () => {
    expect([16, 64, 100].map((channels) => slots(depthwise(channels)))).toEqual([2, 2, 2]);
    const steps = (log: number) => { const t = tiling(depthwise(64), 4, 4, defaultParameters, log, undefined); return t.tileSteps * t.channelTiles; };
    expect([steps(0), steps(2)]).toEqual([16 * 9 * 8, 16 * 3 * 8]);
  });

  it('stay one in pairs of columns for a stride of 2, which reads no word in vain', () => {
    const strided = convolution('strided', [16, 16, 64], 16, { ...square, stride: [2, 2] });
    expect(slots(strided)).toBe(columnPairs);
    // From memory columns come in a row: words of half the channels then need 12 steps where whole ones need 18.
    expect(slots(strided, true)).toBe(1);
    expect([0, 1].map((log) => tiling(strided, 1, 1, defaultParameters, log, undefined).tileSteps)).toEqual([18, 12]);
  });

  it('are those that serve all layers that read the map, and no parts of channels for one that is added', () => {
    const chain = (...behind: readonly Parameters<typeof withEdges>[0][number][]) => mapSlots(withEdges([convolution('map', [16, 16, 3], 64, square), ...behind]), defaultParameters).get('map');
    expect(chain({ ...depthwise(64), input: 'map' })).toBe(2);
    expect(chain({ ...depthwise(64), input: 'map' }, { ...convolution('pointwise', [16, 16, 64], 512, { kernel: [1, 1] }), input: 'map' })).toBe(0);
    expect(chain({ ...depthwise(64), input: 'map' }, { ...averagePoolShape('pool', [16, 16, 64]), input: 'map' })).toBe(3);
    expect(chain({ ...depthwise(64), input: 'map', residual: true, skip: { input: 'map' } })).toBe(0);
  });
});
