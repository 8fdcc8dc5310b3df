import { expect } from 'vitest';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { simulate } from '../../../src/sim/testing/simulate.js';
import { inputsOf, portOf, type Batch } from '../proof/batch.js';
import type { Row } from '../verilog/icarus.js';
import { Random } from '../verilog/random-expression.js';

type Simulated = Pick<ReturnType<typeof simulate>, 'set' | 'get' | 'tick' | 'reset' | 'cycle'>;

/** What a module should do, written without it: it draws the inputs of a cycle and judges the outputs of the same cycle. */
export interface Reference {
  inputs(): Readonly<Record<string, bigint | number | boolean>>;
  outputs(get: (name: string) => bigint): void;
  /** At the end of a half: has everything been done? */
  end?(): void;
}

/** A module and its reference; each half of a run begins with a reset and a new reference. */
export interface Subject {
  readonly module: Module;
  reference(random: Random): Reference;
}

/** Cycles from reset to reset. Two halves, so that resets in the middle of things are seen. */
export const half = 300;

/** Runs the module on the engine against its reference; returns the inputs of every cycle, for the other engines. */
export const trial = (subject: Subject, seed: number): Row[] => trialOn(simulate(subject.module), subject, seed);

/** The same on a simulation that runs already: after its start, or after other trials of the same subject. */
export function trialOn(t: Simulated, { module, reference }: Subject, seed: number): Row[] {
  const random = new Random(seed);
  const inputs = inputsOf(module);
  const quiet = Object.fromEntries(inputs.map(({ name }) => [name, 0n]));
  const rows: Row[] = [];
  for (let part = 0; part < 2; part++) {
    t.set(quiet as object);
    // A simulation begins with a reset of its own.
    if (part > 0 || t.cycle > 1) t.reset();
    rows.push({ rst: 1n, ...quiet });
    const model = reference(random);
    for (let cycle = 1; cycle < half; cycle++) {
      const given = Object.fromEntries(Object.entries(model.inputs()).map(([name, value]) => [name, BigInt(value)]));
      t.set(given as object);
      rows.push({ rst: 0n, ...quiet, ...given });
      try {
        model.outputs((name) => t.get(name as never));
      } catch (error) {
        throw new Error(`${module.name}, seed ${seed}, half ${part}, cycle ${cycle}: ${String((error as Error).message)}`, { cause: error });
      }
      t.tick();
    }
    model.end?.();
  }
  return rows;
}

/** All subjects side by side, with the inputs that their trials recorded. */
export function recorded(batch: Batch, rows: readonly (readonly Row[])[]): Batch {
  return {
    ...batch,
    rows: rows[0]!.map((_, cycle) => ({
      rst: rows[0]![cycle]!['rst']!,
      ...Object.fromEntries(rows.flatMap((each, index) => Object.entries(each[cycle]!).filter(([name]) => name !== 'rst').map(([name, value]) => [portOf(index, name), value]))),
    })),
  };
}

/** Looks at one output. */
export function see(get: (name: string) => bigint, name: string, value: bigint | number | boolean): void {
  const actual = get(name);
  if (actual !== BigInt(value)) expect(`${name} ${actual}`).toBe(`${name} ${BigInt(value)}`);
}

/** The sending side of a stream: a word that was offered stays until it is taken. */
export class Offer {
  valid = false;
  data = 0n;
  constructor(private readonly random: Random, private readonly width: number) {}
  draw(): void {
    if (this.valid || this.random.below(3) === 0) return;
    this.valid = true;
    this.data = this.random.bits(this.width);
  }
}
