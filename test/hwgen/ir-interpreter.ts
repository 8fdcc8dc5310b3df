import type { Expression } from '../../src/hwgen/ir/expression.js';
import type { Instance, Memory, Module } from '../../src/hwgen/ir/module.js';
import type { Statement } from '../../src/hwgen/ir/statement.js';
import type { Type } from '../../src/hwgen/ir/type.js';

/**
 * The oracle of the hardware tests: evaluates the IR literally, node by node, in bigints, lazily from the outputs back. It shares no
 * code with the printer or the engine and aims at being obviously right, not fast. Registers and memories start at 0.
 */
export interface Interpreter {
  /** Sets an input of the top module, or `rst`. */
  set(input: string, value: number | bigint | boolean): void;
  /** The settled value of a name of the top module, or of a path such as `dot0.acc` or `dots[3].acc`, read as its type. */
  get(path: string): bigint;
  /** Rising edges with the present inputs. */
  tick(edges?: number): void;
  /** `rst` high for some edges, then low. */
  reset(edges?: number): void;
  /** Checks and assumptions that did not hold at an edge so far, as `cycle: path: kind name`. */
  readonly failures: readonly string[];
  /** How often each cover, `path: name`, held at an edge. */
  readonly covered: ReadonlyMap<string, number>;
  readonly cycle: number;
}

export function interpret(module: Module): Interpreter {
  const inputs = new Map<string, bigint>();
  const failures: string[] = [];
  const covered = new Map<string, number>();
  let rst = false;
  let cycle = 0;
  const top: Scope = new Scope(module, (port) => inputs.get(port) ?? 0n);
  const interpreter: Interpreter = {
    failures,
    covered,
    get cycle() {
      return cycle;
    },
    set(input, value) {
      if (input === 'rst') rst = BigInt(value) !== 0n;
      else {
        const port = module.ports.find((p) => p.name === input && p.direction === 'input');
        if (!port) throw new Error(`${module.name} has no input ${input}`);
        inputs.set(input, read(BigInt(value), port.type));
      }
      top.forget();
    },
    get: (path) => top.at(path),
    tick(edges = 1) {
      for (let i = 0; i < edges; i++) {
        if (!rst) top.observe('', (path, kind, name, holds) => {
          if (kind !== 'cover' && !holds) failures.push(`${cycle}: ${path || module.name}: ${kind} ${name}`);
          if (kind === 'cover' && holds) covered.set(`${path || module.name}: ${name}`, (covered.get(`${path || module.name}: ${name}`) ?? 0) + 1);
        });
        const updates: (() => void)[] = [];
        top.plan(rst, updates);
        for (const update of updates) update();
        top.forget();
        cycle++;
      }
    },
    reset(edges = 1) {
      interpreter.set('rst', 1);
      interpreter.tick(edges);
      interpreter.set('rst', 0);
    },
  };
  return interpreter;
}

/** The low bits of `value` read as `type`. */
function read(value: bigint, type: Type): bigint {
  return type.sign === 'signed' ? BigInt.asIntN(type.width, value) : BigInt.asUintN(type.width, value);
}

const unsignedBits = (value: bigint, type: Type): bigint => BigInt.asUintN(type.width, value);

/** One copy of a module in the hierarchy. */
class Scope {
  private readonly settled = new Map<string, bigint>();
  private readonly busy = new Set<string>();
  /** Registers and synchronous read ports. */
  private readonly held = new Map<string, bigint>();
  private readonly contents = new Map<string, bigint[]>();
  private readonly children = new Map<string, Scope[]>();
  private readonly producers = new Map<string, () => bigint>();

