import type { Binary, Expression, Slice } from '../../hwgen/ir/expression.js';
import type { Scope } from './flat-design.js';
import { resolve } from './flat-design.js';
import type { Limb } from './limb.js';
import type { ExpressionLowering } from './lower-expression.js';
import type { Value } from './value.js';
import { extended, limbCount, normalise } from './value.js';
import { addLimbs, subtractLimbs } from './wide-arithmetic.js';

/**
 * Hardware adds a carry by a bit below the lowest: {x, c} + {y, d} without its lowest bit is x + y + (c and d), {x, c} - {y, d} is
 * x - y - (d and not c), and with ~z for y and 1 for d that is x + z + c. Software adds the carry itself. The value of such a slice;
 * undefined for any other. Its lowest bit is bit 1 of the sum.
 */
export function lowerCarryChain(lowering: ExpressionLowering, { operand, type }: Slice, scope: Scope): Value | undefined {
  const found = arithmetic(operand, scope);
  if (!found) return undefined;
  const [left, right] = [carried(found.binary.left), carried(found.binary.right)];
  if (!left || !right || Math.min(left.width, right.width) < type.width) return undefined;
  const { graph } = lowering;
  const count = limbCount(type.width);
  const limbs = (value: Expression) => extended(graph, lowering.lower(value, found.scope), count);
  const bit = (value: Expression) => lowering.lower(value, found.scope).limbs[0]!;
  const one = (value: Expression): boolean => value.kind === 'constant' && value.value === 1n;
  const number = (carry: Limb) => [graph.word(carry), ...Array.from({ length: count - 1 }, () => graph.number(0))];

  const { high: x, carry: c } = left;
  const { high: y, carry: d } = right;
  const sum = (other: Value['limbs'], carry: Limb): Value => normalise(graph, addLimbs(graph, addLimbs(graph, limbs(x), other), number(carry)), type);
  if (found.binary.op === 'add') return sum(limbs(y), c === d ? bit(c) : graph.and(bit(c), bit(d)));
  if (y.kind === 'unary' && y.op === 'not' && one(d)) return sum(limbs(y.operand), bit(c));
  const borrow = one(d) ? graph.not(bit(c)) : graph.and(graph.not(bit(c)), bit(d));
  return normalise(graph, subtractLimbs(graph, subtractLimbs(graph, limbs(x), limbs(y)), number(borrow)), type);
}

/** The sum or difference that an expression or a wire is. */
function arithmetic(value: Expression, scope: Scope): { readonly binary: Binary; readonly scope: Scope } | undefined {
  if (value.kind === 'binary' && (value.op === 'add' || value.op === 'subtract')) return { binary: value, scope };
  if (value.kind !== 'reference') return undefined;
  const { definition } = resolve(scope, value.name);
  return definition.kind === 'expression' ? arithmetic(definition.value, definition.scope) : undefined;
}

/** A value of two parts, the lower one a single bit, and how many bits of the upper one are as they are: a resize may cut it, or have more, which nobody asks for. */
function carried(value: Expression): { readonly high: Expression; readonly carry: Expression; readonly width: number } | undefined {
  if (value.kind === 'resize' || value.kind === 'reinterpret') {
    const whole = carried(value.operand);
    return whole && { ...whole, width: Math.min(whole.width, value.type.width - 1) };
  }
  if (value.kind !== 'concatenate' || value.parts.length !== 2 || value.parts[1]!.type.width !== 1) return undefined;
  const high = value.parts[0]!;
  return { high, carry: value.parts[1]!, width: high.type.width };
}
