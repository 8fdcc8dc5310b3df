import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bool, module, uint } from '../../../src/hwgen/language/hardware.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { registerMap } from '../../../src/hwgen/accelerator/register-map.js';
import { axiLiteRegisters } from '../../../src/hwgen/library/axi-lite-registers.js';
import { typeScriptDriver } from '../../../src/hwgen/library/register-driver.js';
import { cHeader } from '../../../src/hwgen/library/register-header.js';
import type { RegisterMap } from '../../../src/hwgen/library/register-map.js';
import { markdownTable } from '../../../src/hwgen/library/register-table.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { itWithVerilator } from '../../with-verilator.js';
import { everyKind } from './references/registers.js';
import { refusalOf } from './refusal.js';
import { importDriver, macroValues, slaveBus } from './register-bus.js';

describe('one declaration', () => {
  test('as Verilog', () => expect(printModule(axiLiteRegisters(everyKind).ir)).toMatchSnapshot());
  test('as a C header', () => expect(cHeader(everyKind)).toMatchSnapshot());
  test('as a TypeScript driver', () => expect(typeScriptDriver(everyKind)).toMatchSnapshot());
  test('as a Markdown table', () => expect(markdownTable(everyKind)).toMatchSnapshot());
});

// Verilator needs a compiler, so gcc is where it is.
describe('the C header', () => {
  itWithVerilator('compiles without a word as C89, and its macros have the values of the declaration', () => {
    expect(macroValues(cHeader(everyKind), [
      'TIMER_ID', 'TIMER_ID_VALUE', 'TIMER_CONTROL_CLEAR', 'TIMER_CONTROL_PHASE_MASK', 'TIMER_CONTROL_PHASE_SHIFT', 'TIMER_STATUS_EVENTS_MASK', 'TIMER_MODE_SPEED_FAST', 'TIMER_TICKS_HIGH',
    ])).toEqual({
      TIMER_ID: 0, TIMER_ID_VALUE: 0xdeadbeef, TIMER_CONTROL_CLEAR: 2, TIMER_CONTROL_PHASE_MASK: 0x70, TIMER_CONTROL_PHASE_SHIFT: 4, TIMER_STATUS_EVENTS_MASK: 0xf0000000,
      TIMER_MODE_SPEED_FAST: 2, TIMER_TICKS_HIGH: 0x1c,
    });
  });

  itWithVerilator('of the accelerator in rtl-out does, too', () => {
    const header = readFileSync('rtl-out/registers.h', 'utf8');
    expect(macroValues(header, ['BITLOOM_ID_VALUE', 'BITLOOM_CONTROL_START', 'BITLOOM_STATUS_ERROR_SHIFT', 'BITLOOM_STATUS_ERROR_WRITE_ERROR', 'BITLOOM_CYCLES'])).toEqual({
      BITLOOM_ID_VALUE: 0x424c4d31, BITLOOM_CONTROL_START: 1, BITLOOM_STATUS_ERROR_SHIFT: 8, BITLOOM_STATUS_ERROR_WRITE_ERROR: 3, BITLOOM_CYCLES: 0x20,
    });
  });
});

describe('the TypeScript driver', () => {
  test('compiles, and works on the simulated slave', { timeout: 60_000 }, async () => {
    const { Timer, modeSpeedValues } = await importDriver('every-kind', typeScriptDriver(everyKind));
    let seen = 0;
    const { bus, set, get, edge } = slaveBus(everyKind, (hardware) => { seen += Number(hardware.get('control_start')); });
    const timer = new Timer(bus);
    expect(await timer.readId()).toBe(0xdeadbeef);
    expect(await timer.readLimit()).toBe(7);
    await timer.writeLimit(0x123);
    expect([await timer.readLimit(), get('limit')]).toEqual([0x123, 0x123n]);

    await timer.writeMode({ speed: 3, enable: 1 });
    expect(await timer.readMode()).toEqual({ speed: 3, enable: 1, size: 33 });
    expect(modeSpeedValues).toEqual({ SLOW: 0, FAST: 2 });

    await timer.writeControl({ start: 1 });
    set({ status_busy: 1 });
    await timer.writeControl({ start: 1 });
    expect(seen).toBe(1);

    set({ status_done_set: 1, status_events_set: 0b1010 });
    edge();
    set({ status_busy: 0, status_done_set: 0, status_events_set: 0 });
    expect(await timer.readStatus()).toEqual({ busy: 0, done: 1, events: 0b1010 });
    expect(get('irq')).toBe(1n);
    await timer.writeControl({ clear: 1 });
    await timer.writeStatus({ events: 0b0010 });
    expect(await timer.readStatus()).toEqual({ busy: 0, done: 0, events: 0b1000 });

    set({ stamp: 0xfedcba9876543210n });
    expect(await timer.readStamp()).toBe(0xfedcba9876543210n);
    await expect(bus.read(0x30)).rejects.toThrow('s_axi_rresp is 2');
    await expect(bus.write(0, 1)).rejects.toThrow('s_axi_bresp is 2');
  });

  test('of the accelerator in rtl-out runs a chain', { timeout: 60_000 }, async () => {
    const { runChain } = await importDriver('accelerator', readFileSync('rtl-out/registers.ts', 'utf8'));
    // The sequencer's part: busy for 10 cycles after a start, then done, with an error when the address is odd.
    let left = 0;
    const { bus } = slaveBus(registerMap(defaultParameters), ({ set, get }) => {
      set({ status_busy: left > 1 ? 1 : 0, cycles_event: left > 1 ? 1 : 0, status_pending_set: left === 1 ? 1 : 0, status_error: get('descriptors') & 1n });
      left = get('control_start') === 1n ? 11 : Math.max(0, left - 1);
    });
    expect(await runChain(bus, 0x8000_0000)).toBe(10);
    expect(await runChain(bus, 0x40)).toBe(10);
    await expect(runChain(bus, 1)).rejects.toThrow('stopped after 0 layers with error 1: the descriptor has no magic number');
  });
});

