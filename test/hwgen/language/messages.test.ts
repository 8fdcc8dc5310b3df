import { expect, test } from 'vitest';
import {
  bitsFor, bool, cat, constant, each, HardwareError, keep, match, memory, module, sint, states, stream, sum, uint, warningsOf, when, wholeNumber,
  type Interface, type Signal,
} from '../../../src/hwgen/language/hardware.js';
import { messages } from '../../../src/hwgen/language/messages.js';

// Mistakes that TypeScript would stop are made through `any`: elaboration must stop them as well.
type Loose = Record<string, any>;

const INTERFACE: Interface = {
  inputs: { a: uint(8), b: uint(4), s: sint(8), c: bool },
  outputs: {},
  sinks: {},
  state: { r: uint(8).reset(0), fsm: states('IDLE', 'RUN'), m: memory(uint(8), 16, { read: 'async' }) },
};

/** Elaborates `logic` over the interface above (extended by `more`), with the state driven so that only the mistake is wrong. */
function logic(run: (signals: Loose) => unknown, more: Loose = {}): void {
  const parts = ['inputs', 'outputs', 'sinks', 'sources', 'state', 'wires'] as const;
  const merged: Loose = { ...INTERFACE };
  for (const part of parts) if (more[part]) merged[part] = { ...(INTERFACE as Loose)[part], ...more[part] };
  module('m', () => merged as Interface, ((signals: Loose) => {
    if (!more['noDefault']) signals['r'].next = signals['a'];
    signals['fsm'].go('RUN');
    return run(signals) ?? {};
  }) as never)();
}

const child = module('child', () => ({ inputs: { x: uint(8) }, sinks: { in_: stream(uint(8)) }, outputs: { y: uint(8) } }), ({ x, in_ }) => ({ y: x.xor(in_.data), in_: { ready: in_.valid } }));
const stranger = (): Signal => {
  let leaked: Signal | undefined;
  module('stranger', () => ({ inputs: { z: uint(8) } }), ({ z }) => void (leaked = z))();
  return leaked!;
};
const sized = (n: number) => module('same_name', () => ({ inputs: { x: uint(n) }, outputs: { y: uint(n) } }), ({ x }) => ({ y: x.not() }))();
const through = module('through', () => ({ inputs: { x: uint(8) }, outputs: { y: uint(8) } }), ({ x }) => ({ y: x.not() }));

