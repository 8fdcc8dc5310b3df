import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { packWeights } from '../../../src/network/lowering/pack-weights.js';
import { runReference } from '../../../src/network/reference.js';
import { networkOf, smallLayer } from '../small-network.js';

const requantise = { multiplier: [-32768, 7, 32767], add: [2 ** 41 - 1, -5, -(2 ** 41)], shift: [45, 44, 47] };

describe('shifts by more than the 44 bits that the accelerator has', () => {
  it('become 0 / 2^44', () => {
    const bytes = packWeights(smallLayer({ requantise }), 0, undefined, { ...defaultParameters, dm: 4, dk: 32 });
    const constants = new BigUint64Array(bytes.buffer, 0, 3);
    expect([...constants].map((entry) => ({ multiplier: BigInt.asIntN(16, entry), shift: Number((entry >> 16n) & 63n), add: BigInt.asIntN(42, entry >> 22n) }))).toEqual([
      { multiplier: 0n, shift: 44, add: 0n },
      { multiplier: 7n, shift: 44, add: -5n },
      { multiplier: 0n, shift: 44, add: 0n },
    ]);
  });

  it('leave nothing of any sum of 28 bits', () => {
    const [least, most] = [-(2 ** 27), 2 ** 27 - 1];
    const layer = (sum: number, multiplier: number, add: number, shift: number) => smallLayer({
      kind: 'dense', inputShape: [1, 1, 1], kernel: [1, 1], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 }, outputShape: [1, 1, 1],
      weightBits: 8, weightCode: 'signed', weights: Int16Array.of(sum), requantise: { multiplier: [multiplier], add: [add], shift: [shift] }, output: { kind: 'raw' },
    });
    fc.assert(fc.property(
      fc.constantFrom(least, most, 0), fc.constantFrom(-32768, 32767, 1), fc.constantFrom(-(2 ** 41), 2 ** 41 - 1, 0), fc.integer({ min: 45, max: 47 }),
      (sum, multiplier, add, shift) => {
        expect(runReference(networkOf(layer(sum, multiplier, add, shift)), [1])[0]!.codes[0]! + 0).toBe(0);
      },
    ));
  });

  it('are refused where they would leave something', () => {
    const wide = smallLayer({
      inputShape: [1, 1, 40_000], outputShape: [1, 1, 1], kernel: [1, 1], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 },
      weightBits: 8, weightCode: 'signed', activationBits: 8, weights: new Int16Array(40_000).fill(-127),
      requantise: { multiplier: [-32768], add: [0], shift: [45] },
    });
    expect(() => lowerNetwork(networkOf(wide), { ...defaultParameters, accumulatorBits: 32, weightDepth: 16384, activationDepth: 8192 })).toThrowErrorMatchingInlineSnapshot(`[InputError: layer conv1: requantise.shift[0] is 45, the accelerator shifts results other than 0 by at most 44; use a smaller shift, with multiplier and add halved as often]`);
  });
});
