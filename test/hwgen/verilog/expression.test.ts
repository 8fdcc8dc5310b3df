import { describe, expect, test } from 'vitest';
import { HardwareError, type Definition } from '../../../src/hwgen/language/hardware.js';
import { icarus, lint, oracle, type Row } from './icarus.js';
import { Random, randomExpressions } from './random-expression.js';

const CYCLES = 60;

/** Random designs compare values that happen to be constant, which is worth a warning there and says nothing about the printer. */
const DECIDED = ['-Wno-UNSIGNED', '-Wno-CMPCONST'];

function rowsFor({ ir }: Definition, seed: number): Row[] {
  const random = new Random(seed);
  const inputs = ir.ports.filter(({ direction }) => direction === 'input');
  return Array.from({ length: CYCLES }, () => Object.fromEntries(inputs.map(({ name, type }) => [name, random.value(type)])));
}

describe('random expressions over every operator, widths 1 to 140', () => {
  test.each([1, 2, 3, 4])('all named, seed %i: Icarus agrees with the oracle, linters are silent', (seed) => {
    const design = randomExpressions(seed, 60, 100);
    const rows = rowsFor(design, seed);
    expect(icarus(design.ir, rows)).toEqual(oracle(design.ir, rows));
    expect(lint(design.ir, DECIDED)).toBe('');
  });

  test('half of them named: what elaborates also prints, agrees and lints', () => {
    let elaborated = 0;
    for (let seed = 100; elaborated < 5 && seed < 1000; seed++) {
      let design: Definition;
      try {
        design = randomExpressions(seed, 12, 30);
      } catch (error) {
        expect(error).toBeInstanceOf(HardwareError);
        expect(String(error)).toContain('keep(');
        continue;
      }
      elaborated++;
      const rows = rowsFor(design, seed);
      expect(icarus(design.ir, rows), `seed ${seed}`).toEqual(oracle(design.ir, rows));
      expect(lint(design.ir, DECIDED), `seed ${seed}`).toBe('');
    }
    expect(elaborated).toBe(5);
  });
});
