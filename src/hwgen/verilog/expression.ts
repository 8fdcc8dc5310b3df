import type { Binary, Expression, Pick, Shift, Slice, Unary } from '../ir/expression.js';
import type { Sign } from '../ir/type.js';
import { shiftBits } from '../ir/check-named.js';
import { atomOf, part, type Atom } from '../ir/atom.js';
import type { Surroundings } from './surroundings.js';
import { binding, cast, concatenation, constant, operand, prefixed, primary, type Binding, type Text } from './text.js';
import { UnnamedError } from './unnamed.js';

const OPERATOR: Record<Binary['op'], readonly [string, Binding]> = {
  add: ['+', binding.add],
  subtract: ['-', binding.add],
  multiply: ['*', binding.multiply],
  and: ['&', binding.and],
  or: ['|', binding.or],
  xor: ['^', binding.xor],
  equal: ['==', binding.equality],
  notEqual: ['!=', binding.equality],
  less: ['<', binding.relation],
  lessEqual: ['<=', binding.relation],
  greater: ['>', binding.relation],
  greaterEqual: ['>=', binding.relation],
};

/**
 * Prints expressions. `at(e, width)` prints the integer value of `e` modulo 2^width, for any width: a wrap or an extension travels down
 * to the names and constants, so sums are printed at the width of their target and nothing is ever cut or extended implicitly.
 */
export class ExpressionPrinter {
  constructor(private readonly surroundings: Surroundings) {}

  /** For a target of the expression's type. */
  value(e: Expression): string {
    const text = this.at(e, e.type.width);
    return (e.type.sign === 'signed' ? cast(text, 'signed') : text).text;
  }

  /** Exactly as its own type, ready to be an operand of parentheses-free syntax (conditions, arguments, ports). */
  typed(e: Expression): Text {
    return cast(this.at(e, e.type.width), e.type.sign);
  }

  /**
   * For the pin of an instance. A connection of equal width has no sign, and yosys 0.55 ends with an assertion at a net, or the net behind
   * an operation, under a sign cast. Concatenations are as everywhere: `$signed({…})`.
   */
  pin(e: Expression): string {
    const text = this.at(e, e.type.width);
    const bare = text.inner ?? text;
    return bare.text.startsWith('{') ? this.value(e) : bare.text;
  }

  at(e: Expression, width: number): Text {
    const atom = atomOf(e);
    if (atom) return this.bits(atom, width, e.type.sign);
    const own = e.type.width;
    switch (e.kind) {
      case 'constant':
        return constant(e.value, width, e.type.sign);
      case 'unary':
        return this.unary(e, width);
      case 'binary':
        return this.binary(e, width);
      case 'shift':
        return e.amount.kind === 'constant' ? this.constantShift(e, Number(e.amount.value), width) : this.shift(e, width);
      case 'mux': {
        const known = this.surroundings.known(e.condition);
        if (known !== undefined) return this.at(known === 0n ? e.whenFalse : e.whenTrue, width);
        const [whenTrue, whenFalse] = this.alike(this.at(e.whenTrue, width), this.at(e.whenFalse, width), e.type.sign);
        const condition = this.typed(e.condition);
        const test = condition.binds === binding.choice ? `(${condition.text})` : condition.text;
        const first = whenTrue.binds === binding.choice ? `(${whenTrue.text})` : whenTrue.text;
        return { text: `${test} ? ${first} : ${whenFalse.text}`, binds: binding.choice, sign: whenTrue.sign };
      }
      case 'concatenate':
        return this.concatenate(e.parts, width);
      case 'slice':
        return this.slice(e, width);
      case 'pick':
        return this.pick(e, width);
      case 'resize':
        if (width <= own || own >= e.operand.type.width) return this.at(e.operand, width);
        return this.pad(e, this.at(e.operand, own), width);
      case 'reinterpret':
        if (width <= own || isZeroExtended(e.operand)) return this.at(e.operand, width);
        return this.pad(e, this.at(e.operand, own), width);
      case 'reference':
        throw new Error('a reference is an atom');
    }
  }

  /** Bits of a net, cut or extended to `width` by `sign`. */
  bits(atom: Atom, width: number, sign: Sign): Text {
    const kept = Math.min(width, atom.width);
    const shown = this.range(atom, kept);
    if (width === kept) return shown;
    if (sign === 'unsigned') return concatenation([zeros(width - kept), shown.text]);
    const top = this.range(part(atom, atom.width - 1, 1)!, 1).text;
    return cast(concatenation([...Array<string>(width - kept).fill(top), shown.text]), 'signed');
  }

  private range(atom: Atom, width: number): Text {
    const { name, low, of } = atom;
    this.surroundings.read(name, ((1n << BigInt(width)) - 1n) << BigInt(low));
    if (width === of) return primary(name, this.surroundings.signOf(name));
    return primary(width === 1 ? `${name}[${low}]` : `${name}[${low + width - 1}:${low}]`);
  }

