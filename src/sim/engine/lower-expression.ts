import type { Constant, Expression } from '../../hwgen/ir/expression.js';
import { operandsOf } from '../../hwgen/ir/operands.js';
import { anyOf, disjunction } from './bit-parallel.js';
import { bitSource } from './bit-source.js';
import { extractBits } from './bit-fields.js';
import { lowerCarryChain } from './carry-chain.js';
import type { Scope, Signal } from './flat-design.js';
import { resolve } from './flat-design.js';
import type { LimbGraph } from './limb-graph.js';
import { lowerBinary, lowerShift, lowerUnary } from './lower-operators.js';
import { lowerConcatenation, lowerPick } from './lower-selection.js';
import type { Value } from './value.js';
import { constantValue, extended, limbCount, normalise } from './value.js';

/** Calls inside calls; what is nested deeper is lowered from a list of open nodes. */
const deepestRecursion = 100;

/**
 * Expressions of any width to limbs. Every result is brought to its type's canonical form; the graph leaves out the masks that
 * change nothing. Shared nodes are lowered once per scope.
 */
export class ExpressionLowering {
  private readonly known = new Map<Scope, Map<Expression, Value>>();
  /** The same in every scope. */
  private readonly constants = new Map<Expression, Value>();
  private depth = 0;

  constructor(
    readonly graph: LimbGraph,
    /** The value of a signal, which is lowered when it is first asked for. */
    readonly valueOf: (signal: Signal) => Value,
  ) {}

  lower(expression: Expression, scope: Scope): Value {
    if (expression.kind === 'reference') return this.resized(this.valueOf(resolve(scope, expression.name)), expression.type);
    if (expression.kind === 'constant') return this.constants.get(expression) ?? this.constant(expression);
    let known = this.known.get(scope);
    if (!known) this.known.set(scope, (known = new Map()));
    const before = known.get(expression);
    if (before) return before;
    if (this.depth >= deepestRecursion) return this.lowerDeep(expression, scope, known);
    this.depth++;
    const value = this.compute(expression, scope);
    this.depth--;
    known.set(expression, value);
    return value;
  }

  private constant(expression: Constant): Value {
    const value = constantValue(this.graph, expression.value, expression.type);
    this.constants.set(expression, value);
    return value;
  }

  /** Bits low .. of an expression as a value of `type`. */
  lowerBits(expression: Expression, scope: Scope, low: number, type: Value['type']): Value {
    const found = bitSource(expression, scope, low, type.width);
    const whole = found.kind === 'signal' ? this.valueOf(found.signal) : this.lower(found.value, found.scope);
    return normalise(this.graph, extractBits(this.graph, whole.limbs, found.low, type.width), type);
  }

  /** Operands first, with a list of open nodes: generated expressions may be deeper than the call stack. */
  private lowerDeep(expression: Expression, scope: Scope, known: Map<Expression, Value>): Value {
    const open = [expression];
    for (let node = open.at(-1); node; node = open.at(-1)) {
      const waiting = known.has(node) ? [] : operandsLoweredWhole(node).filter((operand) => !known.has(operand));
      if (waiting.length > 0) {
        open.push(...waiting);
        continue;
      }
      if (!known.has(node)) known.set(node, this.compute(node, scope));
      open.pop();
    }
    return known.get(expression)!;
  }

  private compute(expression: Expression, scope: Scope): Value {
    const { graph } = this;
    const { type } = expression;
    switch (expression.kind) {
      case 'slice':
        return (expression.low === 1 ? lowerCarryChain(this, expression, scope) : undefined) ?? this.lowerBits(expression.operand, scope, expression.low, type);
      case 'constant':
        return this.constant(expression);
      case 'reference':
        return this.resized(this.valueOf(resolve(scope, expression.name)), type);
      case 'unary':
        return lowerUnary(graph, expression, this.lower(expression.operand, scope));
      case 'binary': {
        const conditions = disjunction(expression);
        if (conditions) return { type, limbs: [anyOf(graph, conditions.map((condition) => this.lower(condition, scope).limbs[0]!))] };
        return lowerBinary(graph, expression, this.lower(expression.left, scope), this.lower(expression.right, scope));
      }
      case 'shift':
        return lowerShift(graph, expression, this.lower(expression.operand, scope), this.lower(expression.amount, scope));
      case 'mux': {
        const condition = this.lower(expression.condition, scope).limbs[0]!;
        const whenTrue = this.lower(expression.whenTrue, scope).limbs;
        const whenFalse = this.lower(expression.whenFalse, scope).limbs;
        if (whenTrue.length === 1) return { type, limbs: [graph.select(condition, whenTrue[0]!, whenFalse[0]!)] };
        return { type, limbs: whenTrue.map((limb, index) => graph.select(condition, limb, whenFalse[index]!)) };
      }
      case 'concatenate':
        return lowerConcatenation(this, expression, scope);
      case 'pick':
        return lowerPick(this, expression, scope);
      case 'resize':
      case 'reinterpret':
        return this.resized(this.lower(expression.operand, scope), type);
    }
  }

  private resized(value: Value, type: Value['type']): Value {
    if (value.type.sign === type.sign && value.type.width === type.width) return value;
    return normalise(this.graph, extended(this.graph, value, limbCount(type.width)), type);
  }
}

/** A slice looks for the narrowest source of its bits: its operand as a whole may not even have a value yet. */
const operandsLoweredWhole = (node: Expression): readonly Expression[] => (node.kind === 'slice' ? noOperands : operandsOf(node));

const noOperands: readonly Expression[] = [];
