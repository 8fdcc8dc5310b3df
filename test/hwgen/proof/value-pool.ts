import type { Expression } from '../../../src/hwgen/ir/expression.js';
import { KnownBits } from '../../../src/hwgen/ir/known-bits.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { operandsOf, withOperands } from '../../../src/hwgen/ir/operands.js';
import type { Type } from '../../../src/hwgen/ir/type.js';
import { constant, keep, uint, type Signal } from '../../../src/hwgen/language/hardware.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { UnnamedError } from '../../../src/hwgen/verilog/unnamed.js';
import { randomStep, shape, type Random } from '../verilog/random-expression.js';
import { compositeStep } from './composite-step.js';

/** Nodes of an expression without names in between; larger ones get a name, as a person would give it. */
const LARGEST = 14;

/**
 * The values that the logic of a random module has made so far. Some get a name by `keep`, by chance or because the Verilog would need
 * one (a slice of a sum, say); the others are printed inline.
 */
export class ValuePool {
  readonly values: Signal[] = [];
  /** The forward wires that have a driver so far. */
  readonly wires: { readonly name: string; readonly value: Expression }[] = [];
  private readonly names = new Map<Expression, string>();

  constructor(
    readonly random: Random,
    /** The share of values that are named by chance, in percent. */
    private readonly named: number,
  ) {}

  /** Puts `steps` random operations on the pool's values into it. */
  grow(steps: number): void {
    for (let left = steps; left > 0; ) {
      // The latest are there three times: chains of operations are where texts without names nest.
      const latest = this.values.slice(-3);
      const made = this.random.below(4) === 0 ? compositeStep(this.values, this.random) : randomStep([...this.values, ...latest, ...latest], this.random);
      const value = made && this.printable(made);
      if (!value) continue;
      left--;
      if (this.random.below(100) < this.named) this.name(value);
      this.values.push(value);
    }
  }

  /** The XOR of all values, folded to 64 bits: a wrong bit anywhere shows. */
  digest(): Signal<'unsigned', 64> {
    let sum: Signal<'unsigned', 64> = constant(uint(64), 0);
    const add = (part: Signal): void => {
      const next = this.printable(sum.xor(part.asUnsigned().extend(64)));
      if (next) sum = next;
    };
    for (const value of this.values) {
      add(value.width > 64 ? value.wrap(64) : value);
      const { node } = value;
      if (node.kind === 'reference' || this.names.has(node)) for (let low = 64; low < value.width; low += 64) add(value.slice(Math.min(low + 63, value.width - 1), low));
    }
    return sum;
  }

  /** A value of the pool brought to `type`. */
  take(type: Type): Signal {
    const { random } = this;
    const same = this.values.filter(({ node }) => node.type.sign === type.sign && node.type.width === type.width);
    if (random.below(12) === 0) return constant(shape(type), random.value(type));
    if (same.length > 0 && random.below(3) === 0) return random.of(same);
    // Late values have seen most of the others.
    let value = this.values[Math.max(random.below(this.values.length), random.below(this.values.length))]!;
    if (value.width > type.width) value = random.below(4) === 0 ? value.saturate(type.width) : value.wrap(type.width);
    if (value.sign !== type.sign) value = type.sign === 'signed' ? value.asSigned() : value.asUnsigned();
    return this.printable(value.extend(type.width)) ?? this.take(type);
  }

  /** As `take`, of something that changes: what Verilator sees through an instance as constant, it reports inside. */
  takeChanging(type: Type): Signal {
    for (;;) {
      const value = this.take(type);
      if (new KnownBits(this.wires).value(value.node) === undefined) return value;
    }
  }

  bit(): Signal<'unsigned', 1> {
    return this.take({ sign: 'unsigned', width: 1 });
  }

  /** As `take`, with a name: Verilog indexes and deals out the bits of names only. */
  takeNamed(type: Type): Signal {
    let value = this.take(type);
    while (value.node.kind === 'constant') value = this.take(type);
    return this.name(value);
  }

  private name(value: Signal): Signal {
    const { node } = value;
    if (node.kind === 'constant' || node.kind === 'reference' || this.names.has(node)) return value;
    const name = `n${this.names.size}`;
    keep({ [name]: value });
    this.names.set(node, name);
    return value;
  }

  /** The value, with names for what its text can't do without; undefined when that is no value of the pool. */
  private printable(value: Signal): Signal | undefined {
    for (;;) {
      const node = this.shown(value.node, true);
      const unnamed = needsName(node);
      if (!unnamed && sizeOf(node) <= LARGEST) return value;
      const inner = this.innerValues(value.node);
      if (inner.length === 0) return unnamed ? undefined : this.name(value);
      for (const each of inner) this.name(each);
    }
  }

  /** The expression with references where values have names. */
  private shown(e: Expression, top = false): Expression {
    const name = this.names.get(e);
    if (name !== undefined && !top) return { kind: 'reference', name, type: e.type };
    return operandsOf(e).length === 0 ? e : withOperands(e, (operand) => this.shown(operand));
  }

  /** Values of the pool inside the expression that have no name yet. */
  private innerValues(e: Expression): Signal[] {
    const found = new Set<Signal>();
    const visit = (node: Expression): void => {
      for (const operand of operandsOf(node)) {
        if (operand.kind === 'constant' || operand.kind === 'reference' || this.names.has(operand)) continue;
        const value = this.values.find((each) => each.node === operand);
        if (value) found.add(value);
        else visit(operand);
      }
    };
    visit(e);
    return [...found];
  }
}

/** Would the text of `e` need a name that is not there? Asked of the printer, with `e` as the only output of a module. */
function needsName(e: Expression): boolean {
  const inputs = new Map<string, Type>();
  const visit = (node: Expression): void => {
    if (node.kind === 'reference') inputs.set(node.name, node.type);
    for (const operand of operandsOf(node)) visit(operand);
  };
  visit(e);
  const module: Module = {
    kind: 'module', name: 'probe', doc: '', wires: [], registers: [], memories: [], instances: [], statements: [], assertions: [],
    ports: [
      ...[...inputs].map(([name, type]) => ({ kind: 'port' as const, direction: 'input' as const, name, type, doc: '' })),
      { kind: 'port', direction: 'output', name: 'probed', type: e.type, doc: '' },
    ],
    outputs: [{ port: 'probed', value: e }],
  };
  try {
    printModule(module);
    return false;
  } catch (error) {
    if (error instanceof UnnamedError) return true;
    throw error;
  }
}

const sizeOf = (e: Expression): number => operandsOf(e).reduce((sum, operand) => sum + sizeOf(operand), 1);
