import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Memory, Module, Register } from '../../../src/hwgen/ir/module.js';
import type { Statement } from '../../../src/hwgen/ir/statement.js';
import type { Type } from '../../../src/hwgen/ir/type.js';
import { signed, unsigned } from '../../../src/hwgen/ir/type.js';

/** Pseudo-random draws from a seed (xorshift32): a failing case is told by one number. After `budget` draws all choices are the simplest. */
export class Draws {
  private state: number;

  constructor(seed: number, private budget: number) {
    this.state = (seed * 2654435761) % 2 ** 32 || 1;
  }

  /** 0 .. limit - 1. */
  below(limit: number): number {
    if (this.budget-- <= 0) return 0;
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  get spent(): boolean {
    return this.budget <= 0;
  }

  bits(width: number): bigint {
    // Corner values are where carries and signs go wrong.
    switch (this.below(5)) {
      case 0: return 0n;
      case 1: return (1n << BigInt(width)) - 1n;
      case 2: return 1n << BigInt(width - 1);
    }
    let value = 0n;
    for (let done = 0; done < width; done += 31) value = (value << 31n) | BigInt(this.below(2 ** 31));
    return BigInt.asUintN(width, value);
  }

  value(type: Type): bigint {
    const bits = this.bits(type.width);
    return type.sign === 'signed' ? BigInt.asIntN(type.width, bits) : bits;
  }
}

interface Named {
  readonly name: string;
  readonly type: Type;
}

const widths = [1, 2, 3, 7, 8, 16, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 200];

const randomType = (d: Draws): Type => {
  const width = d.below(3) === 0 ? d.pick([1, 1, 4, 8]) : d.pick(widths);
  return d.below(3) === 0 ? signed(width) : unsigned(width);
};

const reference = ({ name, type }: Named): Expression => ({ kind: 'reference', name, type });

/** Any expression brought to `type` by resizing and reinterpreting. */
function fit(e: Expression, type: Type): Expression {
  const sized: Expression = e.type.width === type.width ? e : { kind: 'resize', operand: e, type: { sign: e.type.sign, width: type.width } };
  return sized.type.sign === type.sign ? sized : { kind: 'reinterpret', operand: sized, type };
}

/** A well-typed expression over `names`, at most `depth` deep. */
function randomExpression(d: Draws, names: readonly Named[], depth: number): Expression {
  const leaf = (): Expression => {
    if (names.length > 0 && d.below(5) > 0) return reference(d.pick(names));
    const type = randomType(d);
    return { kind: 'constant', value: d.value(type), type };
  };
  if (depth === 0 || d.spent) return leaf();
  const sub = (): Expression => randomExpression(d, names, depth - 1);
  const small = (e: Expression): Expression => (e.type.width > 200 ? fit(e, { ...e.type, width: 200 }) : e);
  const a = small(sub());
  switch (d.below(13)) {
    case 0: {
      const op = d.pick(['not', 'negate', 'popcount', 'any', 'all', 'parity'] as const);
      const width = a.type.width;
      const type = op === 'not' ? a.type : op === 'negate' ? signed(width + 1) : op === 'popcount' ? unsigned(width.toString(2).length) : unsigned(1);
      return { kind: 'unary', op, operand: a, type };
    }
    case 1:
    case 2: {
      const op = d.pick(['add', 'subtract', 'multiply'] as const);
      const other = small(sub());
      const right = fit(other, { sign: a.type.sign, width: other.type.width });
      const widest = Math.max(a.type.width, right.type.width);
      const type = op === 'multiply' ? { sign: a.type.sign, width: a.type.width + right.type.width }
        : op === 'add' ? { sign: a.type.sign, width: widest + 1 } : signed(widest + 1);
      return { kind: 'binary', op, left: a, right, type };
    }
    case 3:
      return { kind: 'binary', op: d.pick(['and', 'or', 'xor'] as const), left: a, right: fit(sub(), a.type), type: a.type };
    case 4: {
      const other = small(sub());
      const right = fit(other, { sign: a.type.sign, width: other.type.width });
      const op = d.pick(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const);
      return { kind: 'binary', op, left: a, right: d.below(4) === 0 ? a : right, type: unsigned(1) };
    }
    case 5: {
      const amount = d.below(a.type.width + 70);
      const constantAmount: Expression = { kind: 'constant', value: BigInt(amount), type: unsigned(9) };
      return d.below(2) === 0
        ? { kind: 'shift', op: 'left', operand: a, amount: constantAmount, type: { ...a.type, width: a.type.width + amount } }
        : { kind: 'shift', op: 'right', operand: a, amount: constantAmount, type: a.type };
    }
    case 6: {
      if (d.below(2) === 0) return { kind: 'shift', op: 'right', operand: a, amount: fit(sub(), unsigned(d.pick([3, 6, 7, 9, 70]))), type: a.type };
      const bits = d.pick([1, 3, 6, 7]);
      const type = { ...a.type, width: a.type.width + 2 ** bits - 1 };
      return { kind: 'shift', op: 'left', operand: a, amount: fit(sub(), unsigned(bits)), type };
    }
    case 7:
      return { kind: 'mux', condition: fit(sub(), unsigned(1)), whenTrue: a, whenFalse: fit(sub(), a.type), type: a.type };
    case 8: {
      const parts = [a, small(sub()), ...(d.below(2) ? [small(sub())] : [])];
      return { kind: 'concatenate', parts, type: unsigned(parts.reduce((sum, part) => sum + part.type.width, 0)) };
    }
    case 9: {
      const low = d.below(a.type.width);
      const high = low + d.below(a.type.width - low);
      return { kind: 'slice', operand: a, high, low, type: unsigned(high - low + 1) };
    }
    case 10: {
      const element = d.pick([1, 2, 3, 8, 16, 64, 70]);
      const count = 1 + d.below(Math.floor(200 / element));
      const sign = d.below(3) === 0 ? 'signed' : 'unsigned';
      const index = fit(sub(), unsigned(d.pick([1, 3, 5, 8])));
      return { kind: 'pick', operand: fit(a, unsigned(element * count)), index, type: { sign, width: element } };
    }
    case 11:
      return { kind: 'resize', operand: a, type: { sign: a.type.sign, width: d.pick(widths) } };
    default:
      return { kind: 'reinterpret', operand: a, type: { sign: a.type.sign === 'signed' ? 'unsigned' : 'signed', width: a.type.width } };
  }
}

/** A random module: inputs, wires, registers, an FSM, memories with masks, and down to `levels` levels of instances and arrays of them. */
export function randomModule(d: Draws, levels: number, name = 'top'): Module {
  const inputs = Array.from({ length: 1 + d.below(3) }, (_, i): Named => ({ name: `in${i}`, type: randomType(d) }));
  const registers: Register[] = Array.from({ length: 1 + d.below(4) }, (_, i) => {
    const type = randomType(d);
    return { kind: 'register', name: `r${i}`, type, doc: '', reset: d.below(2) ? d.value(type) : undefined };
  });
  const states = ['idle', 'load', 'run', 'wait', 'done'].slice(0, 2 + d.below(4));
  registers.push({ kind: 'register', name: 'state', type: unsigned(3), reset: 0n, states, doc: '' });

  const visible: Named[] = [...inputs, ...registers];
  const expression = (depth = 3): Expression => randomExpression(d, visible, depth);
  const memories: Memory[] = Array.from({ length: d.below(3) }, (_, i): Memory => {
    const maskUnit = d.pick([1, 4, 8, 33]);
    const width = maskUnit * (1 + d.below(Math.floor(160 / maskUnit)));
    const word = d.below(3) === 0 ? signed(width) : unsigned(width);
    const depth = d.pick([1, 4, 5, 16]);
    const address = (): Expression => fit(expression(1), unsigned(d.pick([2, 4])));
    const memory: Memory = {
      kind: 'memory', name: `m${i}`, word, depth, maskUnit, style: 'auto', doc: '',
      initial: d.below(2) ? Array.from({ length: depth }, () => d.value(word)) : undefined,
      reads: [
        { name: `m${i}_async`, mode: 'async', address: address() },
        { name: `m${i}_sync`, mode: 'sync', address: address(), enable: d.below(2) ? fit(expression(1), unsigned(1)) : undefined },
      ],
    };
    for (const read of memory.reads) visible.push({ name: read.name, type: word });
    return memory;
  });

  const wires: Module['wires'][number][] = [];
  const wire = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const value = randomExpression(d, visible, 3);
      const type = value.type.width > 300 ? { ...value.type, width: 300 } : value.type;
      wires.push({ kind: 'wire', name: `w${wires.length}`, type, value: fit(value, type) });
      visible.push(wires.at(-1)!);
    }
  };
  wire(1 + d.below(4));
  const instances: Module['instances'][number][] = [];
  for (let i = 0; levels > 0 && i < d.below(3); i++) {
    const child = randomModule(d, levels - 1, `${name}_${i}`);
    const count = d.below(2) ? 1 + d.below(4) : undefined;
    const connections = child.ports.filter((port) => port.direction === 'input').map((port) => {
      const each = count !== undefined && d.below(2) === 1;
      return each
        ? { port: port.name, mode: 'each' as const, value: fit(expression(2), unsigned(port.type.width * count)) }
        : { port: port.name, mode: 'shared' as const, value: fit(expression(2), port.type) };
    });
    const outputs = child.ports.filter((port) => port.direction === 'output').map((port) => ({ port: port.name, name: `i${i}_${port.name}` }));
    instances.push({ kind: 'instance', name: `i${i}`, module: child, count, inputs: connections, outputs });
    for (const { port, name: shown } of outputs) {
      const { type } = child.ports.find((p) => p.name === port)!;
      visible.push({ name: shown, type: count === undefined ? type : unsigned(type.width * count) });
    }
  }
  wire(1 + d.below(3));

  const statements = (depth: number): Statement[] => Array.from({ length: 1 + d.below(3) }, () => statement(depth));
  const statement = (depth: number): Statement => {
    const kind = depth === 0 ? d.below(2) : d.below(5);
    const memory = memories.length > 0 ? d.pick(memories) : undefined;
    if (kind === 1 && memory) {
      const units = memory.word.width / memory.maskUnit;
      return {
        kind: 'write', memory: memory.name, port: 0, address: fit(expression(1), unsigned(d.pick([2, 5]))), data: fit(expression(2), memory.word),
        mask: d.below(2) ? fit(expression(1), unsigned(units)) : undefined,
      };
    }
    if (kind === 2 || kind === 3) {
      const branches = Array.from({ length: 1 + d.below(2) }, () => ({ condition: fit(expression(2), unsigned(1)), body: statements(depth - 1) }));
      return { kind: 'when', branches, otherwise: d.below(2) ? statements(depth - 1) : [] };
    }
    if (kind === 4) return { kind: 'match', register: 'state', arms: states.map((state) => ({ state, body: statements(depth - 1) })) };
    const { name: target, type } = d.pick(registers);
    return { kind: 'assign', register: target, value: fit(expression(), type) };
  };
  const body = [...statements(2), ...statements(1)];

  const drivers = [d.pick(registers), d.pick(visible), visible.at(-1)!].map((named, i) => ({ port: `out${i}`, value: reference(named) }));
  return {
    kind: 'module', name, doc: '', wires: wires.reverse(), registers, memories, instances, statements: body, outputs: drivers, assertions: [],
    ports: [
      ...inputs.map((port) => ({ kind: 'port' as const, direction: 'input' as const, doc: '', ...port })),
      ...drivers.map(({ port, value }) => ({ kind: 'port' as const, direction: 'output' as const, name: port, type: value.type, doc: '' })),
    ],
  };
}
