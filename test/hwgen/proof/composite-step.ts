import { sum, uint, type Signal } from '../../../src/hwgen/language/hardware.js';
import { shape, type Random } from '../verilog/random-expression.js';

/** Operations that one step of `randomStep` meets too seldom: nested without a name in between, or on more than one limb. */
export function compositeStep(values: readonly Signal[], random: Random): Signal | undefined {
  const natural = random.of(values.filter(({ sign }) => sign === 'unsigned'));
  const wide = random.of([natural, ...values.filter(({ width }) => width > 64 && width <= 140)]);
  // Amounts and indices of any width, most of them past the end; eight bits are enough to pass every limb.
  const amount = random.of([natural, natural.wrap(Math.min(8, natural.width))]);
  return random.of<() => Signal | undefined>([
    () => {
      const part = random.of(values);
      return part.shr(random.below(part.width)).extend(part.width + 1 + random.below(4));
    },
    () => natural.asSigned().shr(1 + random.below(natural.width)),
    () => (natural.width <= 64 ? natural.add(random.below(2 ** 20)).wrap(natural.width).extend(natural.width + 1 + random.below(4)) : undefined),
    () => random.of([wide.parity(), wide.popcount(), wide.any(), wide.all()]),
    () => random.of([wide, ...values]).shr(amount),
    () => wide.shr(natural.wrap(Math.min(7, natural.width))),
    () => wide.pick(amount, uint(1)),
    () => {
      const only = random.of(values);
      return only.pick(random.below(3), shape(only.node.type));
    },
    () => {
      const terms = values.filter(({ sign, width }) => sign === natural.sign && width <= 100);
      return sum(...Array.from({ length: 2 + random.below(4) }, () => random.of(terms)));
    },
    () => natural.wrap(Math.min(9, natural.width)).shl(natural.wrap(Math.min(8, natural.width))),
  ])();
}
