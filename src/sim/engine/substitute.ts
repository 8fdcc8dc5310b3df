import { selectElement } from './bit-fields.js';
import type { Limb } from './limb.js';
import { limbsPerWord } from './limb.js';
import type { LimbGraph } from './limb-graph.js';

/** `roots` with the truth value `condition` known: every limb above it is made anew, so that the graph can simplify. */
export function substitute(graph: LimbGraph, roots: readonly Limb[], condition: Limb, value: boolean): Limb[] {
  const made = new Map<Limb, Limb>([[condition, graph.truth(value)]]);
  // What may contain the condition: younger than it. A list of open limbs, because generated logic may be deeper than the call stack.
  const above: Limb[] = [];
  const met = new Set<Limb>();
  const open: Limb[] = [...roots];
  for (let limb = open.pop(); limb; limb = open.pop()) {
    if (limb.id <= condition.id || met.has(limb)) continue;
    met.add(limb);
    above.push(limb);
    for (const operand of limb.operands) open.push(operand);
  }
  // Operands are older than their users.
  above.sort((a, b) => a.id - b.id);
  for (const limb of above) {
    let changed = false;
    const operands = limb.operands.map((operand) => {
      const replaced = made.get(operand);
      if (replaced) changed = true;
      return replaced ?? operand;
    });
    if (changed) made.set(limb, again(graph, limb, operands));
  }
  return roots.map((root) => made.get(root) ?? root);
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
