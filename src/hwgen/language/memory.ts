import type { Expression } from '../ir/expression.js';
import { unsigned, type Sign } from '../ir/type.js';
import { current, type Builder, type DraftMemory } from './builder.js';
import { HardwareError } from './error.js';
import { bitsFor, constantOf, type Literal } from './literal.js';
import { capture } from './location.js';
import { messages } from './messages.js';
import { assignedNode, conditionNode, isValued } from './operand.js';
import { Signal, type Bool, type Operand } from './signal.js';

/** A memory of the module: each `read` is a port of its own, each `write` one as well. */
export class MemoryState<S extends Sign = any, W extends number = any> {
  private writes = 0;

  constructor(
    private readonly draft: DraftMemory,
    private readonly mode: 'sync' | 'async',
    private readonly owner: Builder,
  ) {}

  /**
   * A read port. Synchronous: the word of `address` one cycle later, held while `enable` is low. Asynchronous: the word of `address` in this
   * cycle. Past the last word it reads 0. The word takes its name from `keep({ word })`, else it is `<memory>_read`, `_read1`, …
   */
  read(address: Operand<'unsigned'>, options: { readonly enable?: Bool | Literal | undefined } = {}): Signal<S, W> {
    this.inModule(`${this.draft.name}.read`);
    const { enable } = options;
    if (enable !== undefined && this.mode === 'async') throw new HardwareError(messages.asyncEnable(this.draft.name));
    const source = capture();
    const reference = this.owner.reference(`${this.draft.name}_read`, this.draft.word, source);
    const read = {
      memory: this.draft,
      reference,
      name: undefined,
      mode: this.mode,
      address: this.address(address),
      enable: enable === undefined ? undefined : conditionNode(`enable of ${this.draft.name}`, enable, this.owner),
      source,
    };
    this.draft.reads.push(read);
    this.owner.reads.set(reference, read);
    return new Signal(reference, this.owner);
  }

  /** Writes at the edge, under the conditions around the call. `mask`: one bit per unit of the word. Past the last word it does nothing. */
  write(address: Operand<'unsigned'>, data: Signal<S, W> | Literal, options: { readonly mask?: Operand<'unsigned'> | undefined } = {}): void {
    this.inModule(`${this.draft.name}.write`);
    const { draft, owner } = this;
    const units = draft.word.width / draft.maskUnit;
    if (options.mask !== undefined && units === 1) throw new HardwareError(messages.maskWithoutUnit(draft.name));
    owner.body.push({
      kind: 'write',
      memory: draft.name,
      port: this.writes++,
      address: this.address(address),
      data: assignedNode(`data of ${draft.name}`, draft.word, data, owner),
      ...(options.mask !== undefined && { mask: assignedNode(`mask of ${draft.name}`, unsigned(units), options.mask, owner) }),
      source: capture(),
    });
  }

  private address(address: Operand<'unsigned'>): Expression {
    const what = `address of ${this.draft.name}`;
    if (!isValued(address)) return constantOf(unsigned(bitsFor(this.draft.depth - 1)), address, what);
    return assignedNode(what, unsigned(address.node.type.width), address, this.owner);
  }

  private inModule(what: string): void {
    const builder = current(what);
    if (builder !== this.owner) throw new HardwareError(messages.otherModule(what, this.owner.name, builder.name));
  }
}
