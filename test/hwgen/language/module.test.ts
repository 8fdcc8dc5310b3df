import { expect, test } from 'vitest';
import { interpret } from '../ir-interpreter.js';
import { bitDot } from './examples.js';

test('bit_dot accumulates signed, shifted popcounts', () => {
  const dot = interpret(bitDot({ lanes: 32, maxShift: 14, accBits: 32 }).ir);
  dot.reset();
  dot.set('en', 1);
  dot.set('a', 0xff00ff00n);
  dot.set('w', 0xffffffffn);
  dot.set('shift', 3);
  dot.tick();
  expect(dot.get('acc')).toBe(128n);
  dot.set('negate', true);
  dot.set('shift', 0);
  dot.tick(2);
  expect(dot.get('acc')).toBe(96n);
});
