/** Who stops a mistake first: the compiler, the lint rules, or the module when it is built. */
export type Stage = 'tsc' | 'lint' | 'elaboration';

export interface Mistake {
  readonly what: string;
  readonly caught: Stage;
  /** A module's definition, called: one expression. */
  readonly code: string;
}

/** Ports and state that most mistakes are made with. */
const SHAPE = `() => ({
    inputs: { a: uint(8), b: uint(4), s: sint(8), en: bool },
    outputs: { y: uint(8) },
    state: { r: uint(8).reset(0), phase: states('IDLE', 'RUN') },
  })`;

/** A module whose logic is wrong in `line`; the rest of it is right. */
const logic = (line: string, result = 'return { y: r };', shape = SHAPE): string => `module('m', ${shape}, ({ a, b, s, en, r, phase }) => {
    void [b, s, en];
    r.next = a;
    phase.go('RUN');
    ${line}
    ${result}
  })()`;

/** One with more in its interface, and nothing that the others use. */
const alone = (shape: string, names: string, body: string): string => `module('m', () => (${shape}), ({ ${names} }) => { ${body} })()`;

const CHILD = "module('child', () => ({ inputs: { x: uint(8), go: bool }, outputs: { z: uint(8) } }), ({ x, go }) => ({ z: mux(go, x, 0) }))()";

