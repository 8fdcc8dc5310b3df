import { describe, expect, test } from 'vitest';
import { bool, flip, HardwareError, module, stream, uint, when, type Bundle } from '../../../src/hwgen/language/hardware.js';
import { fifo } from '../../../src/hwgen/library/fifo.js';
import { skidBuffer } from '../../../src/hwgen/library/skid-buffer.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { simulate } from '../../../src/sim/testing/simulate.js';
import { icarus, lint, oracle } from '../verilog/icarus.js';
import { Random } from '../verilog/random-expression.js';

const pipeline = module(
  'pipeline',
  () => ({
    sinks: { in_: stream(uint(8)).doc('from the sensor') },
    sources: { out: stream(uint(8)) },
    wires: { early: stream(uint(8)), late: stream(uint(8)) },
  }),
  ({ in_, out, early, late }) => {
    const first = skidBuffer({ width: 8 }).place('first', { in_, out: early });
    fifo({ width: 8, depth: 4 }).place('middle', { in_: early, out: late });
    const last = skidBuffer({ width: 8 }).place('last', { in_: late, out });
    return { in_: first.in_, out: last.out };
  },
);

/** A request and its answer, as the side that asks sees them. */
const asking = { outputs: { ask: bool, number: uint(4) }, inputs: { answer: uint(4) }, bundles: { flow: { inputs: { stall: bool } } } } as const satisfies Bundle;

const asker = module(
  'asker',
  () => ({ inputs: { go: bool }, outputs: { last: uint(4) }, state: { number: uint(4).reset(0), last: uint(4).reset(0) }, bundles: { bus: asking } }),
  ({ go, number, last, bus }) => {
    const ask = go.and(bus.flow.stall.not());
    when(ask, () => { number.next = number.add(1).wrap(4); last.next = bus.answer; });
    return { last, bus: { ask, number } };
  },
);

const answerer = module('answerer', () => ({ bundles: { bus: flip(asking) } }), ({ bus }) => ({ bus: { answer: bus.number.not(), flow: { stall: bus.number.eq(9) } } }));

const talk = module(
  'talk',
  () => ({ inputs: { go: bool }, outputs: { last: uint(4) }, wires: { bus: asking } }),
  ({ go, bus }) => {
    const { last } = asker().place('left', { go, bus });
    answerer().place('right', { bus });
    return { last };
  },
);

describe('streams of wires', () => {
  test('join instances under their own names', () => {
    const text = printModule(pipeline().ir);
    expect(text).toContain('.out_valid (early_valid)');
    expect(text).toContain('.in_valid  (early_valid)');
    expect(text).toContain('.in_ready  (early_ready)');
    expect(text).not.toMatch(/first_out|middle_in|middle_out|last_in_/);
    expect(text).toMatch(/in_valid, +\/\/ from the sensor/);
    expect(lint(pipeline().ir)).toBe('');
  });

  test.each([[undefined, undefined], [1, 2]])('pass every word on, gaps %s %s', (before, behind) => {
    const words = Array.from({ length: 50 }, (_, i) => BigInt((i * 29) % 256));
    const t = simulate(pipeline());
    expect(t.send('in_', words, { gaps: before }).receive('out', 50, { gaps: behind })).toEqual(words);
  });
});

describe('bundles of wires', () => {
  test('join an instance and its flipped other end; Icarus agrees, linters are silent', () => {
    const { ir } = talk();
    const text = printModule(ir);
    expect(text.match(/bus_flow_stall/g)).toHaveLength(5);
    expect(lint(ir)).toBe('');
    const random = new Random(5);
    const rows = Array.from({ length: 60 }, (_, i) => ({ rst: i === 0 ? 1n : 0n, go: BigInt(random.below(2)) }));
    expect(icarus(ir, rows)).toEqual(oracle(ir, rows));
  });

  test('flip twice is the bundle itself', () => {
    const back = flip(flip(asking));
    expect(Object.keys(back.outputs)).toEqual(['ask', 'number']);
    expect(Object.keys(back.bundles.flow.inputs)).toEqual(['stall']);
  });
});

describe('mistakes', () => {
  const build = (logic: (signals: any) => unknown) => (): unknown =>
    module('m', () => ({ sinks: { in_: stream(uint(8)) }, sources: { out: stream(uint(8)) }, wires: { mid: stream(uint(8)) } }), logic as never)();
  const place = (name: string, inputs: object): any => skidBuffer({ width: 8 }).place(name, inputs as never);

  test('a link with one end, with two drivers, of another width', () => {
    expect(build(({ in_, mid }) => ({ in_: place('a', { in_, out: mid }).in_, out: { valid: 0, data: 0 } }))).toThrow("wire 'mid_ready' has no driver; call .assign(…) once, or connect it to an instance that drives it");
    expect(build(({ in_, mid }) => { place('a', { in_, out: mid }); place('b', { in_, out: mid }); })).toThrow("wire 'mid_valid' has two drivers");
    expect(build(({ in_, mid }) => { fifo({ width: 9, depth: 2 }).place('a', { in_: { valid: in_.valid, data: 0 }, out: mid } as never); })).toThrow(
      "mid_data is uint(8), the value is uint(9) of a.out_data; write .wrap(n), .extend(n) or .saturate(n) to say what is meant",
    );
    expect(build(({ in_, mid }) => { place('a', { in_, out: mid }); })).toThrow(HardwareError);
  });

  test('TypeScript knows the width of a link', () => {
    module('m', () => ({ sinks: { in_: stream(uint(8)) }, wires: { mid: stream(uint(4)) } }), ({ mid, in_ }) => {
      // @ts-expect-error eight bits for four
      mid.data.assign(in_.data);
      return { in_: { ready: mid.ready } };
    });
  });
});

test('simulate knows the ports and streams of bundles', () => {
  const slot = module(
    'slot',
    () => ({ bundles: { bus: { inputs: { clear: bool }, sinks: { put: stream(uint(8)) }, bundles: { back_: { sources: { get: stream(uint(8)) } } } } }, state: { full: bool.reset(0), word: uint(8) } }),
    ({ bus, full, word }) => {
      when(bus.put.fire, () => { word.next = bus.put.data; full.next = 1; }).elseWhen(bus.back_.get.fire.or(bus.clear), () => { full.next = 0; });
      return { bus: { put: { ready: full.not() }, back_: { get: { valid: full, data: word } } } };
    },
  );
  const t = simulate(slot()).set({ bus_clear: 0 });
  expect(t.send('bus_put', [5, 6]).receive('bus_back_get', 2)).toEqual([5n, 6n]);
  // @ts-expect-error no such port
  expect(() => t.set({ bus_claer: 0 })).toThrow("slot has no input 'bus_claer'");
  // @ts-expect-error no such stream
  expect(() => t.send('bus_get', [1])).toThrow("slot has no sink 'bus_get'");
});
