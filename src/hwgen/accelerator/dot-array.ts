import { bool, constant, each, module, uint } from '../language/hardware.js';
import { dotUnit } from './dot-unit.js';
import type { AcceleratorParameters } from './parameters.js';
import { shadowRegister } from './shadow-register.js';

const control = {
  advance:    bool.doc('the pipeline moves'),
  accumulate: bool,
  clear:      bool,
  twice:     bool,
  negate:     bool,
  capture:    bool.doc('sums are complete'),
  merge:      bool.doc('with capture: keep the larger sums'),
};

/** One row of the array: dn units, each with its own pixel, that share the weights of one output channel. */
export const dotRow = module('dot_row',
  ({ dk, dn, accumulatorBits }: AcceleratorParameters) => ({
    doc: 'one output channel of dn pixels',
    inputs: {
      ...control,
      activations: uint(dn * dk).doc('one word per pixel, pixel 0 lowest'),
      weight:      uint(dk),
    },
    outputs: { sums: uint(dn * accumulatorBits).doc('shadow sums, pixel 0 lowest') },
  }),
  ({ advance, accumulate, clear, twice, negate, capture, merge, activations, weight }, { dk, dn, accumulatorBits, popcountStages }) => {
    const { sum } = dotUnit({ dk, accumulatorBits, popcountStages }).placeArray('dot', dn, {
      advance, accumulate, clear, twice, negate, weight, activation: each(activations),
    });
    const { shadow } = shadowRegister({ accumulatorBits }).placeArray('held', dn, { capture, merge, sum: each(sum) });
    return { sums: shadow };
  },
);

/**
 * dm x dn dot-product units, and one row more whose weights are all ones in every plane. With M weight planes its sums are
 * (2^M - 1) * sum(activation), the correction of the DoReFa grid (see `requantise-lane.ts`), once per pixel.
 */
export const dotArray = module('dot_array',
  ({ dm, dn, dk, accumulatorBits }: AcceleratorParameters) => ({
    doc: 'the array: dm output channels x dn pixels, and the activation sums',
    inputs: {
      ...control,
      activations: uint(dn * dk).doc('one word per pixel, pixel 0 lowest'),
      weights:     uint(dm * dk).doc('one word per channel, channel 0 lowest'),
    },
    outputs: {
      sums:            uint(dm * dn * accumulatorBits).doc('shadow sums, [channel][pixel]'),
      activation_sums: uint(dn * accumulatorBits).doc('shadow sums with all weight bits one, [pixel]'),
    },
  }),
  ({ advance, accumulate, clear, twice, negate, capture, merge, activations, weights }, parameters) => {
    const shared = { advance, accumulate, clear, twice, negate, capture, activations };
    const rows  = dotRow(parameters).placeArray('row', parameters.dm, { ...shared, merge, weight: each(weights) });
    const extra = dotRow(parameters).place('activation_row', { ...shared, merge: false, weight: constant(uint(parameters.dk), 2n ** BigInt(parameters.dk) - 1n) });
    return { sums: rows.sums, activation_sums: extra.sums };
  },
);
