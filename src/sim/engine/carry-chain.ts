import type { Binary, Expression, Slice } from '../../hwgen/ir/expression.js';
import type { Scope } from './flat-design.js';
import { resolve } from './flat-design.js';
import type { ExpressionLowering } from './lower-expression.js';
import type { Value } from './value.js';
import { extended, limbCount, normalise } from './value.js';
import { addLimbs, subtractLimbs } from './wide-arithmetic.js';

/**
 * Hardware adds a carry by a bit below the lowest: {x, c} + {y, d} without its lowest bit is x + y + (c and d), {x, c} - {y, d} is
 * x - y - (d and not c), and with ~z for y and 1 for d that is x + z + c. Software adds the carry itself. The value of such a slice;
 * undefined for any other.
 */
export function lowerCarryChain(lowering: ExpressionLowering, { operand, low, type }: Slice, scope: Scope): Value | undefined {
  if (low !== 1) return undefined;
  const found = arithmetic(operand, scope);
  if (!found) return undefined;
  const [left, right] = [carried(found.binary.left), carried(found.binary.right)];
  if (!left || !right || Math.min(left.width, right.width) < type.width) return undefined;
  const { graph } = lowering;
  const count = limbCount(type.width);
  const limbs = (value: Expression) => extended(graph, lowering.lower(value, found.scope), count);
  const bit = (value: Expression) => lowering.lower(value, found.scope).limbs[0]!;
  const one = (value: Expression): boolean => value.kind === 'constant' && value.value === 1n;
  const number = (carry: ReturnType<typeof bit>) => [graph.word(carry), ...Array.from({ length: count - 1 }, () => graph.number(0))];
  const add = (a: Value['limbs'], b: Value['limbs']) => (count === 1 ? [graph.add(a[0]!, b[0]!)] : addLimbs(graph, a, b));
  const subtract = (a: Value['limbs'], b: Value['limbs']) => (count === 1 ? [graph.subtract(a[0]!, b[0]!)] : subtractLimbs(graph, a, b));

  const { high: x, carry: c } = left;
  const { high: y, carry: d } = right;
  if (found.binary.op === 'add') {
    const carry = c === d ? bit(c) : graph.and(bit(c), bit(d));
    return normalise(graph, add(add(limbs(x), limbs(y)), number(carry)), type);
  }
  if (y.kind === 'unary' && y.op === 'not' && one(d)) {
    return normalise(graph, add(add(limbs(x), limbs(y.operand)), number(bit(c))), type);
  }
  const borrow = one(d) ? graph.not(bit(c)) : graph.and(graph.not(bit(c)), bit(d));
  return normalise(graph, subtract(subtract(limbs(x), limbs(y)), number(borrow)), type);
}

/** The sum or difference that an expression or a wire is. */
function arithmetic(value: Expression, scope: Scope): { readonly binary: Binary; readonly scope: Scope } | undefined {
  if (value.kind === 'binary' && (value.op === 'add' || value.op === 'subtract')) return { binary: value, scope };
  if (value.kind !== 'reference') return undefined;
  const { definition } = resolve(scope, value.name);
  return definition.kind === 'expression' ? arithmetic(definition.value, definition.scope) : undefined;
}

/** A value of two parts, the lower one a single bit; wider copies of it count as it, since the bits above are not asked for. */
function carried(value: Expression): { readonly high: Expression; readonly carry: Expression; readonly width: number } | undefined {
  if (value.kind === 'resize' || value.kind === 'reinterpret') return carried(value.operand);
  if (value.kind !== 'concatenate' || value.parts.length !== 2 || value.parts[1]!.type.width !== 1) return undefined;
  const high = value.parts[0]!;
  return { high, carry: value.parts[1]!, width: high.type.width };
}
