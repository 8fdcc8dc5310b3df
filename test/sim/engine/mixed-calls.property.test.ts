import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine } from '../../../src/sim/engine/engine.js';
import type { Engine } from '../../../src/sim/engine/engine-extras.js';
import { interpret, type Interpreter } from '../../hwgen/ir-interpreter.js';
import { Draws, randomModule } from './random-module.js';

/** One engine and its oracle, which are asked for the same things. */
class Pair {
  readonly names: readonly string[];

  constructor(private readonly engine: Engine, private readonly oracle: Interpreter, private readonly draws: Draws) {
    this.names = engine.names.filter((name) => name !== 'rst');
  }

  /** A call of one of the kinds, each of which runs on a loop of its own. */
  async call(): Promise<void> {
    const { engine, oracle, draws } = this;
    const cycles = 1 + draws.below(8);
    const some = (): string[] => Array.from({ length: 1 + draws.below(3) }, () => draws.pick(this.names));
    switch (draws.below(7)) {
      case 0:
      case 1:
        for (const { name, type } of engine.inputs) if (draws.below(2)) this.poke(name, draws.value(type));
        return;
      case 2:
        await engine.run(cycles);
        return oracle.tick(cycles);
      case 3:
        return this.expectEqual(some());
      case 4:
        engine.trace(() => { /* What a trace says is tested elsewhere. */ }, cycles);
        return oracle.tick(cycles);
      case 5: {
        await engine.reset(cycles);
        return oracle.reset(cycles);
      }
      default: {
        const { name, type } = draws.pick(engine.outputs);
        const value = draws.value(type);
        const taken = await engine.runUntil(name, value, cycles).catch(() => cycles);
        for (let cycle = 0; cycle < taken; cycle++) {
          expect(oracle.get(name), `${name} before it was awaited`).not.toBe(value);
          oracle.tick();
        }
      }
    }
  }

  /** The engine gives what the oracle gives, name by name. */
  expectEqual(names: readonly string[]): void {
    for (const name of names) expect(this.engine.peekInternal(name), name).toBe(this.oracle.get(name));
  }

  private poke(name: string, value: bigint): void {
    this.engine.poke(name, value);
    this.oracle.set(name, value);
  }
}

// In locals; in regions at once; divided after some calls, before which other names have been asked for than after.
test.each([{}, { regions: true }, { regions: true, undividedCycles: 12 }, { regions: true, undividedCycles: 25, residentLimbs: 0 }])('random modules, called in all ways in any order: what is asked for by name, early or late, is what the interpreter says (%j)', async (options) => {
  await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.nat(1000), async (seed, size) => {
    const module = randomModule(new Draws(seed, size), 2);
    const pair = new Pair(createEngine(module, options), interpret(module), new Draws(seed + 1, 4000));
    for (let call = 0; call < 16; call++) await pair.call();
    pair.expectEqual(pair.names);
  }), { numRuns: 40, interruptAfterTimeLimit: 4000 });
}, 30_000);
