import { axiLiteRegisters } from '../../../../src/hwgen/library/axi-lite-registers.js';
import type { RegisterMap } from '../../../../src/hwgen/library/register-map.js';
import { half, see, type Subject } from '../trial.js';

/** Every kind of field, in registers of one and of many. */
export const everyKind = {
  name: 'every_kind',
  prefix: 'timer',
  addressBits: 6,
  registers: [
    { name: 'ID', offset: 0x00, access: 'constant', value: 0xdeadbeef, doc: 'what it is' },
    {
      name: 'CONTROL', offset: 0x04, doc: 'what to do',
      fields: [
        { name: 'START', low: 0, access: 'pulse', ignoredWhile: 'STATUS.BUSY', doc: 'start' },
        { name: 'CLEAR', low: 1, access: 'pulse', doc: 'clear DONE' },
        { name: 'PHASE', low: 4, bits: 3, access: 'pulse', ignoredWhile: 'STATUS.BUSY', doc: 'three at once' },
      ],
    },
    {
      name: 'STATUS', offset: 0x08, doc: 'how it goes',
      fields: [
        { name: 'BUSY', low: 0, access: 'read-only', doc: 'it runs' },
        { name: 'DONE', low: 1, access: 'flag', clearedBy: 'CONTROL.CLEAR', doc: 'it ran' },
        { name: 'EVENTS', low: 28, bits: 4, access: 'flag', doc: 'what was seen' },
      ],
    },
    { name: 'LIMIT', offset: 0x0c, access: 'read-write', bits: 12, reset: 7, doc: 'cycles' },
    {
      name: 'MODE', offset: 0x10, doc: 'how to run',
      fields: [
        { name: 'SPEED', low: 30, bits: 2, access: 'read-write', reset: 2, values: { SLOW: 0, FAST: 2 }, doc: 'how fast' },
        { name: 'ENABLE', low: 0, access: 'read-write', doc: 'DONE interrupts' },
        { name: 'SIZE', low: 8, bits: 8, access: 'constant', value: 33, doc: 'lanes' },
      ],
    },
    { name: 'SEEN', offset: 0x14, access: 'counter', bits: 5, doc: 'wraps' },
    { name: 'TICKS', offset: 0x18, access: 'counter', bits: 34, clearedBy: 'CONTROL.START', doc: 'cycles since the start' },
    { name: 'STAMP', offset: 0x20, access: 'read-only', bits: 64, doc: 'time of day' },
    { name: 'SPARE', offset: 0x3c, access: 'read-only', bits: 7, doc: 'pins' },
  ],
  interrupts: [{ flag: 'STATUS.DONE', enable: 'MODE.ENABLE' }],
} as const satisfies RegisterMap;

