import type { PortInfo } from '../simulator.js';
import type { Source } from '../../hwgen/ir/source.js';
import type { Type } from '../../hwgen/ir/type.js';
import type { Body } from './action.js';
import type { SourceActions } from './activity-regions.js';
import type { Scope } from './flat-design.js';
import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';
import type { Value } from './value.js';

/** A design as the code generator takes it: a graph of limbs, and actions that use them. */
export interface Program {
  readonly name: string;
  readonly graph: LimbGraph;
  /** `rst` first, then the inputs of the top. */
  readonly inputs: readonly StateSignal[];
  readonly registers: readonly RegisterState[];
  readonly memories: readonly MemoryState[];
  readonly outputs: readonly PortInfo[];
  /** What a cycle adds to the hash: the outputs' limbs in port order, with zeros above the width. */
  readonly hashed: readonly Limb[];
  /** All named values by hierarchical name, inputs and registers included; `clk` is not among them. */
  readonly signals: ReadonlyMap<string, Value>;
  readonly scopes: readonly Scope[];
  /** Register updates of one edge, `rst` left aside. */
  readonly updates: Body;
  /** Memory writes of one edge; they happen after all updates have been computed. */
  readonly writes: Body;
  /** What `updates` and `writes` are made of, in a design that can be divided into regions. */
  readonly sources?: { readonly updates: readonly SourceActions[]; readonly writes: readonly SourceActions[] } | undefined;
  /** Whether `updates` and `writes` consist of regions; else there is none in them. */
  readonly guarded: boolean;
  readonly assertions: readonly AssertionCode[];
  readonly slots: readonly Slot[];
  /** Registers of at most 32 bits that lie one after the other in memory, four bytes each: one list per register of an instance array. */
  readonly vectors: readonly (readonly number[])[];
}

/** One limb of an input or register: what a `state` limb's parameter points at. */
export interface Slot {
  readonly role: 'input' | 'register';
  /** Index in `inputs` or `registers`. */
  readonly index: number;
  readonly limb: number;
}

export interface StateSignal {
  readonly name: string;
  readonly type: Type;
  readonly value: Value;
  /** Of limb 0; the others follow. */
  readonly firstSlot: number;
}

export interface RegisterState extends StateSignal {
  readonly reset?: readonly Limb[] | undefined;
  readonly states?: readonly string[] | undefined;
  readonly scope: Scope;
}

export interface MemoryState {
  readonly name: string;
  readonly word: Type;
  readonly depth: number;
  readonly initial: readonly bigint[];
}

export interface AssertionCode {
  readonly kind: 'check' | 'assume' | 'cover';
  readonly name: string;
  readonly condition: Limb;
  readonly source?: Source | undefined;
}
