import type { Expression } from '../ir/expression.js';
import { operandsOf } from '../ir/operands.js';

/** By name, the bits that expressions read of it: bit i of the mask is bit i of the net. */
export function bitsRead(expressions: Iterable<Expression>): ReadonlyMap<string, bigint> {
  const read = new Map<string, bigint>();
  const seen = new Set<Expression>();
  const add = (name: string, mask: bigint): void => void read.set(name, (read.get(name) ?? 0n) | mask);
  const visit = (e: Expression): void => {
    if (seen.has(e)) return;
    seen.add(e);
    const bits = (1n << BigInt(e.type.width)) - 1n;
    if (e.kind === 'reference') add(e.name, bits);
    else if (e.kind === 'slice' && e.operand.kind === 'reference') add(e.operand.name, bits << BigInt(e.low));
    else if (e.kind === 'resize' && e.operand.kind === 'reference') add(e.operand.name, bits & ((1n << BigInt(e.operand.type.width)) - 1n));
    else for (const operand of operandsOf(e)) visit(operand);
  };
  for (const expression of expressions) visit(expression);
  return read;
}

/** Whether `all` has every bit of `part`. */
export function coversBits(all: ReadonlyMap<string, bigint>, part: ReadonlyMap<string, bigint>): boolean {
  return [...part].every(([name, mask]) => (mask & ~(all.get(name) ?? 0n)) === 0n);
}