describe('a map that cannot be', () => {
  const register = (name: string, offset: number, rest: object = { access: 'read-write', doc: '' }): object => ({ name, offset, ...rest });
  const fields = (...list: object[]): object => ({ doc: '', fields: list.map((field, i) => ({ name: `F${i}`, low: i, access: 'read-write', doc: '', ...field })) });
  test.each<[string, object[], object?]>([
    ['offset twice', [register('A', 4), register('B', 4)]],
    ['offset outside', [register('A', 64)]],
    ['offset between words', [register('A', 2)]],
    ['high word on another', [register('A', 0, { access: 'read-only', bits: 33, doc: '' }), register('B', 4)]],
    ['high word outside', [register('A', 60, { access: 'read-only', bits: 33, doc: '' })]],
    ['name twice', [register('A', 0), register('A', 4)]],
    ['name in small letters', [register('limit', 0)]],
    ['field name', [register('A', 0, fields({ name: 'x y' }))]],
    ['names that meet in hardware', [register('A_B', 0), register('A', 4, fields({ name: 'B' }))]],
    ['a net of the slave', [register('WRITE', 0)]],
    ['bits', [register('A', 0, { access: 'read-write', bits: 33, doc: '' })]],
    ['bits outside', [register('A', 0, fields({ low: 30, bits: 3 }))]],
    ['bits that meet', [register('A', 0, fields({ bits: 2 }, {}))]],
    ['constant without value', [register('A', 0, { access: 'constant', doc: '' })]],
    ['value without constant', [register('A', 0, { access: 'read-write', value: 3, doc: '' })]],
    ['value too large', [register('A', 0, { access: 'constant', bits: 4, value: 16, doc: '' })]],
    ['reset of a counter', [register('A', 0, { access: 'counter', reset: 1, doc: '' })]],
    ['named value too large', [register('A', 0, fields({ values: { MUCH: 2 } }))]],
    ['cleared by nothing', [register('A', 0, { access: 'counter', clearedBy: 'B.C', doc: '' })]],
    ['cleared by a field that is no pulse', [register('A', 0, { access: 'counter', clearedBy: 'B.F0', doc: '' }), register('B', 4, fields({}))]],
    ['clearing a read-write field', [register('A', 0, fields({ clearedBy: 'A.F1' }, { access: 'pulse' }))]],
    ['ignoring writes to a read-write field', [register('A', 0, fields({ ignoredWhile: 'A.F1' }, { access: 'read-only' }))]],
    ['interrupt of no flag', [register('A', 0, fields({}, {}))], { interrupts: [{ flag: 'A.F0', enable: 'A.F1' }] }],
    ['addressBits', [register('A', 0)], { addressBits: 2 }],
  ])('%s', (_, registers, rest = {}) => {
    const build = () => axiLiteRegisters({ name: 'timer', addressBits: 6, registers, ...rest } as unknown as RegisterMap);
    expect(refusalOf(build, 'test/hwgen/library/registers.test.ts')).toMatchSnapshot();
  });
});

test('TypeScript knows the ports of a declaration', () => {
  const inputs = { status_busy: 0, status_done_set: 0, status_events_set: 0, seen_event: 0, ticks_event: 0, stamp: 0 } as const;
  const bus = { awvalid: 0, awaddr: 0, wvalid: 0, wdata: 0, wstrb: 0, bready: 0, arvalid: 0, araddr: 0, rready: 0 } as const;
  const use = (whole: boolean) => module(`use_${whole ? 'all' : 'some'}`, () => ({ outputs: { irq: bool, speed: uint(2) } }), () => {
    // @ts-expect-error: spare is an input of the slave.
    const registers = axiLiteRegisters(everyKind).place('registers', { ...inputs, ...(whole && { spare: 0 }), s_axi: bus });
    // @ts-expect-error: a counter is no output.
    expect(registers.ticks).toBeUndefined();
    return { irq: registers.irq, speed: registers.mode_speed };
  });
  expect(use(true)().ir.instances).toHaveLength(1);
  expect(() => use(false)()).toThrow("registers leaves the input 'spare' open");
});
