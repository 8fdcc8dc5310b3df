import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { assume, bool, check, cover, module, sint, states, uint, when } from '../../../src/hwgen/language/hardware.js';
import { fifo } from '../../../src/hwgen/library/fifo.js';
import { simulate } from '../../../src/sim/testing/simulate.js';
import { bitDot } from '../../hwgen/language/examples.js';
import { lanes, packetSum, scratch } from '../../hwgen/verilog/designs.js';

const dot = () => simulate(bitDot({ lanes: 8, maxShift: 3, accBits: 16 }));

/** Counts while `en`; at most 5, says the check; `en` only after `go`, says the assumption. */
const limited = module(
  'limited',
  () => ({ inputs: { go: bool, en: bool }, outputs: { count: uint(4) }, state: { count: uint(4).reset(0), gone: bool.reset(0), mode: states('LOW', 'HIGH') } }),
  ({ go, en, count, gone, mode }) => {
    check('at most 5', count.le(5));
    assume('go before en', gone.or(en.not()));
    cover('three', count.eq(3));
    when(go, () => void (gone.next = 1));
    when(en, () => void (count.next = count.add(1).wrap(4)));
    when(count.eq(2), () => mode.go('HIGH'));
    return { count };
  },
);

describe('set, tick, get', () => {
  test('one cycle of reset, then the present cycle is 1', () => {
    const t = dot();
    expect([t.cycle, t.get('acc')]).toEqual([1, 0n]);
    t.set({ en: true, a: 0xff, w: 0x0f, shift: 1 }).tick();
    expect([t.cycle, t.get('acc'), t.get('ones')]).toEqual([2, 8n, 4n]);
    t.set({ negate: 1n }).tick(2);
    t.expect({ acc: -8, plane: 8 });
    t.reset().expect({ acc: 0 });
    expect(t.cycle).toBe(5);
  });

  test('names below the top, values that do not fit, names that are not there', () => {
    const t = simulate(lanes());
    t.set({ y: 3, en: 1, xs: 0b000010 }).tick();
    t.expect({ 'row[0].p': 6, 'row[1].p': 0, 'single.x': 0 });
    expect(() => t.set({ y: 40 })).toThrow('y');
    expect(() => t.get('rwo.p')).toThrow("lanes has no signal 'rwo.p'; lanes has the instances row[0] to row[4], single");
    expect(() => t.get('row[5].p')).toThrow("lanes has no signal 'row[5].p'; of row there is row[0] to row[4]");
    expect(() => t.get('row[4].q')).toThrow("lanes has no signal 'row[4].q'; row[4] has x, y, en, p, busy");
    expect(() => t.expect({ nothing: 1 })).toThrow("lanes has no signal 'nothing'");
    // @ts-expect-error: an editor knows the inputs
    expect(() => t.set({ z: 1 })).toThrow("lanes has no input 'z'; it has");
  });

  test('a module of the IR, and memories', () => {
    const t = simulate(scratch({ depth: 8 }).ir);
    t.loadMemory('bytes', 2, [7, 8]).set({ read: 1, address: 3 }).tick().expect({ word: 8 });
    t.set({ write: 1, mask: 0b0001, data: 0x1234 }).tick();
    expect(t.readMemory('bytes', 2, 3)).toEqual([7n, 0x34n, 0n]);
    expect(t.waveform(['word', 'address'])).toMatchInlineSnapshot(`
      "cycle   │ 1 2 3
      word    │ 0 8 .
      address │ 3 . ."
    `);
  });
});

