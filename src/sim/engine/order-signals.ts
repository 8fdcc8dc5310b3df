import type { Expression, Reference, Slice } from '../../hwgen/ir/expression.js';
import { locate, locationText } from '../../hwgen/language/location.js';
import { SimulationError } from '../simulator.js';
import { bitSource } from './bit-source.js';
import type { Scope, Signal } from './flat-design.js';
import { resolve } from './flat-design.js';
import { operandsOf } from '../../hwgen/ir/operands.js';

/**
 * Signals and all those that they are computed from in the same cycle, each after those it is computed from; `known` ones, and what is behind
 * them, are left out. A combinational loop is a SimulationError that lists the signals around it and where they were written.
 */
export function orderSignals(signals: readonly Signal[], known: (signal: Signal) => boolean = () => false): Signal[] {
  const order: Signal[] = [];
  /** By the signal's id. */
  const state: ('open' | 'done' | undefined)[] = [];
  signals.forEach((root) => {
    if (state[root.id] || known(root)) return;
    // An explicit stack: chains of wires may be longer than the call stack is deep.
    const stack = [{ signal: root, rest: dependencies(root) }];
    state[root.id] = 'open';
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        state[top.signal.id] = 'done';
        order.push(top.signal);
        stack.pop();
      } else if (state[next.id] === 'open') {
        const path = stack.map((entry) => entry.signal);
        throw new SimulationError(loopMessage(path.slice(path.indexOf(next))));
      } else if (!state[next.id] && !known(next)) {
        state[next.id] = 'open';
        stack.push({ signal: next, rest: dependencies(next) });
      }
    }
  });
  return order;
}

/** The signals that a signal is computed from in the same cycle. */
export function dependencies(signal: Signal): Signal[] {
  const { definition } = signal;
  switch (definition.kind) {
    case 'input':
    case 'register':
      return [];
    case 'alias':
      return [definition.signal];
    case 'gather':
      return [...definition.elements];
    case 'read':
      return referenced(definition.address, definition.scope);
    case 'expression':
      return referenced(definition.value, definition.scope);
    case 'bits': {
      const bits = bitSource(definition.value, definition.scope, definition.low, signal.type.width);
      return bits.kind === 'signal' ? [bits.signal] : referenced(bits.value, bits.scope);
    }
  }
}

/** The signals that an expression names. */
function referenced(expression: Expression, scope: Scope): Signal[] {
  const found: Signal[] = [];
  const open: { value: Expression; scope: Scope }[] = [];
  let seen: Set<Expression> | undefined;
  const leavesIn = (value: Expression, within: Scope): void => leavesOf(value).forEach((leaf) => {
    if (leaf.kind === 'reference') {
      found.push(resolve(within, leaf.name));
      return;
    }
    const bits = bitSource(leaf.operand, within, leaf.low, leaf.type.width);
    if (bits.kind === 'signal') found.push(bits.signal);
    else if (bits.scope !== scope) open.push(bits);
    else if (!(seen ??= new Set()).has(bits.value)) {
      seen.add(bits.value);
      open.push(bits);
    }
  });
  leavesIn(expression, scope);
  for (let next = open.pop(); next; next = open.pop()) leavesIn(next.value, next.scope);
  return found;
}

const leaves = new WeakMap<Expression, readonly (Reference | Slice)[]>();

/**
 * The references and slices in an expression, the same for every instance. With a list of open nodes and not by recursion: generated
 * expressions may be thousands deep.
 */
function leavesOf(expression: Expression): readonly (Reference | Slice)[] {
  const known = leaves.get(expression);
  if (known) return known;
  const found: (Reference | Slice)[] = [];
  const seen = new Set<Expression>();
  const open: Expression[] = [expression];
  const wait = (operand: Expression): void => void (operand.kind !== 'constant' && !seen.has(operand) && open.push(operand));
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'constant' || seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'reference' || node.kind === 'slice') found.push(node);
    else operandsOf(node).forEach(wait);
  }
  leaves.set(expression, found);
  return found;
}

function loopMessage(loop: readonly Signal[]): string {
  const names = [...loop, loop[0]!].map((signal) => signal.name).join(' <- ');
  const places = loop.flatMap(({ source }) => (locate(source) ? [locationText(source)] : []));
  const where = places.length > 0 ? ` (${[...new Set(places)].join(', ')})` : '';
  return `combinational loop: ${names}${where}; put a register into it`;
}
