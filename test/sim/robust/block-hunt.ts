import type { Module } from '../../../src/hwgen/ir/module.js';
import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { simulate } from '../../../src/sim/testing/simulate.js';
import { blockCourses } from '../../hwgen/blocks/courses.js';
import { blockReferences } from '../../hwgen/blocks/subjects.js';
import { trialOn, type Subject } from '../../hwgen/library/trial.js';
import { plantFault, type Fault } from '../debug/plant-fault.js';
import { concerns } from './fault-hunt.js';

/** How long a block is tried: a few runs find nearly all faults, some are hard to find. Runs with its own reference, and with those of the blocks that hold it. */
export interface Patience {
  readonly own: number;
  readonly held: number;
}

/** Runs of `execute` take long; what is in it is not asked of it. */
export const slow = 'execute';

/** The name of a module without what its parameters put behind it. */
const blockOf = (name: string): string => [...blockReferences.keys()].find((block) => name.startsWith(`${block}_`)) ?? name;

/** Whether a build can have a block. */
const isIn = (block: string, { requantiseBits = 0 }: AcceleratorParameters): boolean => (block === 'requantiser' ? requantiseBits === 0 : block !== 'serial_requantiser' || requantiseBits > 0);

/** One block's reference in one build. */
class Trial {
  /** Seeds with which the sound block passed, on one simulation as a faulty one runs; no more are tried than it passes: a few halves are so quiet that nothing ends. */
  private passed = 0;
  private most = Infinity;
  private sound: readonly [ReturnType<typeof simulate>, Subject] | undefined;

  constructor(readonly block: string, readonly make: () => Subject, /** Of the block that may be faulty, in this one. */ readonly path: readonly string[]) {}

  /** What the reference says of a fault, and not of the sound block; undefined: nothing. */
  hunt(fault: Fault, seeds: number): string | undefined {
    const subject = this.make();
    if (!concerns(subject.module, this.path, fault)) return undefined;
    let seed = 0;
    try {
      const t = simulate(plantFault(subject.module, this.path, fault));
      while (seed < Math.min(seeds, this.most)) trialOn(t, subject, ++seed);
      return undefined;
    } catch (error) {
      return this.passes(seed) ? (error as Error).message : undefined;
    }
  }

  private passes(seeds: number): boolean {
    const subject = this.sound?.[1] ?? this.make();
    const t = this.sound?.[0] ?? simulate(subject.module);
    this.sound = [t, subject];
    try {
      for (; this.passed < Math.min(seeds, this.most); this.passed++) trialOn(t, subject, this.passed + 1);
    } catch {
      this.most = this.passed;
    }
    return seeds <= this.most;
  }
}

const known = new Map<string, readonly Trial[]>();

/** The references of a block and of the blocks that hold it, as they are in one build, its own first. */
function trialsOf(block: string, parameters: AcceleratorParameters): readonly Trial[] {
  const name = `${block} ${JSON.stringify(parameters)}`;
  const found = known.get(name) ?? [...blockReferences]
    .filter(([holder]) => isIn(holder, parameters) && (holder === block || holder !== slow))
    .flatMap(([holder, reference]) => {
      const make = (): Subject => reference(parameters);
      const path = pathTo(block, make().module);
      return path === undefined ? [] : [new Trial(holder, make, path)];
    })
    .sort((a, b) => a.path.length - b.path.length);
  known.set(name, found);
  return found;
}

/** What the references of a block, or of a block that holds it, and the block's courses say of a fault in it, all in the build that the module is of; undefined: nothing. */
export function huntInBlocks(parameters: AcceleratorParameters, module: Module, fault: Fault, { own, held }: Patience): string | undefined {
  const block = blockOf(module.name);
  for (const trial of trialsOf(block, parameters)) {
    const found = trial.hunt(fault, trial.block !== block ? held : block === slow ? Math.ceil(own / 8) : own);
    if (found !== undefined) return found;
  }
  for (const course of blockCourses.get(block) ?? []) {
    try {
      course(fault(module));
    } catch (error) {
      course(module);
      return (error as Error).message;
    }
  }
  return undefined;
}

/** The instances on the way to a block, from the module that is tried. */
function pathTo(block: string, module: Module): readonly string[] | undefined {
  if (blockOf(module.name) === block) return [];
  for (const { name, module: child } of module.instances) {
    const path = pathTo(block, child);
    if (path !== undefined) return [name, ...path];
  }
  return undefined;
}