  constructor(
    private readonly module: Module,
    input: (port: string) => bigint,
  ) {
    for (const { port, value } of module.outputs) this.producers.set(port, () => this.evaluate(value));
    for (const port of module.ports) if (port.direction === 'input') this.producers.set(port.name, () => input(port.name));
    for (const wire of module.wires) this.producers.set(wire.name, () => this.evaluate(wire.value));
    for (const register of module.registers) {
      this.held.set(register.name, 0n);
      this.producers.set(register.name, () => this.held.get(register.name)!);
    }
    for (const memory of module.memories) {
      this.contents.set(memory.name, Array.from({ length: memory.depth }, (_, i) => memory.initial?.[i] ?? 0n));
      for (const port of memory.reads) {
        if (port.mode === 'sync') this.held.set(port.name, 0n);
        this.producers.set(port.name, port.mode === 'sync' ? () => this.held.get(port.name)! : () => this.word(memory, port.address));
      }
    }
    for (const instance of module.instances) {
      const scopes = Array.from({ length: instance.count ?? 1 }, (_, i) => new Scope(instance.module, (port) => this.connection(instance, port, i)));
      this.children.set(instance.name, scopes);
      for (const { port, name } of instance.outputs) this.producers.set(name, () => this.instanceOutput(instance, scopes, port));
    }
  }