describe('waveforms', () => {
  test('show each cycle as its edge saw it, the present one included', () => {
    const t = dot();
    t.set({ start: 1 }).tick().set({ start: 0, en: 1, a: 0x33, w: 0xff, shift: 2 }).tick(2).set({ negate: 1, a: 1 }).tick().set({ en: 0 }).tick();
    expect(t.waveform(['start', 'en', 'acc', 'negate'])).toMatchInlineSnapshot(`
      "cycle  │ 1  2  3  4  5  6
      start  │ ▔▔▔▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
      en     │ ▁▁▁▔▔▔▔▔▔▔▔▔▁▁▁▁▁▁
      acc    │ 0  .  16 32 28 .
      negate │ ▁▁▁▁▁▁▁▁▁▔▔▔▔▔▔▔▔▔"
    `);
    expect(t.waveform(['a', 'acc'], { from: 3, to: 5, hex: true })).toMatchInlineSnapshot(`
      "cycle │ 3    4    5
      a     │ 0x33 0x1  .
      acc   │ 0x10 0x20 0x1c"
    `);
    // Looking back changes nothing.
    expect(t.waveform(['start', 'en'], { from: 0, to: 1 })).toMatchInlineSnapshot(`
      "cycle │ 0 1
      start │ ▁▁▔▔
      en    │ ▁▁▁▁"
    `);
    expect([t.cycle, t.get('acc')]).toEqual([6, 28n]);
  });

  test('setting an input twice in a cycle shows the last value', () => {
    const t = dot();
    t.set({ a: 1 });
    expect(t.waveform(['a'])).toContain('1');
    t.set({ a: 2 }).tick();
    expect(t.waveform(['a'], { to: 1 })).toBe('cycle │ 1\na     │ 2');
  });

  test('state machines show their states', () => {
    const t = simulate(packetSum({ words: 2 }));
    t.send('in_', [3, 4]).tick(4);
    expect(t.waveform(['phase', 'in_valid', 'in_ready', 'in_data', 'total'])).toMatchInlineSnapshot(`
      "cycle    │ 1    2    3    4    5
      phase    │ IDLE RUN  .    DONE .
      in_valid │ ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▁▁▁▁▁▁▁▁▁▁
      in_ready │ ▁▁▁▁▁▔▔▔▔▔▔▔▔▔▔▁▁▁▁▁▁▁▁▁▁
      in_data  │ 3    .    4    .    .
      total    │ 0    .    3    7    ."
    `);
    t.expect({ phase: 'DONE', total: 7 });
  });

  test('a whole run as VCD', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bitloom-simulate-'));
    try {
      const t = dot();
      t.set({ en: 1, a: 1, w: 1 }).tick(2).set({ a: 0 }).tick();
      t.vcd(join(folder, 'run.vcd'));
      const text = readFileSync(join(folder, 'run.vcd'), 'utf8');
      expect(text).toContain('$scope module bit_dot $end');
      expect(text.match(/^#\d*5$/gm)).toEqual(['#5', '#15', '#25', '#35', '#45']);
      let again = '';
      t.vcd((part) => (again += part));
      expect(again).toBe(text);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('failures', () => {
  const message = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return (error as Error).message.replace(/simulate\.test\.ts:\d+:\d+/, 'simulate.test.ts:LINE');
    }
    throw new Error('nothing failed');
  };

  test('an expectation shows the cycles before, and points at the line of the test', () => {
    const t = simulate(limited());
    t.set({ go: 1 }).tick().set({ en: 1 }).tick(4);
    expect(message(() => t.expect({ count: 3, mode: 'LOW' }))).toMatchInlineSnapshot(`
      "limited: at cycle 6 count is 4, expected 3; mode is HIGH, expected LOW

      cycle │ 0    1    2    3    4    5    6
      count │ 0    .    .    1    2    3    4
      mode  │ LOW  .    .    .    .    HIGH .
      go    │ ▁▁▁▁▁▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
      en    │ ▁▁▁▁▁▁▁▁▁▁▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
                                            ^
      "
    `);
    try {
      t.expect({ count: 3 });
    } catch (error) {
      expect((error as Error).stack!.split('\n').find((line) => line.startsWith('    at '))).toContain('simulate.test.ts');
    }
  });

  test('a check that does not hold', () => {
    const t = simulate(limited());
    t.set({ go: 1 }).tick().set({ en: 1 });
    expect(message(() => t.tick(20))).toMatchInlineSnapshot(`
      "limited: check 'at most 5' does not hold at cycle 8 (test/sim/testing/simulate.test.ts:LINE)

      cycle │ 0    1    2    3    4    5    6    7    8
      count │ 0    .    .    1    2    3    4    5    6
      go    │ ▁▁▁▁▁▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
      en    │ ▁▁▁▁▁▁▁▁▁▁▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
      mode  │ LOW  .    .    .    .    HIGH .    .    .
                                                      ^
      "
    `);
    expect(t.cycle).toBe(8);
    expect(t.covers().get('three')).toBe(1);
  });

  test('an assumption that the test breaks', () => {
    expect(message(() => simulate(limited()).set({ en: 1 }).tick())).toMatchInlineSnapshot(`
      "limited: assume 'go before en' is broken by the inputs at cycle 1 (test/sim/testing/simulate.test.ts:LINE)

      cycle │ 0   1
      gone  │ ▁▁▁▁▁▁▁▁
      en    │ ▁▁▁▁▔▔▔▔
      go    │ ▁▁▁▁▁▁▁▁
      mode  │ LOW .
                  ^
      "
    `);
  });

  test('words that never come, words that never go, streams that are not there', () => {
    const t = simulate(fifo({ width: 8, depth: 2 }));
    expect(message(() => t.send('in_', [1]).receive('out', 2, { limit: 4 }))).toMatchInlineSnapshot(`
      "fifo_w8_d2: 1 of 2 words came out of 'out' within 4 cycles

      cycle     │ 0 1 2 3 4 5
      out_valid │ ▁▁▁▁▔▔▁▁▁▁▁▁
      out_ready │ ▁▁▔▔▔▔▔▔▔▔▔▔
      out_data  │ 0 . 1 0 . .
      in_valid  │ ▁▁▔▔▁▁▁▁▁▁▁▁
      in_data   │ 0 1 . . . .
                            ^
      "
    `);
    expect(message(() => t.send('in_', [1, 2, 3]).flush({ limit: 5 }))).toContain("fifo_w8_d2: 1 words still wait at 'in_' after 5 cycles");
    // @ts-expect-error: no such stream
    expect(message(() => t.send('inn', [1]))).toBe("fifo_w8_d2 has no sink 'inn'; it has in");
    // @ts-expect-error: a sink
    expect(message(() => t.receive('in_', 1))).toBe("fifo_w8_d2 has no source 'in_'; it has out");
  });

  test('a wrong word of a stream: which, when, and the cycles before', () => {
    const t = simulate(fifo({ width: 8, depth: 2 }));
    expect(message(() => t.send('in_', [1, 2, 9]).expectWords('out', [1, 2, 3, 4]))).toMatchInlineSnapshot(`
      "fifo_w8_d2: word 2 out of 'out' is 9 at cycle 4, expected 3

      cycle     │ 0 1 2 3 4
      out_valid │ ▁▁▁▁▔▔▔▔▔▔
      out_ready │ ▁▁▔▔▔▔▔▔▔▔
      out_data  │ 0 . 1 2 9
      in_valid  │ ▁▁▔▔▔▔▔▔▁▁
      in_data   │ 0 1 2 9 .
                          ^
      "
    `);
  });

  test('a check in an instance shows its signals; wide numbers are hexadecimal and widen their own column only', () => {
    const inner = module('inner', () => ({ inputs: { en: bool, step: uint(4) }, outputs: { n: uint(4) }, state: { n: uint(4).reset(0) } }), ({ en, step, n }) => {
      check('small', n.lt(6));
      when(en, () => void (n.next = n.add(step).wrap(4)));
      return { n };
    });
    const outer = module('outer', () => ({ inputs: { go: bool, wide: uint(64) }, outputs: { y: uint(4) } }), ({ go }) => ({ y: inner().placeArray('row', 2, { en: go, step: 3 }).n.slice(7, 4) }));
    expect(message(() => simulate(outer()).set({ go: 1, wide: 0xdeadbeefcafebaben }).tick(9))).toMatchInlineSnapshot(`
      "outer: check 'row[0].small' does not hold at cycle 3 (test/sim/testing/simulate.test.ts:LINE)

      cycle    │ 0   1                  2 3
      row[0].n │ 0   .                  3 6
      go       │ ▁▁▁▁▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
      wide     │ 0x0 0xdeadbeefcafebabe . .
                                          ^
      "
    `);
  });

  test('calls that mean nothing are refused at the line of the test', () => {
    const t = simulate(limited());
    const refused = (work: () => unknown): string => {
      try {
        work();
      } catch (error) {
        expect((error as Error).stack!.split('\n').find((line) => line.startsWith('    at '))).toContain('simulate.test.ts');
        return (error as Error).message;
      }
      throw new Error('nothing failed');
    };
    expect([
      refused(() => t.tick(-1)),
      refused(() => t.tick(1.5)),
      refused(() => t.set({ go: 2 })),
      refused(() => t.set({ go: undefined as never })),
      refused(() => t.get('cuont')),
      refused(() => t.waveform(['count', 'md'])),
      refused(() => t.expect({ mode: 'MIDDLE' })).split('\n')[0],
      refused(() => simulate(fifo({ width: 8, depth: 2 })).send('in_', [1, 300])),
    ]).toMatchInlineSnapshot(`
      [
        "tick(-1); give a whole number of edges",
        "tick(1.5); give a whole number of edges",
        "go: 2 does not fit uint(1), which holds 0 to 1",
        "go is set to undefined; give a number, a bigint or a boolean",
        "limited has no signal 'cuont'; limited has go, en, count, gone, mode",
        "limited has no signal 'md'; limited has go, en, count, gone, mode",
        "limited: at cycle 1 mode is LOW, expected MIDDLE (its states are LOW, HIGH)",
        "word 1 for 'in_' is 300, which does not fit uint(8)",
      ]
    `);
    expect(inspect(t)).toBe('Simulation of limited at cycle 1');
  });
});

describe('streams', () => {
  const words = Array.from({ length: 40 }, (_, i) => BigInt((i * 37) % 256));

  test.each([[undefined, undefined], [1, undefined], [undefined, 2], [3, 4]])('all words in order with gaps of seed %s before and %s behind', (before, behind) => {
    const t = simulate(fifo({ width: 8, depth: 4 }));
    t.send('in_', words, { gaps: before });
    expect(t.receive('out', 40, { gaps: behind })).toEqual(words);
    t.expect({ level: 0, in_valid: 0, out_ready: 0 });
  });

  test('expectWords compares, with pauses on both sides', () => {
    const t = simulate(fifo({ width: 8, depth: 4 }));
    t.send('in_', words, { gaps: 7 }).expectWords('out', words, { gaps: 8 }).expect({ level: 0, out_ready: 0 });
  });

  test('without gaps a word in every cycle', () => {
    const t = simulate(fifo({ width: 8, depth: 4 }));
    const begin = t.cycle;
    t.send('in_', words).receive('out', 40);
    expect(t.cycle - begin).toBe(41);
  });

  test('an offered word stays until it is taken', () => {
    const t = simulate(fifo({ width: 8, depth: 2 }));
    t.send('in_', [1, 2, 3, 4], { gaps: 5 }).tick(20).expect({ level: 2, in_valid: 1, in_data: 3 });
    expect(t.receive('out', 4)).toEqual([1n, 2n, 3n, 4n]);
  });

  test('signed words', () => {
    const pass = module('pass', () => ({ inputs: { x: sint(4) }, outputs: { y: sint(5) } }), ({ x }) => ({ y: x.neg() }));
    simulate(pass()).set({ x: -8 }).expect({ y: 8 });
  });
});
