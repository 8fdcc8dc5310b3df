import type { Sign } from '../ir/type.js';
import { current } from './builder.js';
import { HardwareError } from './error.js';
import type { Literal } from './literal.js';
import { capture } from './location.js';
import { messages } from './messages.js';
import { assignedNode } from './operand.js';
import { Signal } from './signal.js';

/** A register: reading it gives the value since the last edge, `.next = value` sets the one after the coming edge. */
export class Register<S extends Sign = any, W extends number = any> extends Signal<S, W> {
  constructor(
    readonly registerName: string,
    ...rest: ConstructorParameters<typeof Signal>
  ) {
    super(...rest);
  }

  /** The value after the next edge, under the conditions around the assignment; without one the register keeps its value. */
  set next(value: Signal<S, W> | Literal) {
    const builder = current('.next');
    const name = this.registerName;
    if (builder !== this.owner) throw new HardwareError(messages.otherModule(`${name}.next`, this.owner!.name, builder.name));
    builder.body.push({ kind: 'assign', register: name, value: assignedNode(`${name}.next`, this.node.type, value, builder), source: capture() });
  }
  get next(): never {
    throw new HardwareError(messages.nextRead());
  }
}
