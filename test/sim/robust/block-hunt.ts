import type { Module } from '../../../src/hwgen/ir/module.js';
import { blockCourses } from '../../hwgen/blocks/courses.js';
import { blockSubjects } from '../../hwgen/blocks/subjects.js';
import { trial, type Subject } from '../../hwgen/library/trial.js';
import { plantFault, type Fault } from '../debug/plant-fault.js';
import { concerns } from './fault-hunt.js';

/** Runs of a block in each array: many where a fault is hard to find. */
const seeds = 8;

/** Blocks whose runs take long: they run less often, and are not asked for what is in them. */
const slow = new Set(['execute']);

/** The name of a module without what its parameters put behind it. */
const blockOf = (name: string): string => [...blockSubjects.keys()].find((block) => name.startsWith(`${block}_`)) ?? name;

/** The references of a block and of the blocks that hold it, its own first. */
function trialsOf(block: string): readonly Trial[] {
  const found = known.get(block) ?? [...blockSubjects].filter(([name]) => name === block || !slow.has(name)).sort(([name]) => (name === block ? -1 : 0))
    .flatMap(([, makers]) => makers.flatMap((make) => {
      const path = pathTo(block, make().module);
      return path === undefined ? [] : [{ make, path }];
    }));
  known.set(block, found);
  return found;
}

interface Trial {
  readonly make: () => Subject;
  /** Of the block in the module that is tried. */
  readonly path: readonly string[];
}

const known = new Map<string, readonly Trial[]>();

/** What the references of a block, or of a block that holds it, and the block's courses say of a fault in it; undefined: nothing. */
export function huntInBlocks(module: Module, fault: Fault): string | undefined {
  const block = blockOf(module.name);
  for (let seed = 1; seed <= (slow.has(block) ? 2 : seeds); seed++) {
    for (const { make, path } of trialsOf(block)) {
      const subject = make();
      // In another array it may not be there.
      if (!concerns(subject.module, path, fault)) continue;
      try {
        trial({ ...subject, module: plantFault(subject.module, path, fault) }, seed);
      } catch (error) {
        return (error as Error).message;
      }
    }
  }
  for (const course of blockCourses.get(block) ?? []) {
    try {
      course(fault(blockSubjects.get(block)![0]!().module));
    } catch (error) {
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
