import type { Expression } from '../../hwgen/ir/expression.js';
import type { Assertion, Memory, Module, Port, Register } from '../../hwgen/ir/module.js';
import type { Source } from '../../hwgen/ir/source.js';
import type { Type } from '../../hwgen/ir/type.js';

/**
 * A design without hierarchy. Expressions and statements stay those of the IR, unchanged and shared by all elements of an instance
 * array; a `Scope` says which signal of the design a name in them means. `array` keeps what a vectorising pass needs: the scopes of
 * one array hold the same module, so equal names in them are one vector.
 */
export interface FlatDesign {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Parents before children, elements of an array in order. */
  readonly scopes: readonly Scope[];
  /** In order of declaration, so by id. Aliases (ports of children) included. */
  readonly all: readonly Signal[];
  /** By hierarchical name (`dot[3].acc`). */
  readonly signals: ReadonlyMap<string, Signal>;
  readonly registers: readonly FlatRegister[];
  readonly memories: readonly FlatMemory[];
  readonly assertions: readonly FlatAssertion[];
}

export interface Scope {
  /** '' for the top, else the hierarchical name of the instance. */
  readonly path: string;
  readonly module: Module;
  readonly parent?: Scope | undefined;
  readonly array?: { readonly path: string; readonly index: number; readonly count: number } | undefined;
  /** Local name -> signal. */
  readonly names: Map<string, Signal>;
}

/** A named value and where it comes from. */
export interface Signal {
  /** Counts the design's signals from 0. */
  readonly id: number;
  readonly name: string;
  readonly type: Type;
  readonly definition: Definition;
  readonly source?: Source | undefined;
}

export type Definition =
  /** An input of the top: poked. */
  | { readonly kind: 'input' }
  /** A register or the register of a sync read port: state. */
  | { readonly kind: 'register' }
  | { readonly kind: 'expression'; readonly value: Expression; readonly scope: Scope }
  /** Bits low .. low + width - 1 of an expression: one element's share of an `each` input. */
  | { readonly kind: 'bits'; readonly value: Expression; readonly low: number; readonly scope: Scope }
  /** One name for another signal: the single instance's output in its parent. */
  | { readonly kind: 'alias'; readonly signal: Signal }
  /** The outputs of all elements of an array, element 0 in the low bits. */
  | { readonly kind: 'gather'; readonly elements: readonly Signal[] }
  /** An async read port. */
  | { readonly kind: 'read'; readonly memory: FlatMemory; readonly address: Expression; readonly scope: Scope };

export interface FlatRegister {
  readonly signal: Signal;
  readonly scope: Scope;
  readonly reset?: bigint | undefined;
  readonly states?: readonly string[] | undefined;
  /** Absent for the register of a sync read port. */
  readonly declaration?: Register | undefined;
}

export interface FlatMemory {
  readonly name: string;
  readonly scope: Scope;
  readonly declaration: Memory;
}

export interface FlatAssertion {
  readonly name: string;
  readonly scope: Scope;
  readonly assertion: Assertion;
}

/** The signal that `name` means in `scope`. */
export function resolve(scope: Scope, name: string): Signal {
  const signal = scope.names.get(name);
  if (!signal) {
    throw new Error(`${scope.path || scope.module.name}: nothing is called '${name}' in module '${scope.module.name}'`);
  }
  return signal;
}
