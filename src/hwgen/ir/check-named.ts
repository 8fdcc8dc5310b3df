import { atomOf, isAtom } from './atom.js';
import type { Binary, Expression, Pick, Shift, Unary } from './expression.js';
import type { Finding } from './finding.js';
import type { Memory, Module } from './module.js';
import { allStatements } from './walk.js';

/**
 * Only a net with a name can be sliced, extended by its sign or picked from: a Verilog expression in parentheses can't. Walks every
 * expression with the number of low bits that its user asks for, and finds those that need a name and have none.
 */
export function checkNamed(module: Module): Finding[] {
  const walk = new Walk();
  module.memories.forEach((memory) => memory.reads.forEach(({ address, enable }) => {
    walk.address(address, memory);
    if (enable) walk.value(enable);
  }));
  module.wires.forEach(({ value }) => walk.value(value));
  module.outputs.forEach(({ value }) => walk.value(value));
  module.instances.forEach(({ inputs }) => inputs.forEach(({ mode, value }) => {
    walk.value(value);
    if (mode === 'each' && !isWhole(value)) walk.unnamed(value, 'each');
  }));
  allStatements(module).forEach((statement) => {
    switch (statement.kind) {
      case 'assign':
        return walk.value(statement.value);
      case 'when':
        return statement.branches.forEach(({ condition }) => walk.value(condition));
      case 'write': {
        const { address, data, mask } = statement;
        walk.address(address, module.memories.find(({ name }) => name === statement.memory)!);
        walk.value(data);
        if (mask) for (const part of [mask, data]) if (part.kind !== 'constant' && !isAtom(part)) walk.unnamed(part, 'masked write');
        return;
      }
      case 'match':
        return;
    }
  });
  module.assertions.forEach(({ condition }) => walk.value(condition));
  return walk.findings.map(({ expression, use }): Finding => ({
    kind: 'unnamed', use, of: 'op' in expression ? expression.op : expression.kind, type: expression.type, source: expression.source ?? module.source,
  }));
}

const isWhole = (e: Expression): boolean => {
  if (e.kind === 'reference') return true;
  const atom = atomOf(e);
  return atom !== undefined && atom.width === atom.of;
};

class Walk {
  readonly findings: { readonly expression: Expression; readonly use: string }[] = [];
  /** By how many low bits were asked for. */
  private readonly seen = new Map<number, Set<Expression>>();

  unnamed(expression: Expression, use: string): void {
    this.findings.push({ expression, use });
  }

  value(e: Expression): void {
    this.low(e, e.type.width);
  }

  /** An address is read in the bits that the depth takes, and whole where it can lie past the end. */
  address(e: Expression, { depth }: Memory): void {
    this.low(e, Math.max(1, (depth - 1).toString(2).length));
    const highest = e.kind === 'constant' ? e.value : (1n << BigInt(e.type.width)) - 1n;
    if (highest >= BigInt(depth)) this.value(e);
  }

  /** The low `width` bits of `e`, extended where it has fewer. */
  private low(e: Expression, width: number): void {
    if (e.kind === 'constant' || isAtom(e)) return;
    let seen = this.seen.get(width);
    if (!seen) this.seen.set(width, (seen = new Set()));
    if (seen.has(e)) return;
    seen.add(e);
    const own = e.type.width;
    switch (e.kind) {
      case 'unary':
        return this.unary(e, width);
      case 'binary':
        return this.binary(e, width);
      case 'shift':
        return e.amount.kind === 'constant' ? this.constantShift(e, Number(e.amount.value), width) : this.shift(e, width);
      case 'mux':
        this.low(e.whenTrue, width);
        this.low(e.whenFalse, width);
        return this.value(e.condition);
      case 'concatenate':
        return this.concatenated(e.parts, width);
      case 'slice':
        if (e.low !== 0) this.unnamed(e.operand, 'slice');
        return this.low(e.operand, Math.min(width, own));
      case 'pick':
        return this.pick(e, width);
      case 'resize':
        if (width > own && own < e.operand.type.width) return this.extended(e, e.operand, own);
        return this.low(e.operand, width);
      case 'reinterpret':
        if (width > own && !isZeroExtended(e.operand)) return this.extended(e, e.operand, own);
        return this.low(e.operand, width);
    }
  }

