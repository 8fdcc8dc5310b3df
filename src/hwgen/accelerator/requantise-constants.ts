import { all, any, bool, cat, constant, keep, module, mux, sint, uint, type Bool, type Signal } from '../language/hardware.js';
import { constantsBits } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { largestShift } from './row-timing.js';
import { multiplierBits, offsetBits, resultBits, skipMultiplierBits, stepBits } from './requantise-lane.js';

/** Steps of stepBits bits that the largest shift takes. */
const mostSteps = largestShift / stepBits;

const one = constant(bool, 1);
const zero = constant(bool, 0);

/**
 * What all lanes share of the constants of a channel, in step with their stages. A shift right by s is one to the left by i = -s mod 4 and one to
 * the right by j = (s + i) / 4 steps of 4 bits: the multipliers and the addition are shifted left here, once, and the lanes shift by steps.
 */
export const requantiseConstants = module('requantise_constants',
  ({ accumulatorBits }: Pick<AcceleratorParameters, 'accumulatorBits'>) => {
    const bits = resultBits(accumulatorBits);
    return {
      doc: 'the constants of a channel as the lanes want them',
      inputs: {
        constants:       uint(constantsBits).doc('stage 0: multiplier 15..0, shift 21..16 (0 to 44), add 63..22'),
        skip_multiplier: sint(16).doc('multiplier of the skip codes'),
        raw:             bool.doc('saturate to 32 bits'),
        high:            uint(8).doc('largest code'),
      },
      outputs: {
        skip_multiplier_1: sint(skipMultiplierBits).doc('stage 1, as all that ends so: shifted left'),
        offset_1:     sint(offsetBits).doc('addition, shifted left, and half of the unit'),
        multiplier_2: sint(multiplierBits).doc('negative multiplier, shifted left'),
        multiplier_3: sint(multiplierBits),
        steps_4:      uint(4).doc(`shift right in steps of ${stepBits} bits`),
        dropped_4:    uint(bits).doc('bits that it drops'),
        above_4:      uint(bits).doc('bits above the widest result, 8 bits or 32'),
        even_4:       bool.doc('a half rounds to even'),
      },
      state: {
        skip_multiplier_1: sint(skipMultiplierBits),
        offset_1:     sint(offsetBits),
        multiplier_1: sint(multiplierBits), multiplier_2: sint(multiplierBits), multiplier_3: sint(multiplierBits),
        steps_1:      uint(4), steps_2: uint(4), steps_3: uint(4), steps_4: uint(4),
        drops_4:      uint(mostSteps).doc('bit n: step n'),
        even_4:       bool,
      },
    };
  },
  (s, { accumulatorBits }) => {
    const bits = resultBits(accumulatorBits);
    const [multiplier, shift, add] = [s.constants.slice(15, 0).asSigned(), s.constants.slice(21, 16), s.constants.slice(63, 22).asSigned()];
    // 0
    const left  = shift.slice(1, 0).toSigned().neg().wrap(2).asUnsigned();
    const steps = shift.slice(5, 2).add(left.any()).wrap(4);
    const power = constant(uint(1), 1).shl(cat(steps, constant(uint(2), 0)));
    const half  = power.slice(stepBits * mostSteps, 1);
    const shifted_multiplier = multiplier.neg().shl(left);
    const shifted_add = add.shl(left);
    keep({ left, steps, power, half, shifted_multiplier, shifted_add });
    s.multiplier_1.next = shifted_multiplier;
    s.skip_multiplier_1.next = s.skip_multiplier.shl(left);
    s.offset_1.next = shifted_add.add(half.toSigned());
    s.steps_1.next = steps;
    // 1, 2, 3
    s.multiplier_2.next = s.multiplier_1;
    s.multiplier_3.next = s.multiplier_2;
    s.steps_2.next = s.steps_1;
    s.steps_3.next = s.steps_2;
    s.steps_4.next = s.steps_3;
    const drop_end = constant(uint(1), 1).shl(s.steps_3);
    keep({ drop_end });
    s.drops_4.next = drop_end.sub(1).asUnsigned().wrap(mostSteps);
    // A code of the sign alone has no lower bit to lose: -1 stays -1.
    s.even_4.next = all(s.steps_3.ne(0), any(s.raw, s.high.bit(0)));
    // 4: from steps to bits. Step n lies above a result of m steps when the shift does not drop step n - m.
    const allSteps = Array.from({ length: Math.ceil(bits / stepBits) }, (_, n) => n);
    const drops = (n: number): Bool => (n < 0 ? one : n < mostSteps ? s.drops_4.bit(n) : zero);
    const bitsOf = (steps: Bool[]): Signal<'unsigned'> => cat(...steps.map((step) => step.repeat(stepBits)).reverse()).slice(bits - 1, 0);
    const dropped_4 = bitsOf(allSteps.map(drops));
    const above_4   = bitsOf(allSteps.map((n) => mux(s.raw, drops(n - 8), drops(n - 2)).not()));
    keep({ dropped_4, above_4 });
    return {
      skip_multiplier_1: s.skip_multiplier_1, offset_1: s.offset_1, multiplier_2: s.multiplier_2, multiplier_3: s.multiplier_3,
      steps_4: s.steps_4, dropped_4, above_4, even_4: s.even_4,
    };
  },
);
