import type { Expression } from '../../hwgen/ir/expression.js';
import { locate, locationText } from '../../hwgen/language/location.js';
import { SimulationError } from '../simulator.js';
import { bitSource } from './bit-source.js';
import type { FlatDesign, Scope, Signal } from './flat-design.js';
import { resolve } from './flat-design.js';

/**
 * All signals of the design, each after those it is computed from in the same cycle.
 * A combinational loop is a SimulationError that lists the signals around it and where they were written.
 */
export function orderSignals(design: FlatDesign): Signal[] {
  const order: Signal[] = [];
  const state = new Map<Signal, 'open' | 'done'>();
  for (const root of design.signals.values()) {
    if (state.has(root)) continue;
    // An explicit stack: chains of wires may be longer than the call stack is deep.
    const stack = [{ signal: root, rest: dependencies(root) }];
    state.set(root, 'open');
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const next = top.rest.pop();
      if (next === undefined) {
        state.set(top.signal, 'done');
        order.push(top.signal);
        stack.pop();
      } else if (state.get(next) === 'open') {
        const path = stack.map((entry) => entry.signal);
        throw new SimulationError(loopMessage(path.slice(path.indexOf(next))));
      } else if (!state.has(next)) {
        state.set(next, 'open');
        stack.push({ signal: next, rest: dependencies(next) });
      }
    }
  }
  return order;
}

function dependencies(signal: Signal): Signal[] {
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
    case 'bits':
      return sliced(definition.value, definition.scope, definition.low, signal.type.width, new Set());
  }
}

function referenced(expression: Expression, scope: Scope, seen = new Set<Expression>()): Signal[] {
  if (seen.has(expression)) return [];
  seen.add(expression);
  switch (expression.kind) {
    case 'constant':
      return [];
    case 'reference':
      return [resolve(scope, expression.name)];
    case 'slice':
      return sliced(expression.operand, scope, expression.low, expression.type.width, seen);
    default:
      return operandsOf(expression).flatMap((operand) => referenced(operand, scope, seen));
  }
}

function sliced(value: Expression, scope: Scope, low: number, width: number, seen: Set<Expression>): Signal[] {
  const found = bitSource(value, scope, low, width);
  if (found.kind === 'signal') return [found.signal];
  return referenced(found.value, found.scope, found.scope === scope ? seen : new Set());
}

/** The operands of a node, left to right. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'constant':
    case 'reference':
      return [];
    case 'unary':
    case 'slice':
    case 'resize':
    case 'reinterpret':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'shift':
      return [expression.operand, expression.amount];
    case 'mux':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case 'concatenate':
      return expression.parts;
    case 'pick':
      return [expression.operand, expression.index];
  }
}

function loopMessage(loop: readonly Signal[]): string {
  const names = [...loop, loop[0]!].map((signal) => signal.name).join(' <- ');
  const places = loop.flatMap(({ source }) => (locate(source) ? [locationText(source)] : []));
  const where = places.length > 0 ? ` (${[...new Set(places)].join(', ')})` : '';
  return `combinational loop: ${names}${where}; put a register into it`;
}
