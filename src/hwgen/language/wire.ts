import type { Sign } from '../ir/type.js';
import type { DraftWire } from './builder.js';
import { HardwareError } from './error.js';
import type { Literal } from './literal.js';
import { messages } from './messages.js';
import { assignedNode } from './operand.js';
import { Signal } from './signal.js';

/** A net declared before its driver is known, to tie blocks together that depend on each other. */
export class ForwardWire<S extends Sign = any, W extends number = any> extends Signal<S, W> {
  constructor(
    private readonly draft: DraftWire,
    ...rest: ConstructorParameters<typeof Signal>
  ) {
    super(...rest);
  }

  /** Drives the wire; exactly once. */
  assign(value: Signal<S, W> | Literal): void {
    const { draft } = this;
    if (draft.value !== undefined) throw new HardwareError(messages.wireTwice(draft.name));
    draft.value = assignedNode(draft.name, draft.type, value, this.owner!);
  }
}
