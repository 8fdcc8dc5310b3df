import { keep, mux, type Signal } from '../language/hardware.js';

/**
 * a + b modulo n, for a and b in 0..n-1, in the `bits` bits that hold n - 1. `name` is what the sum is called in the Verilog. Where n is a power of
 * two the sum just wraps.
 */
export function addModulo(name: string, a: Signal<'unsigned'>, b: Signal<'unsigned'> | number, n: number, bits: number): { sum: Signal<'unsigned'>; wraps: Signal<'unsigned'> } {
  const total = a.add(b);
  keep({ [name]: total });
  const wraps = total.ge(n);
  const power = Number.isInteger(Math.log2(n)) && n > 1;
  return { sum: power ? total.wrap(bits) : mux(wraps, total.sub(n).wrap(bits).asUnsigned(), total.wrap(bits)), wraps };
}
