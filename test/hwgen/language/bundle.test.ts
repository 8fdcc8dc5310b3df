import { expect, test } from 'vitest';
import { bool, module, stream, uint, when, type Bundle } from '../../../src/hwgen/language/hardware.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { icarus, lint, oracle } from '../verilog/icarus.js';
import { Random } from '../verilog/random-expression.js';

/** A bus in two channels, as its slave sees it. */
const bus = (bits: number) =>
  ({
    bundles: {
      write: { sinks: { data: stream(uint(bits)) } },
      read: { inputs: { take: bool }, outputs: { data: uint(bits).doc('the last word'), fresh: bool } },
    },
  }) as const satisfies Bundle;

const slot = module(
  'slot',
  () => ({ bundles: { s_bus: bus(8) }, outputs: { held: bool }, state: { word: uint(8).reset(0), held: bool.reset(0) } }),
  ({ s_bus: { write, read }, word, held }) => {
    when(write.data.fire, () => { word.next = write.data.data; held.next = 1; }).elseWhen(read.take, () => { held.next = 0; });
    return { held, s_bus: { write: { data: { ready: held.not() } }, read: { data: word, fresh: held } } };
  },
);

const pair = module(
  'pair',
  () => ({ bundles: { left: bus(8) }, outputs: { words: uint(8), busy: bool } }),
  ({ left }) => {
    const one = slot().place('one', { s_bus: { write: { data: { valid: left.write.data.valid, data: left.write.data.data } }, read: { take: left.read.take } } });
    return { words: one.s_bus.read.data, busy: one.held, left: { write: one.s_bus.write, read: one.s_bus.read } };
  },
);

test('a bundle is a prefix, bundles in bundles too', () => {
  expect(slot().ir.ports.map(({ name, direction }) => `${direction} ${name}`)).toEqual([
    'output held', 'input s_bus_write_data_valid', 'output s_bus_write_data_ready', 'input s_bus_write_data_data',
    'input s_bus_read_take', 'output s_bus_read_data', 'output s_bus_read_fresh',
  ]);
  expect(printModule(pair().ir)).toContain('.s_bus_read_take        (left_read_take)');
});

test('bundles of instances connect as bundles; Icarus agrees, linters are silent', () => {
  const { ir } = pair();
  const random = new Random(3);
  const rows = Array.from({ length: 60 }, (_, i) => ({
    rst: i === 0 ? 1n : 0n, left_write_data_valid: BigInt(random.below(2)), left_write_data_data: random.bits(8), left_read_take: BigInt(random.below(2)),
  }));
  expect(icarus(ir, rows)).toEqual(oracle(ir, rows));
  expect(lint(ir)).toBe('');
});

test('mistakes name the path', () => {
  const build = (logic: (signals: any) => unknown) => module('m', () => ({ bundles: { b: bus(8) } }), logic as never);
  expect(() => build(() => ({ b: { write: { data: { ready: 1 } }, read: { data: 0 } } }))()).toThrow("m does not drive its output 'b.read.fresh'");
  expect(() => build(() => ({ b: { write: { data: { ready: 1 } }, read: { data: 0, fresh: 0, old: 1 } } }))()).toThrow("m returns 'b.read.old', which is no output");
  expect(() => build(() => slot().place('s', { s_bus: { write: { data: { valid: 0, data: 0 } }, read: {} } } as never))()).toThrow("s leaves the input 's_bus.read.take' open");
});
