import { mux, type Signal } from '../language/hardware.js';

/** The value for each number of pixels in a word, chosen by its logarithm. */
export function byLogarithm(log: Signal<'unsigned'>, values: readonly Signal<'unsigned'>[]): Signal<'unsigned'> {
  return values.slice(1).reduce((other, value, index) => mux(log.eq(index + 1), value, other), values[0]!);
}
