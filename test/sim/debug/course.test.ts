import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recorder } from '../../../src/sim/debug/course.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { Draws, randomModule } from '../engine/random-module.js';

test('a tape does to a fresh copy what was done to the first, in one piece or cut anywhere', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.nat(500), async (seed, size) => {
    const module = randomModule(new Draws(seed, size), 1);
    const draws = new Draws(seed + 1, 2000);
    const first = createEngine(module);
    const recorder = new Recorder(first);
    const names = ['rst', ...first.inputs.map(({ name }) => name)];
    const row = (): bigint[] => [BigInt(draws.below(4) === 0), ...first.inputs.map(({ type }) => draws.value(type))];
    for (let turn = 0; turn < 8; turn++) {
      const values = row();
      switch (draws.below(4)) {
        case 0: await recorder.drive(names, Array.from({ length: draws.below(6) }, row), []); break;
        case 1: names.forEach((name, i) => recorder.poke(name, values[i]!)); break;
        case 2: await recorder.run(draws.below(7)); break;
        case 3: await recorder.runUntil('out0', await first.peek('out0'), 3); break;
      }
    }
    const { tape } = recorder;
    expect(tape.cycles).toBe(first.cycle);
    const whole = createEngine(module);
    await tape.play(whole, 0, tape.cycles);
    const cut = createEngine(module);
    const recorded: bigint[][] = [];
    while (cut.cycle < tape.cycles) {
      const count = Math.min(1 + draws.below(5), tape.cycles - cut.cycle);
      recorded.push(...(await tape.play(cut, cut.cycle, count, ['out0'])));
    }
    // Pokes behind the last cycle are no part of it: they move no register.
    const registers = module.registers.map(({ name }) => name);
    for (const copy of [whole, cut]) {
      expect([copy.cycle, await copy.hash()]).toEqual([first.cycle, await first.hash()]);
      expect(registers.map((name) => copy.peekInternal(name))).toEqual(registers.map((name) => first.peekInternal(name)));
    }
    const again = createEngine(module);
    expect(recorded).toEqual(tape.cycles === 0 ? [] : await tape.play(again, 0, tape.cycles, ['out0']));
    expect(recorded.length).toBe(tape.cycles);
  }), { numRuns: 60, interruptAfterTimeLimit: 5000 });
}, 30_000);
