import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNetwork } from '../../src/network/check-network.js';
import { trimPlanes } from '../../src/network/lowering/trim-planes.js';
import type { Layer, MultiplyAddShift, Network } from '../../src/network/network.js';
import { runReference } from '../../src/network/reference.js';
import { randomInput, randomNetwork } from './random-network.js';
import { withRandomThresholds } from './random-thresholds.js';
import { withSparePlanes } from './spare-planes.js';

const cases = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }), weightBits: fc.integer({ min: 1, max: 8 }), used: fc.integer({ min: 1, max: 8 }), low: fc.integer({ min: 0, max: 5 }),
  weightCode: fc.constantFrom<Layer['weightCode']>('signed', 'unsigned', 'dorefa'), residual: fc.boolean(), small: fc.boolean(), even: fc.boolean(),
});

/** Two layers of 6 channels, the second with a residual perhaps; multipliers with or without room for a factor, additions that can lose one or not. */
function network({ seed, weightBits, used, low, weightCode, residual, small, even }: typeof cases extends fc.Arbitrary<infer T> ? T : never): Network {
  const layer = { outputChannels: 6, weightBits, weightCode };
  const drawn = randomNetwork(seed, { shape: [3, 4, 6], bits: 4, signed: false }, [{ ...layer, outputBits: 4 }, { ...layer, outputBits: 6, outputSigned: true, residual }]);
  const changed = (value: Layer): Layer => {
    const requantise = value.requantise as MultiplyAddShift;
    return {
      ...value,
      requantise: {
        ...requantise,
        multiplier: requantise.multiplier.map((multiplier) => (small ? multiplier % 1000 : multiplier)),
        add: requantise.add.map((add) => (even ? Math.round(add / 64) * 64 : add)),
      },
    };
  };
  return { ...drawn, layers: drawn.layers.map((value) => withSparePlanes(changed(value), used, low, seed)) };
}

const trimmed = (given: Network): Network => ({ ...given, layers: given.layers.map(trimPlanes) });

describe('weight planes that hold nothing', () => {
  it('are left out without a change of any code, and what is left is a valid network', () => {
    let [top, bottom, factors] = [0, 0, 0];
    fc.assert(fc.property(cases, (drawn) => {
      const given = network(drawn);
      const less = trimmed(given);
      checkNetwork(less, 'trimmed');
      const input = randomInput(drawn.seed, given.input);
      expect(runReference(less, input).map(({ codes }) => [...codes])).toEqual(runReference(given, input).map(({ codes }) => [...codes]));
      for (const [index, layer] of less.layers.entries()) {
        const before = given.layers[index]!;
        expect(layer.weightBits).toBeLessThanOrEqual(Math.min(before.weightBits, drawn.used + drawn.low));
        // Nothing is left to be left out: the codes need all bits, and no further factor would go into requantisation.
        expect(trimPlanes(layer)).toBe(layer);
        if (layer.weightBits < before.weightBits) top++;
        if (layer.requantise !== before.requantise) bottom++;
        const [shifts, shiftsBefore] = [layer, before].map(({ requantise }) => (requantise as MultiplyAddShift).shift);
        if (shifts!.some((shift, channel) => shift !== shiftsBefore![channel])) factors++;
      }
    }), { numRuns: 400, seed: 12 });
    expect(Math.min(top, bottom, factors)).toBeGreaterThan(5);
  });

  it('are left out before thresholds too, which shrink with the sums', () => {
    let shrunk = 0;
    fc.assert(fc.property(cases, (drawn) => {
      const given = withRandomThresholds(network(drawn), drawn.seed);
      const less = trimmed(given);
      checkNetwork(less, 'trimmed');
      const input = randomInput(drawn.seed, given.input);
      expect(runReference(less, input).map(({ codes }) => [...codes])).toEqual(runReference(given, input).map(({ codes }) => [...codes]));
      shrunk += less.layers.filter(({ requantise }, index) => 'thresholds' in requantise && requantise !== given.layers[index]!.requantise).length;
    }), { numRuns: 200, seed: 12 });
    expect(shrunk).toBeGreaterThan(20);
  });

  it.each<[Layer['weightCode'], number, readonly number[], number, readonly number[]]>([
    ['unsigned', 8, [0, 5, 3], 3, [0, 5, 3]],
    ['signed', 8, [-4, 3, 0], 3, [-4, 3, 0]],
    ['signed', 8, [-4, 4, 0], 2, [-1, 1, 0]],
    ['signed', 5, [-16, 15, 0], 5, [-16, 15, 0]],
    ['unsigned', 6, [0, 0, 0], 1, [0, 0, 0]],
    ['signed', 6, [0, 0, 0], 1, [0, 0, 0]],
    // -1, 1, 3 on the grid of 4 bits are 0, 1, 2 on half of that of 2 bits: values -3, -1, 1, 3.
    ['dorefa', 4, [7, 8, 9], 2, [1, 2, 3]],
    ['dorefa', 4, [0, 8, 9], 4, [0, 8, 9]],
  ])('%s codes of %i bits %j run as %i planes of %j', (weightCode, weightBits, codes, planes, left) => {
    const [layer] = randomNetwork(1, { shape: [1, 1, 3], bits: 2, signed: false }, [{ kind: 'dense', outputChannels: 1, weightBits, weightCode, outputBits: 3 }]).layers;
    const found = trimPlanes({ ...layer!, weights: Int16Array.from(codes), requantise: { multiplier: [3], add: [0], shift: [4] } });
    expect([found.weightBits, [...found.weights]]).toEqual([planes, [...left]]);
  });
});