const MISTAKES: Record<Exclude<keyof typeof messages, 'undriven' | 'drivenTwice' | 'type' | 'unused' | 'unreachable' | 'noReset' | 'writesMeet' | 'primitive'>, () => void> = {
  width: () => uint(0),
  bitsForNegative: () => bitsFor(-1),
  notAnInteger: () => constant(uint(8), 1.5),
  literalRange: () => uint(8).reset(256),
  negativeLiteral: () => logic(({ a }) => void a.add(-1)),
  states: () => states('IDLE', 'IDLE'),
  memoryDepth: () => memory(uint(8), 0, { read: 'sync' }),
  memoryMask: () => memory(uint(8), 4, { read: 'sync', mask: 3 }),
  memoryStyle: () => memory(uint(8), 4, { read: 'async', style: 'block' }),
  memoryInitial: () => memory(uint(8), 2, { read: 'sync', initial: [1, 2, 3] }),
  notASignal: () => logic(({ a }) => void a.add('3')),
  otherModule: () => logic(({ a }) => void a.add(stranger())),
  outside: () => keep({}),
  nextRead: () => logic(({ r }) => r.next),
  sameSign: () => logic(({ a, s }) => void a.add(s)),
  sameType: () => logic(({ a, b }) => void a.and(b)),
  assign: () => logic(({ r, b }) => void (r.next = b)),
  condition: () => logic(({ a }) => void when(a, () => {})),
  wrapWider: () => logic(({ a }) => void a.wrap(9)),
  extendNarrower: () => logic(({ a }) => void a.extend(7)),
  saturateWider: () => logic(({ a }) => void a.saturate(9)),
  toSignedSigned: () => logic(({ s }) => void s.toSigned()),
  sliceRange: () => logic(({ a }) => void a.slice(8, 0)),
  shiftAmount: () => logic(({ a, s }) => void a.shl(s)),
  shiftTooWide: () => logic(({ a }, wide = a.extend(16)) => void a.shl(wide)),
  pickElements: () => logic(({ a, b }) => void a.pick(b, uint(3))),
  pickIndex: () => logic(({ a, s }) => void a.pick(s, uint(2))),
  repeatCount: () => logic(({ a }) => void a.repeat(0)),
  catLiteral: () => logic(({ a }) => void cat(a, 1 as never)),
  catEmpty: () => logic(() => void cat()),
  sumEmpty: () => logic(() => void sum()),
  eachWidth: () => logic(({ a }) => void child().placeArray('kids', 2, { x: each(a), in_: { valid: 0, data: 0 } })),
  badName: () => logic(({ a }) => keep({ '2nd': a.not() })),
  reservedName: () => logic(({ a }) => keep({ table: a.not() })),
  nameTwice: () => logic(({ a }) => keep({ b: a.not() })),
  outputRegister: () => logic(({ a }) => ({ r: a.not() }), { outputs: { r: uint(8) } }),
  moduleTwice: () => logic(({ a, b }) => { sized(8).place('one', { x: a }); sized(4).place('two', { x: b }); }),
  parameter: () => module('m', (_: { depth: number }) => { wholeNumber('depth', 0, 1, 64); return {}; }, () => {})({ depth: 0 }),
  parameters: () => module('m', (_: { f: unknown }) => ({}), () => {})({ f: () => 1 }),
  missingOutput: () => logic(() => ({}), { outputs: { y: uint(8) } }),
  extraOutput: () => logic(({ a }) => ({ z: a })),
  wireUndriven: () => logic(() => {}, { wires: { w: uint(8) } }),
  wireTwice: () => logic(({ a, w }) => { w.assign(a); w.assign(a); }, { wires: { w: uint(8) } }),
  registerTwice: () => logic(({ r }) => void (r.next = 3)),
  registerNever: () => logic(() => {}, { state: { idle: uint(3) } }),
  loop: () => logic(({ w }) => { w.assign(through().place('t', { x: w }).y); }, { wires: { w: uint(8) } }),
  missingInput: () => logic(({ a }) => void child().place('kid', { x: a, in_: { valid: 1 } } as never)),
  extraInput: () => logic(({ a }) => void child().place('kid', { x: a, q: a } as never)),
  arrayCount: () => logic(({ a }) => void child().placeArray('kids', 0, { x: a, in_: { valid: 0, data: 0 } })),
  eachOutside: () => logic(({ a }) => void child().place('kid', { x: each(a) as never, in_: { valid: 0, data: 0 } })),
  otherwiseTwice: () => logic(({ c }) => { const chain = when(c, () => {}); chain.otherwise(() => {}); chain.elseWhen(c, () => {}); }),
  matchState: () => logic(({ fsm }) => match(fsm, { IDLE: () => {} })),
  matchExtra: () => logic(({ fsm }) => match(fsm, { IDLE: () => {}, RUN: () => {}, HALT: () => {} })),
  noSuchState: () => logic(({ fsm }) => void fsm.is('HALT')),
  asyncEnable: () => logic(({ m, b, c }) => void m.read(b, { enable: c })),
  maskWithoutUnit: () => logic(({ m, b, a }) => m.write(b, a, { mask: 1 })),
  memoryPorts: () => logic(({ k, b }) => void [k.read(b), k.read(b), k.read(b)], { state: { k: memory(uint(8), 16, { read: 'sync', style: 'block' }) } }),
  unnamed: () => logic(({ a, b }) => ({ y: a.mul(b).slice(9, 6) }), { outputs: { y: uint(4) } }),
  tooLarge: () => logic(({ a }) => { let x = a; for (let i = 0; i < 12; i++) x = x.xor(x.not()); return { y: x }; }, { outputs: { y: uint(8) } }),
};

