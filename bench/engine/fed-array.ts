import { dotArray } from '../../src/hwgen/accelerator/dot-array.js';
import type { AcceleratorParameters } from '../../src/hwgen/accelerator/parameters.js';
import { bitsFor, bool, cat, constant, keep, module, mux, uint, when, type Signal } from '../../src/hwgen/language/hardware.js';

/** Steps of a tile: 16 to 64 are usual for ResNet-20 (kernel words times plane pairs). */
const tileSteps = 36;

/** Steps of one diagonal of plane pairs. */
const diagonalSteps = 9;

/**
 * The bare array with the least around it that keeps it busy in every cycle: two xorshift generators whose words shift through one
 * operand register per lane, tiles of 36 steps on four diagonals, and a drain that shows one row of the shadow sums per cycle.
 */
export const fedArray = module('fed_array',
  ({ dm, dn, dk, accumulatorBits }: AcceleratorParameters) => ({
    doc: 'the array, fed with random numbers and drained row by row',
    inputs: { run: bool },
    outputs: { row: uint(dn * accumulatorBits), pixels: uint(dn * accumulatorBits) },
    state: {
      activation_source: uint(64).reset(0x2545f4914f6cdd1dn),
      weight_source:     uint(64).reset(0x9e3779b97f4a7c15n),
      activations:       uint(dn * dk),
      weights:           uint(dm * dk),
      step:              uint(bitsFor(tileSteps - 1)).reset(0),
      place:             uint(bitsFor(diagonalSteps - 1)).reset(0).doc('step of the diagonal'),
      clear:             bool, twice: bool, negate: bool,
      capture:           bool.reset(false),
      channel:           uint(Math.log2(dm)).reset(0).doc('the row that is drained'),
      row:               uint(dn * accumulatorBits),
    },
  }),
  (s, parameters) => {
    const { dm, dn, dk, accumulatorBits } = parameters;
    const activation = xorshift(s.activation_source, 'activation');
    const weight     = xorshift(s.weight_source, 'weight');
    const tile_end   = s.step.eq(tileSteps - 1);
    const place_end  = s.place.eq(diagonalSteps - 1);
    keep({ tile_end, place_end });
    when(s.run, () => {
      s.activation_source.next = activation;
      s.weight_source.next     = weight;
      s.activations.next = cat(s.activations.slice((dn - 1) * dk - 1, 0), activation.wrap(dk));
      s.weights.next     = cat(s.weights.slice((dm - 1) * dk - 1, 0), weight.wrap(dk));
      s.step.next    = mux(tile_end, 0, s.step.add(1).wrap(s.step.width));
      s.place.next   = mux(place_end, 0, s.place.add(1).wrap(s.place.width));
      s.clear.next   = s.step.eq(0);
      s.twice.next   = s.place.eq(0);
      s.negate.next  = s.step.lt(diagonalSteps);
      s.channel.next = s.channel.add(1).wrap(s.channel.width);
    });
    s.capture.next = tile_end.and(s.run);

    const { sums, activation_sums } = dotArray(parameters).place('array', {
      advance: s.run, accumulate: s.run, clear: s.clear, twice: s.twice, negate: s.negate, capture: s.capture, merge: false,
      activations: s.activations, weights: s.weights,
    });
    s.row.next = sums.pick(s.channel, uint(dn * accumulatorBits));
    return { row: s.row, pixels: activation_sums };
  },
);

/** The next number of a 64-bit xorshift generator (Marsaglia 2003, shifts 13, 7, 17). */
function xorshift(state: Signal<'unsigned'>, name: string): Signal<'unsigned'> {
  const first = state.xor(cat(state.slice(50, 0), constant(uint(13), 0)));
  keep({ [`${name}_1`]: first });
  const second = first.xor(first.slice(63, 7).extend(64));
  keep({ [`${name}_2`]: second });
  return second.xor(cat(second.slice(46, 0), constant(uint(17), 0)));
}