  /** Extends a printed compound: an unsigned one in a concatenation, a signed one only by name. */
  private pad(e: Expression, text: Text, width: number): Text {
    if (e.type.sign === 'signed') throw new UnnamedError(e, 'sign extension');
    return concatenation([zeros(width - e.type.width), text.text]);
  }

  private unary(e: Unary, width: number): Text {
    const own = e.type.width;
    const of = e.operand.type;
    switch (e.op) {
      case 'negate': {
        const text = this.at(e.operand, width);
        return { text: prefixed('-', text), binds: binding.sign, sign: text.sign };
      }
      case 'not': {
        if (width > own && e.type.sign === 'unsigned') return this.pad(e, this.unary(e, own), width);
        const text = this.at(e.operand, width);
        return { text: prefixed(width === 1 && text.sign === 'unsigned' ? '!' : '~', text), binds: binding.sign, sign: text.sign };
      }
      case 'popcount': {
        if (width < own) throw new UnnamedError(e, 'slice');
        if (width > own) return this.pad(e, this.unary(e, own), width);
        if (of.width === 1) return cast(this.at(e.operand, 1), 'unsigned');
        const net = this.surroundings.popcountNet(e);
        if (net !== undefined) return primary(net);
        return primary(`${this.surroundings.popcount(of.width)}(${this.at(e.operand, of.width).text})`);
      }
      case 'any':
      case 'all':
      case 'parity': {
        if (width > own) return this.pad(e, this.unary(e, own), width);
        const text = this.typed(e.operand);
        if (of.width === 1) return cast(text, 'unsigned');
        return { text: prefixed({ any: '|', all: '&', parity: '^' }[e.op], text), binds: binding.reduction, sign: 'unsigned' };
      }
    }
  }

  private binary(e: Binary, width: number): Text {
    const [operator, binds] = OPERATOR[e.op];
    const own = e.type.width;
    const infix = (left: Text, right: Text, sign: Sign): Text => ({
      text: `${operand(left, binds, 'left')} ${operator} ${operand(right, binds, 'right')}`,
      binds,
      sign,
    });
    switch (e.op) {
      case 'and':
      case 'or':
      case 'xor':
      case 'add':
      case 'subtract':
      case 'multiply': {
        const bitwise = e.op === 'and' || e.op === 'or' || e.op === 'xor';
        if (bitwise && width > own && e.type.sign === 'unsigned') return this.pad(e, this.binary(e, own), width);
        const [left, right] = this.alike(this.at(e.left, width), this.at(e.right, width), e.left.type.sign);
        return infix(left, right, left.sign);
      }
      default: {
        if (width > own) return this.pad(e, this.binary(e, own), width);
        // Linters report comparisons that can have one outcome only.
        const outcome = this.surroundings.outcome(e);
        if (outcome !== undefined) return constant(outcome ? 1n : 0n, width, 'unsigned');
        const state = this.stateTest(e);
        if (state) return infix(primary(state.register), primary(state.name), 'unsigned');
        const common = Math.max(e.left.type.width, e.right.type.width);
        const { sign } = e.left.type;
        return infix(cast(this.at(e.left, common), sign), cast(this.at(e.right, common), sign), 'unsigned');
      }
    }
  }

  private stateTest({ left, right }: Binary): { register: string; name: string } | undefined {
    if (left.kind !== 'reference' || right.kind !== 'constant') return undefined;
    const name = this.surroundings.stateName(left.name, right.value);
    if (name === undefined) return undefined;
    this.surroundings.read(left.name, (1n << BigInt(left.type.width)) - 1n);
    return { register: left.name, name };
  }

  /** A left shift by a constant is wiring; a right shift of a net cut or extended is a part of it. */
  private constantShift(e: Shift, amount: number, width: number): Text {
    if (amount === 0) return this.at(e.operand, width);
    if (e.op === 'left') {
      if (width <= amount) return constant(0n, width, 'unsigned');
      return concatenation([this.at(e.operand, width - amount).text, zeros(amount)]);
    }
    const of = e.operand.type;
    if (amount >= of.width) {
      if (of.sign === 'unsigned') return constant(0n, width, 'unsigned');
      return this.constantShift({ ...e, amount: { ...e.amount, value: BigInt(of.width - 1) } as Expression }, of.width - 1, width);
    }
    const atom = atomOf(e.operand);
    if (width !== of.width && atom) return this.bits(part(atom, amount, of.width - amount)!, width, of.sign);
    return this.rightShift(e, String(amount), width);
  }

  private shift(e: Shift, width: number): Text {
    if (e.op === 'right') return this.rightShift(e, this.shiftAmount(e), width);
    const amount = operand(this.typed(e.amount), binding.shift, 'right');
    if (width > e.type.width && e.type.sign === 'unsigned') return this.pad(e, this.shift(e, e.type.width), width);
    const text = this.at(e.operand, width);
    return { text: `${operand(text, binding.shift, 'left')} << ${amount}`, binds: binding.shift, sign: text.sign };
  }