  at(path: string): bigint {
    const [, head, , index, rest] = /^([^.[]+)(\[(\d+)\])?(?:\.(.*))?$/.exec(path) ?? [];
    if (rest === undefined) return this.value(path);
    const child = this.children.get(head!)?.[Number(index ?? 0)];
    if (!child) throw new Error(`${this.module.name} has no instance ${head}`);
    return child.at(rest);
  }

  forget(): void {
    this.settled.clear();
    for (const scopes of this.children.values()) for (const scope of scopes) scope.forget();
  }

  private value(name: string): bigint {
    const known = this.settled.get(name);
    if (known !== undefined) return known;
    const produce = this.producers.get(name);
    if (!produce) throw new Error(`${this.module.name} has no net ${name}`);
    if (this.busy.has(name)) throw new Error(`combinational loop through ${this.module.name}.${name}`);
    this.busy.add(name);
    const value = produce();
    this.busy.delete(name);
    this.settled.set(name, value);
    return value;
  }

  private connection(instance: Instance, portName: string, index: number): bigint {
    const { type } = instance.module.ports.find((p) => p.name === portName)!;
    const connection = instance.inputs.find((c) => c.port === portName);
    if (!connection) throw new Error(`${instance.name}.${portName} is not connected`);
    const value = this.evaluate(connection.value);
    return connection.mode === 'shared' ? value : read(unsignedBits(value, connection.value.type) >> BigInt(index * type.width), type);
  }

  private instanceOutput(instance: Instance, scopes: readonly Scope[], port: string): bigint {
    if (instance.count === undefined) return scopes[0]!.value(port);
    const { type } = instance.module.ports.find((p) => p.name === port)!;
    return scopes.reduce((sum, scope, i) => sum | (unsignedBits(scope.value(port), type) << BigInt(i * type.width)), 0n);
  }

  private word(memory: Memory, address: Expression): bigint {
    const index = this.evaluate(address);
    return index < BigInt(memory.depth) ? this.contents.get(memory.name)![Number(index)]! : 0n;
  }

  private evaluate(e: Expression): bigint {
    return read(this.integer(e), e.type);
  }

  private integer(e: Expression): bigint {
    switch (e.kind) {
      case 'constant':
        return e.value;
      case 'reference':
        return this.value(e.name);
      case 'unary': {
        const value = this.evaluate(e.operand);
        const bits = unsignedBits(value, e.operand.type);
        const ones = [...bits.toString(2)].filter((digit) => digit === '1').length;
        switch (e.op) {
          case 'not':
            return ~value;
          case 'negate':
            return -value;
          case 'popcount':
            return BigInt(ones);
          case 'any':
            return ones > 0 ? 1n : 0n;
          case 'all':
            return ones === e.operand.type.width ? 1n : 0n;
          case 'parity':
            return BigInt(ones % 2);
        }
      }
      case 'binary': {
        const left = this.evaluate(e.left);
        const right = this.evaluate(e.right);
        switch (e.op) {
          case 'add':
            return left + right;
          case 'subtract':
            return left - right;
          case 'multiply':
            return left * right;
          case 'and':
            return left & right;
          case 'or':
            return left | right;
          case 'xor':
            return left ^ right;
          case 'equal':
            return left === right ? 1n : 0n;
          case 'notEqual':
            return left !== right ? 1n : 0n;
          case 'less':
            return left < right ? 1n : 0n;
          case 'lessEqual':
            return left <= right ? 1n : 0n;
          case 'greater':
            return left > right ? 1n : 0n;
          case 'greaterEqual':
            return left >= right ? 1n : 0n;
        }
      }
      case 'shift': {
        const value = this.evaluate(e.operand);
        const amount = this.evaluate(e.amount);
        if (e.op === 'left') return value << amount;
        // BigInt's >> floors, which is the arithmetic shift of a signed value and the logical one of a natural.
        return value >> (amount > BigInt(e.operand.type.width) ? BigInt(e.operand.type.width) : amount);
      }
      case 'mux':
        return this.evaluate(e.condition) ? this.evaluate(e.whenTrue) : this.evaluate(e.whenFalse);
      case 'concatenate':
        return e.parts.reduce((bits, part) => (bits << BigInt(part.type.width)) | unsignedBits(this.evaluate(part), part.type), 0n);
      case 'slice':
        return BigInt.asUintN(e.high - e.low + 1, unsignedBits(this.evaluate(e.operand), e.operand.type) >> BigInt(e.low));
      case 'pick': {
        const index = this.evaluate(e.index);
        const elements = BigInt(e.operand.type.width / e.type.width);
        return index < elements ? unsignedBits(this.evaluate(e.operand), e.operand.type) >> (index * BigInt(e.type.width)) : 0n;
      }
      case 'resize':
      case 'reinterpret':
        return this.evaluate(e.operand);
    }
  }

  observe(path: string, report: (path: string, kind: string, name: string, holds: boolean) => void): void {
    for (const { kind, name, condition } of this.module.assertions) report(path, kind, name, this.evaluate(condition) === 1n);
    for (const [name, scopes] of this.children)
      scopes.forEach((scope, i) => {
        const array = this.module.instances.find((instance) => instance.name === name)!.count !== undefined;
        scope.observe(`${path && `${path}.`}${name}${array ? `[${i}]` : ''}`, report);
      });
  }

  /** Adds what this edge changes to `updates`, in order; nothing changes yet. */
  plan(rst: boolean, updates: (() => void)[]): void {
    for (const memory of this.module.memories)
      for (const port of memory.reads)
        if (port.mode === 'sync' && (port.enable === undefined || this.evaluate(port.enable))) {
          const word = this.word(memory, port.address);
          updates.push(() => this.held.set(port.name, word));
        }
    this.run(this.module.statements, updates);
    if (rst)
      for (const { name, reset } of this.module.registers) if (reset !== undefined) updates.push(() => this.held.set(name, reset));
    for (const scopes of this.children.values()) for (const scope of scopes) scope.plan(rst, updates);
  }

  private run(body: readonly Statement[], updates: (() => void)[]): void {
    for (const statement of body)
      switch (statement.kind) {
        case 'assign': {
          const value = this.evaluate(statement.value);
          updates.push(() => this.held.set(statement.register, value));
          break;
        }
        case 'when':
          this.run(statement.branches.find(({ condition }) => this.evaluate(condition) === 1n)?.body ?? statement.otherwise, updates);
          break;
        case 'match': {
          const states = this.module.registers.find(({ name }) => name === statement.register)!.states!;
          const state = states[Number(this.value(statement.register))];
          this.run(statement.arms.find((arm) => arm.state === state)?.body ?? [], updates);
          break;
        }
        case 'write':
          this.planWrite(statement, updates);
          break;
      }
  }

  private planWrite(statement: Extract<Statement, { kind: 'write' }>, updates: (() => void)[]): void {
    const memory = this.module.memories.find(({ name }) => name === statement.memory)!;
    const index = this.evaluate(statement.address);
    if (index >= BigInt(memory.depth)) return;
    const data = unsignedBits(this.evaluate(statement.data), memory.word);
    const mask = statement.mask && this.evaluate(statement.mask);
    updates.push(() => {
      const words = this.contents.get(memory.name)!;
      let bits = unsignedBits(words[Number(index)]!, memory.word);
      for (let unit = 0; unit * memory.maskUnit < memory.word.width; unit++) {
        if (mask !== undefined && !((mask >> BigInt(unit)) & 1n)) continue;
        const lane = ((1n << BigInt(memory.maskUnit)) - 1n) << BigInt(unit * memory.maskUnit);
        bits = (bits & ~lane) | (data & lane);
      }
      words[Number(index)] = read(bits, memory.word);
    });
  }
}