/** The mistakes of a beginner and of a tired expert. */
export const MISTAKES: readonly Mistake[] = [
  { what: 'an output is missing', caught: 'tsc', code: logic('', 'return {};') },
  { what: 'an output of the wrong width', caught: 'tsc', code: logic('', 'return { y: b };') },
  { what: 'an output of the wrong sign', caught: 'tsc', code: logic('', 'return { y: s };') },
  { what: 'an output that is not declared', caught: 'elaboration', code: logic('', 'return { y: r, z: a };') },
  { what: 'a sum that outgrows its register', caught: 'elaboration', code: logic('r.next = a.add(1);') },
  { what: 'a register of another width', caught: 'tsc', code: logic('r.next = b;') },
  { what: 'a register of the other sign', caught: 'tsc', code: logic('r.next = s;') },
  { what: 'a register that is never assigned', caught: 'elaboration', code: alone('{ outputs: { y: uint(8) }, state: { r: uint(8) } }', 'r', 'return { y: r };') },
  { what: 'a register assigned twice', caught: 'elaboration', code: logic('r.next = a.not();') },
  { what: 'a register written as a variable', caught: 'tsc', code: logic('r = a;') },
  { what: 'an input assigned', caught: 'lint', code: alone('{ inputs: { a: uint(8), c: uint(8) }, outputs: { y: uint(8) } }', 'a, c', 'a = c; return { y: a };') },
  { what: 'an input driven', caught: 'tsc', code: logic('a.next = 3;') },
  { what: 'a result dropped', caught: 'lint', code: logic('r.add(1).wrap(8);') },
  { what: 'if on a signal', caught: 'lint', code: logic('if (en) phase.go("IDLE");') },
  { what: '? : on a signal', caught: 'lint', code: logic('', 'return { y: en ? a : r };') },
  { what: '! of a signal', caught: 'lint', code: logic('when(!en, () => {});') },
  { what: '&& of signals', caught: 'lint', code: logic('when(en && a.any(), () => {});') },
  { what: '=== between signals', caught: 'lint', code: logic('if (a === r) return { y: a };') },
  { what: '=== with a number', caught: 'tsc', code: logic('if (a === 3) return { y: a };') },
  { what: 'a switch on a signal', caught: 'lint', code: logic('switch (a) { case r: break; }') },
  { what: '+ of signals', caught: 'tsc', code: logic('void (a + r);') },
  { what: '- in front of a signal', caught: 'lint', code: logic('void -a;') },
  { what: '< between a signal and a number', caught: 'tsc', code: logic('void (a < 3);') },
  { what: 'a condition of eight bits', caught: 'tsc', code: logic('when(a, () => {});') },
  { what: 'operands of two signs', caught: 'tsc', code: logic('void a.add(s);') },
  { what: 'bitwise operands of two widths', caught: 'tsc', code: logic('void a.and(b);') },
  { what: 'mux arms of two signs', caught: 'tsc', code: logic('void mux(en, a, s);') },
  { what: 'a number too large', caught: 'elaboration', code: logic('void a.and(256);') },
  { what: 'a negative number for an unsigned signal', caught: 'elaboration', code: logic('void a.add(-1);') },
  { what: 'a slice past the end', caught: 'elaboration', code: logic('void a.slice(8, 1);') },
  { what: 'a bit past the end', caught: 'elaboration', code: logic('void a.bit(8);') },
  { what: 'wrap that widens', caught: 'elaboration', code: logic('void b.wrap(8);') },
  { what: 'a slice of a sum without a name', caught: 'elaboration', code: logic('', 'return { y: a.mul(r).slice(11, 4) };') },
  { what: 'a bare number in cat', caught: 'tsc', code: logic('void cat(a, 1);') },
  { what: 'match without a state', caught: 'tsc', code: logic("match(phase, { IDLE: () => phase.go('RUN') });") },
  { what: 'match with an unknown state', caught: 'tsc', code: logic("match(phase, { IDLE: () => {}, RUN: () => {}, HALT: () => {} });") },
  { what: 'go to an unknown state', caught: 'tsc', code: logic("phase.go('HALT');") },
  { what: 'is in an unknown state', caught: 'tsc', code: logic("void phase.is('HALT');") },
  { what: 'an instance without an input', caught: 'tsc', code: logic(`${CHILD}.place('kid', { x: a });`) },
  { what: 'an instance with an unknown input', caught: 'tsc', code: logic(`${CHILD}.place('kid', { x: a, go: en, clear: en });`) },
  { what: 'an instance input of the wrong width', caught: 'tsc', code: logic(`${CHILD}.place('kid', { x: b, go: en });`) },
  { what: 'an unknown output of an instance', caught: 'tsc', code: logic(`void ${CHILD}.place('kid', { x: a, go: en }).q;`) },
  { what: 'two instances of one name', caught: 'elaboration', code: logic(`const child = ${CHILD}; child.place('kid', { x: a, go: en }); child.place('kid', { x: r, go: en });`) },
  { what: 'an unknown parameter', caught: 'tsc', code: "module('m', ({ width }: { width: number }) => ({ inputs: { a: uint(width) } }), () => {})({ widht: 8 })" },
  { what: 'a parameter out of its range', caught: 'elaboration', code: "module('m', ({ depth }: { depth: number }) => { wholeNumber('depth', depth, 1, 64); return {}; }, () => {})({ depth: 0 })" },
  { what: 'a wire without a driver', caught: 'elaboration', code: alone('{ outputs: { y: uint(8) }, wires: { w: uint(8) } }', 'w', 'return { y: w };') },
  { what: 'a wire driven twice', caught: 'elaboration', code: alone('{ inputs: { a: uint(8) }, outputs: { y: uint(8) }, wires: { w: uint(8) } }', 'a, w', 'w.assign(a); w.assign(a); return { y: w };') },
  { what: 'a combinational loop', caught: 'elaboration', code: alone('{ inputs: { a: uint(8) }, outputs: { y: uint(8) }, wires: { w: uint(8) } }', 'a, w', 'w.assign(w.xor(a)); return { y: w };') },
  { what: 'a keyword of Verilog as a name', caught: 'elaboration', code: alone('{ inputs: { reg: uint(8) }, outputs: { y: uint(8) } }', 'reg', 'return { y: reg };') },
  { what: 'two things of one name', caught: 'elaboration', code: logic('keep({ b: a.not() });') },
  { what: 'a memory word of another width', caught: 'tsc', code: alone("{ inputs: { a: uint(4), d: uint(16) }, outputs: { y: uint(8) }, state: { m: memory(uint(8), 16, { read: 'sync' }) } }", 'a, d, m', 'm.write(a, d); return { y: m.read(a) };') },
  { what: 'a signal of another module', caught: 'elaboration', code: logic("let leaked = a; module('n', () => ({ inputs: { q: uint(8) } }), ({ q }) => { leaked = q; })(); void a.add(leaked);") },
  { what: 'a stream without ready', caught: 'tsc', code: alone('{ sinks: { in_: stream(uint(8)) } }', 'in_', 'void in_; return { in_: {} };') },
];
