import { current } from './builder.js';
import { eachEntry } from './entries.js';
import { HardwareError } from './error.js';
import { capture } from './location.js';
import { messages } from './messages.js';
import { commonOwner, isValued } from './operand.js';
import type { Signal } from './signal.js';

/**
 * Names nets: `keep({ hits, ones })`. A kept expression becomes a wire of that name and every use of it reads the wire; everything
 * else is printed inline. A kept port or register, or a second name for a kept expression, is a wire that equals it. The word of
 * a memory read takes its name directly.
 */
export function keep(nets: Readonly<Record<string, Signal>>): void {
  const builder = current('keep');
  const source = capture();
  eachEntry(nets, (name, signal) => {
    if (!isValued(signal)) throw new HardwareError(messages.notASignal(`keep '${name}'`, String(signal)));
    commonOwner(`keep '${name}'`, builder, signal.owner);
    const { node } = signal;
    const read = builder.reads.get(node);
    if (read && read.name === undefined) {
      read.name = name;
      return;
    }
    // An alias: the expression keeps its first name.
    const alias = node.kind === 'reference' || builder.kept.has(node);
    builder.wires.push({ name, type: node.type, source, value: node, alias });
    if (!alias) builder.kept.set(node, name);
  });
}