/** What software sees and what hardware sees, by hand: nothing here is read from the declaration. */
export const registersSubject: Subject = {
  module: axiLiteRegisters(everyKind).ir,
  reference(random) {
    let cycle = 0;
    let awvalid = false; let wvalid = false; let address = 0; let data = 0n; let strobe = 15;
    let arvalid = false; let from = 0;
    let answer: boolean | undefined;
    let shown: { readonly word: bigint; readonly missed: boolean } | undefined;
    let [limit, speed, enable, done, events, start, clear, phase, seen, ticks, high] = [7n, 2n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n];
    let hardware = { status_busy: 0n, status_done_set: 0n, status_events_set: 0n, seen_event: 0n, ticks_event: 0n, stamp: 0n, spare: 0n };
    let ready = { b: false, r: false };
    const words: Record<number, () => bigint> = {
      0x00: () => 0xdeadbeefn, 0x04: () => 0n, 0x08: () => (events << 28n) | (done << 1n) | hardware.status_busy, 0x0c: () => limit,
      0x10: () => (speed << 30n) | (33n << 8n) | enable, 0x14: () => seen, 0x18: () => BigInt.asUintN(32, ticks), 0x1c: () => high,
      0x20: () => BigInt.asUintN(32, hardware.stamp), 0x24: () => high, 0x3c: () => hardware.spare,
    };
    return {
      inputs() {
        cycle++;
        if (!awvalid && !wvalid && random.below(2) === 0) {
          address = random.of([4, 4, 8, 8, 0x0c, 0x10, 0x14, 4 * random.below(16), random.below(64)]);
          data = random.bits(32);
          strobe = random.below(6) === 0 ? random.below(16) : 15;
          awvalid = random.below(2) === 0;
          wvalid = !awvalid || random.below(2) === 0;
        } else if (awvalid !== wvalid && random.below(2) === 0) awvalid = wvalid = true;
        if (!arvalid && random.below(2) === 0) {
          arvalid = true;
          from = from === 0x18 || from === 0x20 ? from + 4 : random.of([0x18, 0x20, 4 * random.below(16), random.below(64)]);
        }
        ready = { b: random.below(2) === 0, r: random.below(3) > 0 };
        const bit = (often: number): bigint => (random.below(often) === 0 ? 1n : 0n);
        hardware = {
          status_busy: bit(3), status_done_set: bit(8), status_events_set: random.below(2) === 0 ? 0n : random.bits(4), seen_event: bit(2),
          ticks_event: bit(cycle < half / 2 ? 1 : 2), stamp: random.bits(64), spare: random.bits(7),
        };
        return {
          ...hardware, s_axi_awvalid: awvalid, s_axi_awaddr: address, s_axi_wvalid: wvalid, s_axi_wdata: data, s_axi_wstrb: strobe, s_axi_bready: ready.b,
          s_axi_arvalid: arvalid, s_axi_araddr: from, s_axi_rready: ready.r,
        };
      },
      outputs(get) {
        const write = awvalid && wvalid && answer === undefined;
        const read = arvalid && shown === undefined;
        see(get, 's_axi_awready', write);
        see(get, 's_axi_wready', write);
        see(get, 's_axi_bvalid', answer !== undefined);
        if (answer !== undefined) see(get, 's_axi_bresp', answer ? 0 : 2);
        see(get, 's_axi_arready', read);
        see(get, 's_axi_rvalid', shown !== undefined);
        if (shown !== undefined) see(get, 's_axi_rdata', shown.word);
        if (shown !== undefined) see(get, 's_axi_rresp', shown.missed ? 2 : 0);
        for (const [name, value] of Object.entries({ control_start: start, control_clear: clear, control_phase: phase, status_done: done, status_events: events, limit, mode_speed: speed, mode_enable: enable, irq: done & enable }))
          see(get, name, value);

        if (shown !== undefined && ready.r) shown = undefined;
        if (read) {
          const word = words[from];
          shown = { word: word?.() ?? 0n, missed: word === undefined };
          if (from === 0x18) high = ticks >> 32n;
          if (from === 0x20) high = hardware.stamp >> 32n;
          arvalid = false;
        }
        if (answer !== undefined && ready.b) answer = undefined;
        const good = write && strobe === 15 && [4, 8, 0x0c, 0x10].includes(address);
        const [started, cleared] = [start, clear];
        [start, clear, phase] = [0n, 0n, 0n];
        let wiped = 0n;
        if (good && address === 4) {
          clear = (data >> 1n) & 1n;
          if (hardware.status_busy === 0n) [start, phase] = [data & 1n, (data >> 4n) & 7n];
        }
        if (good && address === 8) wiped = data >> 28n;
        if (good && address === 0x0c) limit = data & 0xfffn;
        if (good && address === 0x10) [speed, enable] = [data >> 30n, data & 1n];
        if (write) {
          answer = good;
          awvalid = wvalid = false;
        }
        done = (cleared === 1n ? 0n : done) | hardware.status_done_set;
        events = (events & ~wiped & 15n) | hardware.status_events_set;
        seen = (seen + hardware.seen_event) & 31n;
        ticks = started === 1n ? 0n : (ticks + hardware.ticks_event) & (2n ** 34n - 1n);
      },
    };
  },
};
