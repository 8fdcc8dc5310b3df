import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  all, bitsFor, bool, cat, constant, each, HardwareError, keep, match, memory, module, sint, states, stream, sum, uint, warningsOf, when, wholeNumber,
  type Interface, type Signal,
} from '../../../src/hwgen/language/hardware.js';
import { capture } from '../../../src/hwgen/language/location.js';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { checkModule } from '../../../src/hwgen/language/verdict.js';
import { messages } from '../../../src/hwgen/language/messages.js';

/** Makes a mistake: an error is thrown, or a warning returned. */
type Work = () => unknown;

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
  module('host', () => merged as Interface, ((signals: Loose) => {
    if (!more['noDefault']) signals['r'].next = signals['a'];
    signals['fsm'].go('RUN');
    return run(signals) ?? {};
  }) as never)();
}

const A: Expression = { kind: 'reference', name: 'a', type: unsigned(8) };
const BROKEN: Module = (() => module('m', () => ({ inputs: { a: uint(8) }, outputs: { y: uint(8) } }), ({ a }) => ({ y: a }))().ir)();

const child = module('child', () => ({ inputs: { x: uint(8) }, sinks: { in_: stream(uint(8)) }, outputs: { y: uint(8) } }), ({ x, in_ }) => ({ y: x.xor(in_.data), in_: { ready: in_.valid } }));
const stranger = (): Signal => {
  let leaked: Signal | undefined;
  module('stranger', () => ({ inputs: { z: uint(8) } }), ({ z }) => void (leaked = z))();
  return leaked!;
};
const sized = (n: number) => module('same_name', () => ({ inputs: { x: uint(n) }, outputs: { y: uint(n) } }), ({ x }) => ({ y: x.not() }))();
const through = module('through', () => ({ inputs: { x: uint(8) }, outputs: { y: uint(8) } }), ({ x }) => ({ y: x.not() }));

const MISTAKES: Record<keyof typeof messages, Work | readonly Work[]> = {
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
  primitive: [
    () => logic(({ a }) => void (a + 1)),
    () => logic(({ a }) => void (a < 3)),
    () => logic(({ a }) => void `${a}`),
  ],
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
  keptOutput: () => logic(({ a, b }) => { const y = a.not(); keep({ y }); return { y: y.and(b.extend(8)) }; }, { outputs: { y: uint(8) } }),
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
  tooDeep: () => logic(({ a }) => { let x = a; for (let i = 0; i < 3000; i++) x = x.xor(i % 256); return { y: x }; }, { outputs: { y: uint(8) } }),
  tooLarge: () => logic(({ a }) => { let x = a; for (let i = 0; i < 12; i++) x = x.xor(x.not()); return { y: x }; }, { outputs: { y: uint(8) } }),

  // IR that the surface does not make
  undriven: () => checkModule({ ...BROKEN, outputs: [] }),
  drivenTwice: () => checkModule({ ...BROKEN, outputs: [...BROKEN.outputs, ...BROKEN.outputs] }),
  type: () => checkModule({ ...BROKEN, outputs: [{ port: 'y', value: { kind: 'binary', op: 'add', left: A, right: A, type: unsigned(8), source: capture() } }] }),

  // Warnings
  unused: () => warnings(({ a, keep }) => keep({ spare: a.not() })),
  unreachable: () => warnings(({ fsm }) => fsm.go('IDLE'), { fsm: states('IDLE', 'LOST') }),
  noReset: () => warnings(({ a, go, r }) => { go.next = a.any(); when(go, () => { r.next = a; }); }, { go: bool, r: uint(8) }),
  neverWritten: () => warnings(({ a, m }) => m.read(a.slice(1, 0)), { m: memory(uint(8), 4, { read: 'async' }) }),
  writesMeet: () => warnings(({ a, m }) => { m.write(0, a); m.write(1, a); return m.read(a.slice(1, 0)); }, { m: memory(uint(8), 4, { read: 'async' }) }),
};

/** The warnings about a module with a register that steers, a memory with two writes, a state that is never entered. */
function warnings(run: (signals: Loose) => unknown, state: Loose = {}): readonly string[] {
  const risky = module('host', () => ({ inputs: { a: uint(8) }, outputs: { y: bool }, state }), ((signals: Loose) => {
    const read = run({ ...signals, keep }) as Signal | undefined;
    return { y: all(...(read ? [read.any()] : []), ...['a', ...Object.keys(state)].flatMap((key) => ('node' in signals[key] ? [signals[key].any()] : []))) };
  }) as never);
  return warningsOf((risky as () => { ir: Module })().ir);
}

const source = readFileSync('test/hwgen/language/messages.test.ts', 'utf8').split('\n');
/** Lines of this file on which a helper declares the module that a mistake is in. */
const DECLARED = new Set(source.flatMap((line, i) => (/^ {2}(const risky = )?module\('(?:m|host)'|^const BROKEN/.test(line) ? [i + 1] : [])));

const works = Object.entries(MISTAKES).flatMap(([name, work]) => (work instanceof Function ? [[name, work] as const] : work.map((each, i) => [i === 0 ? name : `${name}, again ${i}`, each] as const)));

test.each(works)('%s', (name, work) => {
  const [place, ...rest] = said(work).split(/(?<=:\d+:\d+): /);
  const [, file, line] = /^(.*):(\d+):\d+$/.exec(place!)!;
  expect(file).toBe('test/hwgen/language/messages.test.ts');
  // Where it is reported: on the line of the mistake, or where the module is declared that lacks something.
  const first = source.findIndex((text) => text.startsWith(`  ${name.replace(/,.*/, '')}: `)) + 1;
  const here = Number(line) >= first && Number(line) <= first + 3;
  expect(here || DECLARED.has(Number(line)), `line ${line}, the mistake is on ${first}`).toBe(true);
  expect(`${here ? 'HERE' : 'MODULE'}:LINE:COLUMN: ${rest.join(': ').replace(/messages\.test\.ts:\d+:\d+/, 'messages.test.ts:LINE:COLUMN')}`).toMatchSnapshot();
});

function said(work: Work): string {
  let result: unknown;
  try {
    result = work();
  } catch (error) {
    expect(error).toBeInstanceOf(HardwareError);
    return (error as HardwareError).message;
  }
  expect(result).toHaveLength(1);
  return (result as readonly string[])[0]!;
}

test('every message of the catalogue has a snapshot', () => {
  const snapshots = readFileSync('test/hwgen/language/__snapshots__/messages.test.ts.snap', 'utf8');
  expect(Object.keys(messages).filter((name) => !snapshots.includes(`exports[\`${name} 1\`]`))).toEqual([]);
  // And it says what to do: a fix stands behind a colon, a semicolon, or as an imperative.
  for (const [, text] of snapshots.matchAll(/`"(.*)"`/g)) expect(text).toMatch(/[;:] \S/);
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