  /** `operand` in `width` bits, then more: with zeros in a concatenation, by its sign only from a name. */
  private extended(e: Expression, operand: Expression, width: number): void {
    if (e.type.sign === 'signed') this.unnamed(e, 'sign extension');
    this.low(operand, width);
  }

  private unary(e: Unary, width: number): void {
    const own = e.type.width;
    switch (e.op) {
      case 'negate':
        return this.low(e.operand, width);
      case 'not':
        return this.low(e.operand, e.type.sign === 'unsigned' ? Math.min(width, own) : width);
      case 'popcount':
        if (width < own) this.unnamed(e, 'slice');
        return this.value(e.operand);
      default:
        return this.value(e.operand);
    }
  }

  private binary(e: Binary, width: number): void {
    let asked = width;
    switch (e.op) {
      case 'and':
      case 'or':
      case 'xor':
        if (e.type.sign === 'unsigned') asked = Math.min(width, e.type.width);
        break;
      case 'add':
      case 'subtract':
      case 'multiply':
        break;
      default:
        asked = Math.max(e.left.type.width, e.right.type.width);
    }
    this.low(e.left, asked);
    this.low(e.right, asked);
  }

  private constantShift(e: Shift, amount: number, width: number): void {
    const of = e.operand.type;
    if (amount === 0) return this.low(e.operand, width);
    if (e.op === 'left') return width > amount ? this.low(e.operand, width - amount) : undefined;
    if (amount >= of.width && of.sign === 'unsigned') return;
    if (width !== of.width && isAtom(e.operand)) return;
    this.rightShift(e, width);
  }

  private shift(e: Shift, width: number): void {
    this.value(e.amount);
    // A wide amount is limited to what makes a difference.
    if (e.amount.type.width > 32) this.low(e.amount, shiftBits(e.operand.type.width));
    if (e.op === 'right') return this.rightShift(e, width);
    this.low(e.operand, e.type.sign === 'unsigned' ? Math.min(width, e.type.width) : width);
  }

  private rightShift(e: Shift, width: number): void {
    const own = e.type.width;
    if (width < own) return this.unnamed(e, 'slice');
    this.low(e.operand, e.type.sign === 'unsigned' ? own : width);
  }

  private concatenated(parts: readonly Expression[], width: number): void {
    let left = width;
    for (let i = parts.length - 1; left > 0 && i >= 0; i--) {
      const e = parts[i]!;
      const taken = Math.min(left, e.type.width);
      this.low(e, taken);
      left -= taken;
    }
  }

  private pick(e: Pick, width: number): void {
    const { operand, index } = e;
    if (width > e.type.width && e.type.sign === 'signed') this.unnamed(e, 'sign extension');
    if (!isWhole(operand)) return this.unnamed(operand, 'pick');
    const element = e.type.width;
    const count = operand.type.width / element;
    if (index.kind === 'constant') return;
    const positionBits = (operand.type.width - 1).toString(2).length;
    const elementBits = Math.log2(element);
    if (count > 1) this.low(index, Number.isInteger(elementBits) ? positionBits - elementBits : positionBits);
    if (2n ** BigInt(index.type.width) > BigInt(count)) this.value(index);
  }
}

/** Bits of the amounts that shift a value of `width` bits: to shift it out takes `width`. */
export const shiftBits = (width: number): number => width.toString(2).length;

/** A natural number in more bits than it needs: its top bit is 0, so a signed reading extends with zeros too. */
const isZeroExtended = (e: Expression): boolean => e.kind === 'resize' && e.operand.type.sign === 'unsigned' && e.type.width > e.operand.type.width;
