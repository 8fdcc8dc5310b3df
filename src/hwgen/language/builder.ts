import type { Expression, Reference } from '../ir/expression.js';
import type { Assertion, Instance, Memory, Module, Port, ReadPort, Register } from '../ir/module.js';
import type { Source } from '../ir/source.js';
import type { Statement } from '../ir/statement.js';
import type { Type } from '../ir/type.js';
import { HardwareError } from './error.js';
import { callSource } from './location.js';
import { messages } from './messages.js';

/** A readonly IR node while it is being filled. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A memory read port: its reference has a provisional name until `keep` or the end of the logic gives the real one. */
export interface DraftRead {
  readonly memory: DraftMemory;
  readonly reference: Reference;
  name: string | undefined;
  readonly mode: ReadPort['mode'];
  readonly address: Expression;
  readonly enable: Expression | undefined;
  readonly source: Source;
}

export type DraftMemory = Omit<Memory, 'reads'> & { reads: DraftRead[] };

/** A wire. The value of a forward-declared one comes with `assign`. */
export interface DraftWire {
  readonly name: string;
  readonly type: Type;
  readonly source: Source;
  value: Expression | undefined;
  /** Shows another name, or is forward-declared: `value` stands for itself in its other users. */
  readonly alias: boolean;
}

/**
 * The module whose logic is running: the surface's calls append to it, `finish.ts` turns it into frozen IR. Expressions are IR nodes
 * already, except that a kept expression still stands in its users as itself and not as a reference to its wire.
 */
export class Builder {
  readonly ports: Port[] = [];
  readonly wires: DraftWire[] = [];
  readonly registers: Register[] = [];
  readonly memories: DraftMemory[] = [];
  readonly instances: Draft<Instance>[] = [];
  readonly assertions: Assertion[] = [];
  readonly statements: Statement[] = [];
  /** Where the next statement goes: the innermost open branch. */
  body: Statement[] = this.statements;
  /** Kept expressions, by identity. */
  readonly kept = new Map<Expression, string>();
  readonly reads = new Map<Expression, DraftRead>();
  readonly children = new Set<Module>();
  /** The call that builds the module: where what its interface declares is referred to. */
  private readonly call = callSource();

  constructor(
    readonly name: string,
    readonly doc: string,
    readonly source: Source,
  ) {}

  reference(name: string, type: Type, source: Source = this.call): Reference {
    return { kind: 'reference', name, type, source };
  }

  /** Runs `fill` with its statements collected apart. */
  branch(fill: () => void): Statement[] {
    const outer = this.body;
    const body: Statement[] = [];
    this.body = body;
    try {
      fill();
    } finally {
      this.body = outer;
    }
    return body;
  }
}

const running: Builder[] = [];

/** The builder of the innermost running logic; `what` names the call for the message. */
export function current(what: string): Builder {
  const builder = running.at(-1);
  if (!builder) throw new HardwareError(messages.outside(what));
  return builder;
}

/** Runs `logic` with `builder` as the current one. */
export function building<T>(builder: Builder, logic: () => T): T {
  running.push(builder);
  try {
    return logic();
  } finally {
    running.pop();
  }
}
