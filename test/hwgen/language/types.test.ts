import { expect, test } from 'vitest';
import { bool, match, module, mux, sint, states, stream, uint, when } from '../../../src/hwgen/language/hardware.js';

/**
 * What tsc itself rejects: this file compiles only while every line marked `@ts-expect-error` is an error. The modules are never
 * elaborated.
 */
const shape = () => ({
  inputs: { a: uint(8), b: uint(4), s: sint(8), c: bool },
  outputs: { y: uint(8) },
  state: { r: uint(8), phase: states('IDLE', 'RUN') },
});

test('mistakes that TypeScript stops', () => {
  // @ts-expect-error an output is missing
  module('m', shape, () => ({}));
  // @ts-expect-error an output of the wrong width
  module('m', shape, ({ b }) => ({ y: b }));
  // @ts-expect-error an output of the wrong sign
  module('m', shape, ({ s }) => ({ y: s }));
  // @ts-expect-error no such signal
  module('m', shape, ({ nothing }) => ({ y: nothing }));
  module('m', shape, ({ a, b, s, c, r, phase }) => {
    // @ts-expect-error a register of another width
    r.next = b;
    // @ts-expect-error a register of another sign
    r.next = s;
    // @ts-expect-error bitwise operands of different widths
    a.and(b);
    // @ts-expect-error operands of different signs
    a.add(s);
    // @ts-expect-error mux arms of different signs
    mux(c, a, s);
    // @ts-expect-error a condition of eight bits
    when(a, () => {});
    // @ts-expect-error no such state
    phase.go('HALT');
    // @ts-expect-error a state without an arm
    match(phase, { IDLE: () => {} });
    // @ts-expect-error JavaScript arithmetic on a signal
    void (a - 1);
    return { y: a };
  });
  const child = module('child', () => ({ inputs: { x: uint(8) }, sinks: { in_: stream(uint(8)) }, outputs: { y: uint(8) } }), ({ x }) => ({ y: x, in_: { ready: true } }));
  module('m', shape, ({ a, b }) => {
    // @ts-expect-error an instance input is missing
    child().place('one', { x: a });
    // @ts-expect-error an instance input of the wrong width
    child().place('two', { x: b, in_: { valid: true, data: a } });
    return { y: child().place('three', { x: a, in_: { valid: true, data: a } }).y };
  });
  const sized = module('sized', ({ width }: { width: number }) => ({ inputs: { x: uint(width) }, outputs: { y: uint(width) } }), ({ x }) => ({ y: x.not() }));
  // @ts-expect-error parameters are missing
  void (() => sized());
  // A width that TypeScript can't see fits everywhere; elaboration checks it.
  module('m', shape, ({ a }) => ({ y: sized({ width: 8 }).place('inner', { x: a }).y }));
  expect(true).toBe(true);
});
