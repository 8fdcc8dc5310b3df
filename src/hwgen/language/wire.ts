import { typeName, type Sign, type Type } from '../ir/type.js';
import { current, type DraftWire } from './builder.js';
import { HardwareError } from './error.js';
import type { Literal } from './literal.js';
import { messages } from './messages.js';
import { assignedNode, commonOwner } from './operand.js';
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

  /** Makes the wire the net of an instance's output of type `type`; returns its name. `what` names the output for the message. */
  becomeOutput(what: string, type: Type): string {
    const { draft, owner } = this;
    commonOwner(what, current('.place'), owner);
    if (draft.value !== undefined) throw new HardwareError(messages.wireTwice(draft.name));
    if (type.sign !== draft.type.sign || type.width !== draft.type.width)
      throw new HardwareError(messages.assign(draft.name, typeName(draft.type), `${typeName(type)} of ${what}`, type.sign !== draft.type.sign));
    draft.value = this.node;
    owner!.wires.splice(owner!.wires.indexOf(draft), 1);
    return draft.name;
  }
}
