import { selectElement } from './bit-fields.js';
import type { Limb } from './limb.js';
import { limbsPerWord } from './limb.js';
import type { LimbGraph } from './limb-graph.js';

/** `roots` with the truth value `condition` known: every limb above it is made anew, so that the graph can simplify. */
export function substitute(graph: LimbGraph, roots: readonly Limb[], condition: Limb, value: boolean): Limb[] {
  const { limbs } = graph;
  const made = new Map<Limb, Limb>([[condition, graph.truth(value)]]);
  /** By id: 1 for what has something else in its place. Most limbs have not, and an array says so sooner than the map. */
  const changed = new Uint8Array(limbs.length);
  changed[condition.id] = 1;
  const now = (limb: Limb): Limb => (changed[limb.id] === 1 ? made.get(limb)! : limb);
  const above = (operand: Limb): boolean => changed[operand.id] === 1;
  youngerThan(condition, roots, limbs.length).forEach((id) => {
    const limb = limbs[id]!;
    if (!limb.operands.some(above)) return;
    changed[id] = 1;
    made.set(limb, again(graph, limb, limb.operands.map(now)));
  });
  return roots.map(now);
}

/**
 * The ids of what may contain the condition, at or below `roots`, operands first: they are older than their users. With a list of open limbs,
 * because generated logic may be deeper than the call stack.
 */
function youngerThan(condition: Limb, roots: readonly Limb[], count: number): Uint32Array {
  const met = new Uint8Array(count);
  const found: number[] = [];
  const open: Limb[] = [...roots];
  for (let limb = open.pop(); limb; limb = open.pop()) {
    const { id, operands } = limb;
    if (id <= condition.id || met[id] === 1) continue;
    met[id] = 1;
    found.push(id);
    for (let index = 0; index < operands.length; index++) open.push(operands[index]!);
  }
  return Uint32Array.from(found).sort();
}

/** The limb with other operands. */
function again(graph: LimbGraph, { op, parameter, unsignedBits, signedBits, ...limb }: Limb, operands: readonly Limb[]): Limb {
  const { 0: a, 1: b, 2: c } = operands as readonly [Limb, Limb, Limb];
  switch (op) {
    case 'constant':
    case 'state':
    case 'neighbours':
    case 'gather':
    case 'splat':
    case 'splatWord':
    case 'vector':
    case 'vectorShift':
      throw new Error(`a limb of kind '${op}' (${limb.id}) is not made anew`);
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
