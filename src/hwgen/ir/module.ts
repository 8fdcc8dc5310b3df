import type { Expression } from './expression.js';
import type { Source } from './source.js';
import type { Statement } from './statement.js';
import type { Type } from './type.js';

/**
 * One elaborated hardware module: the only thing that the Verilog printer and the engine read. Frozen, serialisable, free of sugar
 * (streams are three ports, groups are prefixes). All names of a module (ports, wires, registers, memories, read ports, instances)
 * share one namespace. There is one clock and one synchronous, active-high reset, both implicit: `clk` and `rst` are never in `ports`.
 */
export interface Module {
  readonly kind: 'module';
  readonly name: string;
  readonly doc: string;
  readonly ports: readonly Port[];
  readonly wires: readonly Wire[];
  readonly registers: readonly Register[];
  readonly memories: readonly Memory[];
  readonly instances: readonly Instance[];
  /** Register updates and memory writes, in source order. */
  readonly statements: readonly Statement[];
  /** One driver per output port, in port order. A `reference` to a register of the same name prints as `output reg`. */
  readonly outputs: readonly { readonly port: string; readonly value: Expression }[];
  readonly assertions: readonly Assertion[];
  readonly source?: Source | undefined;
}

export interface Port {
  readonly kind: 'port';
  readonly direction: 'input' | 'output';
  readonly name: string;
  readonly type: Type;
  readonly doc: string;
  readonly source?: Source | undefined;
}

/** A named intermediate value. Wires may be listed in any order; together they are free of combinational loops. */
export interface Wire {
  readonly kind: 'wire';
  readonly name: string;
  readonly type: Type;
  readonly value: Expression;
  readonly source?: Source | undefined;
}

/**
 * State that changes at the rising edge of the clock. With `reset`, a high `rst` sets it at the edge, over every statement; without,
 * it is untouched by reset and its power-up value is unknown (0 in the engine). `states` names the codes 0, 1, … of an FSM.
 * A register may carry the name of an output port (then the port shows the register).
 */
export interface Register {
  readonly kind: 'register';
  readonly name: string;
  readonly type: Type;
  readonly reset?: bigint | undefined;
  readonly states?: readonly string[] | undefined;
  readonly doc: string;
  readonly source?: Source | undefined;
}

/** `depth` words. Reads see the contents before the writes of the same cycle. Contents survive reset; power-up value `initial` or unknown (0 in the engine). */
export interface Memory {
  readonly kind: 'memory';
  readonly name: string;
  readonly word: Type;
  readonly depth: number;
  /** Write granularity in bits; equal to the word's width when writes have no mask. Divides the width. */
  readonly maskUnit: number;
  readonly style: 'auto' | 'block' | 'distributed';
  /** Nobody uses a word that was read in the cycle in which it was written. */
  readonly apart?: true | undefined;
  readonly reads: readonly ReadPort[];
  readonly initial?: readonly bigint[] | undefined;
  readonly doc: string;
  readonly source?: Source | undefined;
}

/**
 * `sync`: `name` is a register that takes memory[address] at the edge when `enable` holds (always when absent).
 * `async`: `name` is memory[address] in the same cycle. An address past the depth reads 0.
 */
export interface ReadPort {
  readonly name: string;
  readonly mode: 'sync' | 'async';
  readonly address: Expression;
  readonly enable?: Expression | undefined;
  readonly source?: Source | undefined;
}

/**
 * One instance, or with `count` an array of that many equal ones. In an array an input is either `shared` (every element sees the
 * value) or `each` (element i sees bits i*width .. of an unsigned value of count*width bits). Each output of the child becomes the
 * name `outputs[port]`: of the port's type for one instance, for an array the unsigned concatenation of all elements' outputs,
 * element 0 in the low bits. Outputs that nobody reads may be left out.
 */
export interface Instance {
  readonly kind: 'instance';
  readonly name: string;
  readonly module: Module;
  readonly count?: number | undefined;
  readonly inputs: readonly Connection[];
  readonly outputs: readonly { readonly port: string; readonly name: string }[];
  readonly source?: Source | undefined;
}

export interface Connection {
  readonly port: string;
  readonly mode: 'shared' | 'each';
  readonly value: Expression;
}

/** Evaluated at every rising edge while `rst` is low. `check` must hold, `assume` is a promise of the environment, `cover` is counted. */
export interface Assertion {
  readonly kind: 'check' | 'assume' | 'cover';
  readonly name: string;
  readonly condition: Expression;
  readonly source?: Source | undefined;
}
