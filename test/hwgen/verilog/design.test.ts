import { describe, expect, test } from 'vitest';
import { bitDot } from '../language/examples.js';
import { lanes, packetSum, scratch } from './designs.js';
import { icarus, lint, oracle, type Row } from './icarus.js';
import { Random } from './random-expression.js';

const designs = [bitDot({ lanes: 32, maxShift: 14, accBits: 32 }), bitDot({ lanes: 5, maxShift: 3, accBits: 12 }), packetSum({ words: 5 }), scratch({ depth: 12 }), scratch({ depth: 16 }), lanes()];

describe.each(designs.map(({ name, ir }, i) => ({ title: `${name} ${i}`, ir })))('$title', ({ ir }) => {
  test('Icarus agrees with the oracle, cycle by cycle, with resets in between', () => {
    const random = new Random(7);
    const inputs = ir.ports.filter(({ direction }) => direction === 'input');
    const rows = Array.from({ length: 300 }, (_, cycle): Row => ({
      rst: cycle === 0 || random.below(40) === 0 ? 1n : 0n,
      ...Object.fromEntries(inputs.map(({ name, type }) => [name, random.value(type)])),
    }));
    expect(icarus(ir, rows)).toEqual(oracle(ir, rows));
  });

  test('Verilator and Icarus have nothing to say', () => {
    expect(lint(ir)).toBe('');
  });
});
