import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNetwork } from '../../src/network/check-network.js';
import { withEqualThresholds } from '../../src/network/equal-thresholds.js';
import type { Layer } from '../../src/network/network.js';
import { runReference } from '../../src/network/reference.js';
import { layerAndInput, networkOf, smallLayer } from './small-network.js';

const codesOf = (layer: Layer, input: readonly number[]): number[] => [...runReference(networkOf(layer), Int32Array.from(input))[0]!.codes];

describe('thresholds in place of multiplier, add and shift', () => {
  it('give the same codes, whatever the layer', () => {
    fc.assert(fc.property(layerAndInput.filter(({ layer }) => layer.kind !== 'maxpool' && layer.output.kind === 'codes'), ({ layer, input }) => {
      const equal = withEqualThresholds(layer);
      checkNetwork(networkOf(equal), 'thresholds');
      expect(codesOf(equal, input)).toEqual(codesOf(layer, input));
    }), { numRuns: 200 });
  });

  it('are the sums at which the code grows, or falls', () => {
    const layer = smallLayer({
      requantise: { multiplier: [1, -2, 0], add: [0, 6, 5], shift: [2, 2, 1] }, output: { kind: 'codes', bits: 2, signed: false },
    });
    // Half to even: 2/4 is 0, 6/4 is 2, 10/4 is 2, and so for (6 - 2 sum)/4 at sums of 2, 0 and -2; the last code is 2 whatever the sum.
    expect(withEqualThresholds(layer)).toMatchObject({
      thresholdBits: 2,
      requantise: { thresholds: [[3, 6, 11], [-2, 1, 2], [-(2 ** 31), -(2 ** 31), 2 ** 31]], falling: [false, true, false] },
    });
  });

  it.each([
    ['a maxpool', { kind: 'maxpool' }], ['raw output', { output: { kind: 'raw' } }], ['a residual layer', { skip: { input: 'input', bits: 2, signed: false, multiplier: 1 } }],
  ] as const)('are not for %s', (_, change) => {
    expect(() => withEqualThresholds(smallLayer(change))).toThrow('layer conv1: a maxpool, a residual layer and raw results have no thresholds');
  });
});
