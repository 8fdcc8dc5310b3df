import type { Source } from '../ir/source.js';
import type { When } from '../ir/statement.js';
import { current, type Builder, type Draft } from './builder.js';
import { HardwareError } from './error.js';
import type { Literal } from './literal.js';
import { capture } from './location.js';
import { messages } from './messages.js';
import { conditionNode } from './operand.js';
import type { Bool } from './signal.js';

/** Runs the register updates and memory writes of `body` in cycles in which `condition` holds. */
export function when(condition: Bool | Literal, body: () => void): WhenChain {
  const builder = current('when');
  return new WhenChain(builder, capture()).elseWhen(condition, body);
}

/** The branches of one `when`, first match wins. */
export class WhenChain {
  private readonly branches: Draft<When['branches'][number]>[] = [];
  private readonly statement: Draft<When>;
  private closed = false;

  constructor(
    private readonly builder: Builder,
    source: Source,
  ) {
    this.statement = { kind: 'when', branches: this.branches, otherwise: [], source };
    builder.body.push(this.statement);
  }

  elseWhen(condition: Bool | Literal, body: () => void): this {
    if (this.closed) throw new HardwareError(messages.otherwiseTwice());
    this.branches.push({ condition: conditionNode('when', condition, this.builder), body: this.builder.branch(body) });
    return this;
  }

  otherwise(body: () => void): void {
    if (this.closed) throw new HardwareError(messages.otherwiseTwice());
    this.closed = true;
    this.statement.otherwise = this.builder.branch(body);
  }
}
