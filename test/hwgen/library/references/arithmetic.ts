import { module, sint, uint, type Signal } from '../../../../src/hwgen/language/hardware.js';
import { addSaturated, divideRounded, multiplySaturated, subtractSaturated } from '../../../../src/hwgen/library/rounding.js';
import { see, type Subject } from '../trial.js';

interface SaturationParameters {
  readonly signed: boolean;
  readonly left: number;
  readonly right: number;
  readonly width: number;
}

const shape = (signed: boolean, width: number) => (signed ? sint(width) : uint(width));

const saturation = module(
  ({ signed, left, right, width }: SaturationParameters) => `saturation_${signed ? 's' : 'u'}${left}_${right}_${width}`,
  ({ signed, left, right, width }: SaturationParameters) => ({
    inputs: { a: shape(signed, left), b: shape(signed, right) },
    outputs: { total: shape(signed, width), difference: shape(signed, width), product: shape(signed, width) },
  }),
  ({ a, b }, { width }) => ({
    total: addSaturated<any>(a, b, width, 'exact_sum'),
    difference: subtractSaturated<any>(a, b, width, 'exact_difference'),
    product: multiplySaturated<any>(a, b, width, 'exact_product'),
  }),
);

const saturationSubject = (params: SaturationParameters): Subject => ({
  module: saturation(params).ir,
  reference(random) {
    const { signed, left, right, width } = params;
    const [low, high] = signed ? [-(2n ** BigInt(width - 1)), 2n ** BigInt(width - 1) - 1n] : [0n, 2n ** BigInt(width) - 1n];
    const clamp = (value: bigint): bigint => (value < low ? low : value > high ? high : value);
    const draw = (bits: number): bigint => random.value({ sign: signed ? 'signed' : 'unsigned', width: bits });
    let [a, b] = [0n, 0n];
    return {
      inputs: () => ([a, b] = [draw(left), draw(right)], { a, b }),
      outputs(get) {
        see(get, 'total', clamp(a + b));
        see(get, 'difference', clamp(a - b));
        see(get, 'product', clamp(a * b));
      },
    };
  },
});

interface DivisionParameters {
  readonly signed: boolean;
  readonly width: number;
  readonly shift: number;
}

const division = module(
  ({ signed, width, shift }: DivisionParameters) => `division_${signed ? 's' : 'u'}${width}_${shift}`,
  ({ signed, width, shift }: DivisionParameters) => ({
    inputs: { value: shape(signed, width) },
    outputs: { down: shape(signed, width - shift), up: shape(signed, width - shift + 1), even: shape(signed, width - shift + 1) },
  }),
  ({ value }, { shift }) => {
    const rounded = (how: Parameters<typeof divideRounded>[2], name: string): Signal<any> => divideRounded<any>(value, shift, how, name);
    return { down: rounded('down', 'lower'), up: rounded('half up', 'upper'), even: rounded('half to even', 'nearest') };
  },
);

const divisionSubject = (params: DivisionParameters): Subject => ({
  module: division(params).ir,
  reference(random) {
    const { signed, width, shift } = params;
    const unit = 2n ** BigInt(shift);
    let value = 0n;
    return {
      inputs() {
        value = random.value({ sign: signed ? 'signed' : 'unsigned', width });
        // Halves and their neighbours more often than chance would.
        if (random.below(2) === 0) {
          const near = value - (((value % unit) + unit) % unit) + unit / 2n + BigInt(random.below(3) - 1);
          value = signed ? BigInt.asIntN(width, near) : BigInt.asUintN(width, near);
        }
        return { value };
      },
      outputs(get) {
        const rest = ((value % unit) + unit) % unit;
        const down = (value - rest) / unit;
        see(get, 'down', down);
        see(get, 'up', 2n * rest >= unit ? down + 1n : down);
        see(get, 'even', 2n * rest > unit || (2n * rest === unit && down % 2n !== 0n) ? down + 1n : down);
      },
    };
  },
});

export const arithmeticSubjects: readonly Subject[] = [
  ...[true, false].flatMap((signed) =>
    [[8, 8, 8], [1, 1, 1], [1, 9, 4], [33, 31, 64], [64, 64, 32], [5, 7, 20]].map(([left, right, width]) => saturationSubject({ signed, left: left!, right: right!, width: width! }))),
  ...[true, false].flatMap((signed) => [[8, 3], [2, 1], [9, 8], [65, 1], [70, 40]].map(([width, shift]) => divisionSubject({ signed, width: width!, shift: shift! }))),
];
