import { selectElement } from './bit-fields.js';
import type { Limb } from './limb.js';
import { limbsPerWord } from './limb.js';
import type { LimbGraph } from './limb-graph.js';

/** `roots` with the truth value `condition` known: every limb above it is made anew, so that the graph can simplify. */
export function substitute(graph: LimbGraph, roots: readonly Limb[], condition: Limb, value: boolean): Limb[] {
  const made = new Map<Limb, Limb>([[condition, graph.truth(value)]]);
  const open = [...roots];
  // Operands first, with a list of open limbs: generated logic may be deeper than the call stack.
  for (let limb = open.at(-1); limb; limb = open.at(-1)) {
    // Operands are older than their users: nothing below contains the condition.
    if (limb.id < condition.id) made.set(limb, limb);
    const waiting = made.has(limb) ? [] : limb.operands.filter((operand) => !made.has(operand));
    if (waiting.length > 0) {
      open.push(...waiting);
      continue;
    }
    if (!made.has(limb)) {
      const operands = limb.operands.map((operand) => made.get(operand)!);
      made.set(limb, operands.every((operand, index) => operand === limb!.operands[index]) ? limb : again(graph, limb, operands));
    }
    open.pop();
  }
  return roots.map((root) => made.get(root)!);
}

/** The limb with other operands. */
function again(graph: LimbGraph, { op, parameter, unsignedBits, signedBits, ...limb }: Limb, operands: readonly Limb[]): Limb {
  const [a, b, c] = operands as readonly [Limb, Limb, Limb];
  switch (op) {
    case 'constant':
    case 'state':
      throw new Error(`a limb of kind '${op}' (${limb.id}) has no operands`);
    case 'load': return graph.load(Math.floor(parameter / limbsPerWord), parameter % limbsPerWord, a, unsignedBits, signedBits);
    case 'pick': return selectElement(graph, operands.slice(1).map((state) => [state]), a)[0]!;
    case 'popcount': return graph.popcount(a);
    case 'signExtend': return graph.signExtend(a, parameter);
    case 'extend': return graph.word(a);
    case 'wrap': return graph.bit(a, 0);
    case 'not': return graph.not(a);
    case 'select': return graph.select(a, b, c);
    case 'equal': return graph.equal(a, b);
    case 'notEqual': return graph.not(graph.equal(a, b));
    case 'lessUnsigned': return graph.less(a, b, false);
    case 'lessSigned': return graph.less(a, b, true);
    case 'lessEqualUnsigned': return graph.lessEqual(a, b, false);
    case 'lessEqualSigned': return graph.lessEqual(a, b, true);
    default: return graph[op](a, b);
  }
}
