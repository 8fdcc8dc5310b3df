import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { hunt } from '../../../src/sim/debug/hunt.js';
import { engineSide } from '../../../src/sim/debug/side.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { courseOf } from '../../../src/sim/lockstep.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { Draws, randomModule } from '../engine/random-module.js';
import { type Fault, invertNext, invertWire, plantFault } from './plant-fault.js';

const cycles = 30;

/** A random place in the hierarchy, and a fault there with the name that it shows under. */
function randomFault(top: Module, draws: Draws): { path: string[]; fault: Fault; name: string } {
  const path: string[] = [];
  let module = top;
  while (module.instances.length > 0 && draws.below(4) > 0) {
    const instance = draws.pick(module.instances);
    path.push(instance.name);
    module = instance.module;
  }
  const assigned = module.registers.filter(({ name }) => JSON.stringify(module.statements, (key, value: unknown) => (key === 'source' ? undefined : typeof value === 'bigint' ? String(value) : value)).includes(`"register":"${name}"`));
  if (assigned.length > 0 && draws.below(2) === 0) {
    const { name } = draws.pick(assigned);
    return { path, fault: invertNext(name), name };
  }
  const { name } = draws.pick(module.wires);
  return { path, fault: invertWire(name), name };
}

test('random modules, random faults anywhere: the hunt names the cycle that the interpreter finds, and the signal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitloom-hunt-'));
  let found = 0;
  try {
    await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.integer({ min: 100, max: 900 }), async (seed, size) => {
      const good = randomModule(new Draws(seed, size), 3);
      const draws = new Draws(seed + 1, 5000);
      const { path, fault, name } = randomFault(good, draws);
      const bad = plantFault(good, path, fault);
      const names = createEngine(good).names.filter((each) => each !== 'rst');
      const inputs = ['rst', ...good.ports.filter(({ direction }) => direction === 'input').map((port) => port.name)];
      const types = good.ports.filter(({ direction }) => direction === 'input').map(({ type }) => type);
      const rows = Array.from({ length: cycles }, () => [BigInt(draws.below(8) === 0), ...types.map((type) => draws.value(type))]);
      const result = await hunt(courseOf({ cycles, names: inputs, row: (cycle) => rows[cycle]! }), engineSide(good, 'good'), engineSide(bad, 'bad'), { module: good, folder });
      if (!result) return;
      found++;
      const [a, b] = [interpret(good), interpret(bad)];
      for (let cycle = 0; ; cycle++) {
        inputs.forEach((input, i) => [a, b].forEach((oracle) => oracle.set(input, rows[cycle]![i]!)));
        const differing = names.filter((each) => a.get(each) !== b.get(each));
        if (differing.length === 0) {
          [a, b].forEach((oracle) => oracle.tick());
          continue;
        }
        expect([result.cycle, [...result.differing].sort()]).toEqual([cycle, differing.sort()]);
        // `i0[2].i1.w3` lies in the instance i0, i1 and is called w3.
        const planted = [...path, name].join('.');
        expect(result.causes.length).toBeGreaterThan(0);
        for (const cause of result.causes) {
          expect([cause.name.replace(/\[\d+\]/g, ''), cause.a, cause.b]).toEqual([planted, BigInt.asUintN(cause.width, a.get(cause.name)), BigInt.asUintN(cause.width, b.get(cause.name))]);
        }
        break;
      }
    }), { numRuns: 60, interruptAfterTimeLimit: 8000 });
    expect(found).toBeGreaterThan(5);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 40_000);
