import { expect, test } from 'vitest';
import { assume, bool, check, cover, each, module, uint, when } from '../../src/hwgen/language/hardware.js';
import { verilatorSide, engineSide, type Side } from '../../src/sim/debug/side.js';
import { itWithVerilator } from '../with-verilator.js';

const lane = module('guarded_lane', () => ({ inputs: { add: bool }, outputs: { level: uint(3) }, state: { level: uint(3).reset(0) } }), ({ add, level }) => {
  check('at most 5, "always"', level.le(5));
  when(add, () => { level.next = level.add(1).wrap(3); });
  return { level };
});

const guarded = module('guarded', () => ({ inputs: { adds: uint(2), quiet: bool }, outputs: { levels: uint(6) } }), ({ adds, quiet }) => {
  const { level } = lane().placeArray('lanes', 2, { add: each(adds) });
  assume('nothing to add in quiet times', quiet.and(adds.ne(0)).not());
  cover('both add', adds.eq(3));
  return { levels: level };
});

/** What a side says when it is driven so. */
async function said(side: Side, adds: number, quietFrom: number): Promise<string> {
  const simulator = await side.open();
  try {
    const rows = Array.from({ length: 20 }, (_, cycle) => [cycle < 3 ? 1 : 0, adds, cycle >= quietFrom ? 1 : 0]);
    await simulator.drive(['rst', 'adds', 'quiet'], rows, []);
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await simulator.close();
  }
}

test('a check that fails names assertion, instance, cycle and source; so does a broken assumption', async () => {
  const side = engineSide(guarded().ir);
  expect(await said(side, 2, 20)).toMatchInlineSnapshot(`"guarded: check 'lanes[1].at most 5, "always"' does not hold at cycle 9 (test/sim/assertions.test.ts:7:3)"`);
  expect(await said(side, 1, 4)).toMatchInlineSnapshot(`"guarded: assume 'nothing to add in quiet times' is broken by the inputs at cycle 4 (test/sim/assertions.test.ts:14:3)"`);
  expect(await said(side, 0, 4)).toBe('nothing');
});

itWithVerilator('Verilator says the same, word for word', async () => {
  const ir = guarded().ir;
  for (const [adds, quietFrom] of [[2, 20], [1, 20], [1, 4], [0, 4]] as const) {
    expect(await said(verilatorSide(ir, { optimize: '-O0' }), adds, quietFrom)).toBe(await said(engineSide(ir), adds, quietFrom));
  }
}, 120_000);
