import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { constant, ref, slice } from './design.js';
import { Draws, randomModule } from './random-module.js';

/** The module with assertions on the low bits of its outputs; checks seldom fail at once, for they ask about three bits. */
function asserted(module: Module, draws: Draws): Module {
  const outputs = module.ports.filter(({ direction }) => direction === 'output');
  const condition = () => {
    const { name, type } = draws.pick(outputs);
    const bits = Math.min(3, type.width);
    return { kind: 'binary' as const, op: 'notEqual' as const, left: slice(ref(name, type), bits - 1, 0), right: constant(draws.bits(bits), unsigned(bits)), type: unsigned(1) };
  };
  return { ...module, assertions: (['check', 'assume', 'cover', 'cover'] as const).map((kind, i) => ({ kind, name: `a${i}`, condition: condition() })) };
}

test('random modules: the engine stops at the check that the interpreter sees fail first, and counts covers as it does', async () => {
  let stopped = 0;
  await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.nat(600), async (seed, size) => {
    const draws = new Draws(seed + 1, 3000);
    const module = asserted(randomModule(new Draws(seed, size), 1), draws);
    const engine = createEngine(module);
    const oracle = interpret(module);
    const names = ['rst', ...engine.inputs.map(({ name }) => name)];
    const rows = Array.from({ length: 20 }, () => [draws.below(4) === 0 ? 1n : 0n, ...engine.inputs.map(({ type }) => draws.value(type))]);
    let said = '';
    await engine.drive(names, rows, []).catch((error: Error) => { said = error.message; });
    for (const row of rows) {
      names.forEach((name, i) => oracle.set(name, row[i]!));
      if (oracle.failures.length > 0 || (oracle.cycle === engine.cycle && said === '')) break;
      oracle.tick();
    }
    const [first] = oracle.failures;
    if (first === undefined) expect(said).toBe('');
    else {
      stopped++;
      const [, cycle, kind, name] = /^(\d+): .*: (\w+) (\w+)$/.exec(first)!;
      expect(said).toBe(`${module.name}: ${kind} '${name}' ${kind === 'check' ? 'does not hold' : 'is broken by the inputs'} at cycle ${cycle}`);
      expect(engine.cycle).toBe(Number(cycle));
    }
    // Covers of the cycle that stopped come before or behind the check that stopped it: compare runs that went through.
    if (first === undefined) for (const [name, count] of engine.covers()) expect([name, count]).toEqual([name, oracle.covered.get(`${module.name}: ${name}`) ?? 0]);
  }), { numRuns: 100, interruptAfterTimeLimit: 6000 });
  expect(stopped).toBeGreaterThan(5);
}, 30_000);