  /**
   * Verilator refuses amounts of more than 32 bits once it knows them as constants. Beyond the operand's width the amount makes no
   * difference, so a wide one is limited to that.
   */
  private shiftAmount({ operand: shifted, amount }: Shift): string {
    const whole = this.typed(amount);
    if (amount.type.width <= 32) return operand(whole, binding.shift, 'right');
    const bits = shiftBits(shifted.type.width);
    const most = BigInt(shifted.type.width);
    const test = `${operand(whole, binding.relation, 'left')} > ${constant(most, amount.type.width, 'unsigned').text}`;
    const small = this.at(amount, bits);
    return `(${test} ? ${constant(most, bits, 'unsigned').text} : ${small.binds === binding.choice ? `(${small.text})` : small.text})`;
  }

  private rightShift(e: Shift, amount: string, width: number): Text {
    const { sign, width: own } = e.type;
    if (width < own) throw new UnnamedError(e, 'slice');
    if (width > own && sign === 'unsigned') return this.pad(e, this.rightShift(e, amount, own), width);
    const text = cast(this.at(e.operand, width), sign);
    return { text: `${operand(text, binding.shift, 'left')} ${sign === 'signed' ? '>>>' : '>>'} ${amount}`, binds: binding.shift, sign };
  }

  private concatenate(parts: readonly Expression[], width: number): Text {
    const texts: string[] = [];
    let left = width;
    for (const e of parts.toReversed()) {
      if (left === 0) break;
      const taken = Math.min(left, e.type.width);
      texts.unshift(this.at(e, taken).text);
      left -= taken;
    }
    return concatenation(left > 0 ? [zeros(left), ...texts] : texts);
  }

  private slice(e: Slice, width: number): Text {
    if (e.low !== 0) throw new UnnamedError(e.operand, 'slice');
    const own = e.type.width;
    return width <= own ? this.at(e.operand, width) : this.pad(e, this.at(e.operand, own), width);
  }

  private pick(e: Pick, width: number): Text {
    const element = e.type.width;
    if (width > element) return this.pad(e, this.pick(e, element), width);
    const vector = atomOf(e.operand);
    if (!vector || vector.width !== vector.of) throw new UnnamedError(e.operand, 'pick');
    const count = e.operand.type.width / element;
    const { index } = e;
    if (index.kind === 'constant' && index.value >= BigInt(count)) return constant(0n, width, 'unsigned');
    const picked = count === 1 ? this.range(vector, width).text : this.element(vector, index, element, width);
    if (2n ** BigInt(index.type.width) <= BigInt(count)) return primary(picked);
    const known = this.surroundings.known(index);
    if (known !== undefined) return known < BigInt(count) ? primary(picked) : constant(0n, width, 'unsigned');
    const inside = below(this.typed(index), count, index.type.width);
    return { text: `${inside} ? ${picked} : ${zeros(width)}`, binds: binding.choice, sign: 'unsigned' };
  }

  /** `vec[{index, 3'd0} +: 8]`: the position in exactly the bits that the vector's width asks for. */
  private element(vector: Atom, index: Expression, element: number, width: number): string {
    this.surroundings.read(vector.name, (1n << BigInt(vector.of)) - 1n);
    const positionBits = (vector.of - 1).toString(2).length;
    const elementBits = Math.log2(element);
    let position: string;
    if (element === 1) position = this.at(index, positionBits).text;
    else if (Number.isInteger(elementBits)) position = concatenation([this.at(index, positionBits - elementBits).text, zeros(elementBits)]).text;
    else position = `${operand(this.at(index, positionBits), binding.multiply, 'left')} * ${constant(BigInt(element), positionBits, 'unsigned').text}`;
    return element === 1 ? `${vector.name}[${position}]` : `${vector.name}[${position} +: ${width}]`;
  }

  /** Two texts under one sign; equal width makes the choice free, so a cast is only written when they differ. */
  private alike(left: Text, right: Text, sign: Sign): [Text, Text] {
    return left.sign === right.sign ? [left, right] : [cast(left, sign), cast(right, sign)];
  }
}

/** `index < count`, which for the first element alone is a test for 0: `< 1` is one that linters see as never failing once they know the index. */
export function below(index: Text, count: number, width: number): string {
  const [operator, limit, binds] = count === 1 ? (['==', 0n, binding.equality] as const) : (['<', BigInt(count), binding.relation] as const);
  return `${operand(index, binds, 'left')} ${operator} ${constant(limit, width, 'unsigned').text}`;
}

const zeros = (width: number): string => constant(0n, width, 'unsigned').text;

/** A natural number in more bits than it needs: its top bit is 0, so a signed reading extends with zeros too. */
const isZeroExtended = (e: Expression): boolean => e.kind === 'resize' && e.operand.type.sign === 'unsigned' && e.type.width > e.operand.type.width;
