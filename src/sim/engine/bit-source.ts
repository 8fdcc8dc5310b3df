import type { Expression } from '../../hwgen/ir/expression.js';
import type { Scope, Signal } from './flat-design.js';
import { resolve } from './flat-design.js';

/** Bits low .. low + width - 1 of an expression or of a signal, `width` known from the question. */
export type BitSource =
  | { readonly kind: 'expression'; readonly value: Expression; readonly scope: Scope; readonly low: number }
  | { readonly kind: 'signal'; readonly signal: Signal; readonly low: number };

/** Names followed before giving up: longer than any honest chain, and the end of a combinational loop of plain names. */
const longestChain = 256;

/**
 * Where bits low .. low + width - 1 of `value` really come from: through concatenations, slices, array outputs and plain names to
 * the narrowest expression that holds them all. This is what lets element 3 of an array feed element 4 through one wide wire without
 * a combinational loop, and it saves packing bits only to take them apart again.
 */
export function bitSource(value: Expression, scope: Scope, low: number, width: number, steps = longestChain): BitSource {
  switch (value.kind) {
    case 'concatenate': {
      let position = 0;
      for (let index = value.parts.length - 1; index >= 0; index--) {
        const part = value.parts[index]!;
        if (low >= position && low + width <= position + part.type.width) return bitSource(part, scope, low - position, width, steps);
        position += part.type.width;
      }
      break;
    }
    case 'slice':
      return bitSource(value.operand, scope, low + value.low, width, steps);
    case 'reinterpret':
      return bitSource(value.operand, scope, low, width, steps);
    case 'resize':
      if (low + width <= value.operand.type.width) return bitSource(value.operand, scope, low, width, steps);
      break;
    case 'reference':
      return signalSource(resolve(scope, value.name), low, width, steps - 1);
    default:
  }
  return { kind: 'expression', value, scope, low };
}

function signalSource(signal: Signal, low: number, width: number, steps: number): BitSource {
  const { definition } = signal;
  if (steps === 0) return { kind: 'signal', signal, low };
  switch (definition.kind) {
    case 'alias':
      return signalSource(definition.signal, low, width, steps - 1);
    case 'gather': {
      const each = definition.elements[0]!.type.width;
      const index = Math.floor(low / each);
      if (low + width <= (index + 1) * each) return signalSource(definition.elements[index]!, low - index * each, width, steps - 1);
      break;
    }
    case 'expression':
      // Only wires that merely rename or pack bits are looked through; a computed one is worth keeping whole.
      if (packsBits(definition.value)) return bitSource(definition.value, definition.scope, low, width, steps);
      break;
    case 'bits':
      return bitSource(definition.value, definition.scope, definition.low + low, width, steps);
    default:
  }
  return { kind: 'signal', signal, low };
}

function packsBits({ kind }: Expression): boolean {
  return kind === 'concatenate' || kind === 'slice' || kind === 'reinterpret' || kind === 'reference';
}