test.each(Object.entries(MISTAKES))('%s', (_name, mistake) => {
  let error: unknown;
  try {
    mistake();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(HardwareError);
  const { location, message } = error as HardwareError;
  expect(location?.file).toBe('test/hwgen/language/messages.test.ts');
  expect(message.replace(/^\S+:\d+:\d+: /, '')).toMatchSnapshot();
});

test('a mistake is reported at its own line and column', () => {
  let line = 0;
  const build = (): void =>
    logic(({ a, s }) => {
      line = Number(/messages\.test\.ts:(\d+)/.exec(new Error().stack!)![1]) + 1;
      a.add(s);
    });
  expect(build).toThrow(HardwareError);
  expect(build).toThrow(`test/hwgen/language/messages.test.ts:${line}:9: add of uint(8) and sint(8)`);
});

test('a late mistake is reported where the expression was written, not where the module ended', () => {
  let line = 0;
  const build = (): void =>
    logic(({ a, b }) => {
      line = Number(/messages\.test\.ts:(\d+)/.exec(new Error().stack!)![1]) + 1;
      const product = a.mul(b);
      return { y: product.slice(9, 6) };
    }, { outputs: { y: uint(4) } });
  expect(build).toThrow(HardwareError);
  expect(build).toThrow(`messages.test.ts:${line}:`);
});

test('a signal has no JavaScript value', () => {
  for (const use of [(a: any) => a + 1, (a: any) => a < 3, (a: any) => `${a}`, (a: any) => a == 1])
    expect(() => logic(({ a }) => void use(a))).toThrow(/messages\.test\.ts:\d+:\d+: a uint\(8\) signal .*; a signal has no value yet: use /);
});

test('warnings: unused nets and unreachable states', () => {
  const lazy = module(
    'lazy',
    () => ({ inputs: { a: uint(8) }, outputs: { y: bool }, state: { phase: states('IDLE', 'RUN', 'LOST') } }),
    ({ a, phase }) => {
      keep({ spare: a.not() });
      match(phase, { IDLE: () => phase.go('RUN'), RUN: () => phase.go('IDLE'), LOST: () => phase.go('IDLE') });
      return { y: phase.is('RUN') };
    },
  );
  expect(warningsOf(lazy().ir).map((text) => text.replace(/^\S+:\d+:\d+: /, ''))).toEqual([
    "wire 'spare' is never read; use it or remove it",
    "state LOST of 'phase' is never entered; give it a .go('LOST') or remove it",
  ]);
});

test('warnings: steering registers without a reset, memory writes that can meet', () => {
  const risky = module(
    'risky',
    () => ({ inputs: { a: uint(8), c: bool }, outputs: { y: uint(8) }, state: { go: bool, data: uint(8), m: memory(uint(8), 4, { read: 'async' }), n: memory(uint(8), 4, { read: 'async' }) } }),
    ({ a, c, go, data, m, n }) => {
      const late = go.not();
      keep({ late });
      go.next = c;
      when(late, () => { data.next = a; m.write(0, a); }).otherwise(() => m.write(1, a));
      when(c, () => n.write(0, a));
      n.write(1, data);
      return { y: m.read(0).xor(n.read(0)) };
    },
  );
  expect(warningsOf(risky().ir).map((text) => text.replace(/^\S+:\d+:\d+: /, ''))).toEqual([
    "register 'go' decides what happens and has no reset value; write .reset(…) where it is declared",
    "memory 'n' can be written 2 times in one cycle, at one address the last wins; put the writes into branches of one when",
  ]);
});
