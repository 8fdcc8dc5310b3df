import type { Expression, Unary } from '../ir/expression.js';
import type { Module } from '../ir/module.js';
import { nodesOf } from '../ir/walk.js';
import { countsAnds, smallestModule } from './popcount-module.js';
import { popcountModuleName, type PopcountModule } from './popcount-part.js';
import type { Target } from './target.js';

/** A popcount that the target builds as an instance: its operands, and the net that shows it. */
export interface PopcountInstance {
  readonly part: PopcountModule;
  readonly operands: readonly Expression[];
  readonly net: string;
  /** The net is the wire that the module keeps; otherwise the printer declares it. */
  readonly kept: boolean;
}

/**
 * The popcounts of a module that become instances on `target`, by node; empty for `generic`. One that is kept goes by its wire's name, any
 * other by its operand's with `_ones` behind it: an instance has no expression to stand in.
 */
export function popcountInstances(module: Module, target: Target, fresh: (base: string) => string): ReadonlyMap<Expression, PopcountInstance> {
  const instances = new Map<Expression, PopcountInstance>();
  if (target === 'generic') return instances;
  const wireOf = new Map(module.wires.map(({ name, value }) => [value, name]));
  const valueOf = new Map(module.wires.map(({ name, value }) => [name, value]));
  for (const e of nodesOf(module).keys()) {
    if (!isPopcount(e) || e.operand.type.width < smallestModule) continue;
    const { operand } = e;
    const seen = operand.kind === 'reference' ? (valueOf.get(operand.name) ?? operand) : operand;
    const ands = countsAnds(target) && seen.kind === 'binary' && seen.op === 'and';
    const kept = wireOf.get(e);
    instances.set(e, {
      part: { width: operand.type.width, ands },
      operands: ands ? [seen.left, seen.right] : [operand],
      net: kept ?? fresh(operand.kind === 'reference' ? `${operand.name}_ones` : 'popcount_ones'),
      kept: kept !== undefined,
    });
  }
  return instances;
}

export const popcountPart = (instance: PopcountInstance): string => popcountModuleName(instance.part);

const isPopcount = (e: Expression): e is Unary => e.kind === 'unary' && e.op === 'popcount';
