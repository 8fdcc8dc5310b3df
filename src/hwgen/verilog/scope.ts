import type { Binary, Expression } from '../ir/expression.js';
import { KnownBits } from '../ir/known-bits.js';
import type { Instance, Module } from '../ir/module.js';
import { unsigned, type Sign, type Type } from '../ir/type.js';
import { netTypes } from '../ir/net-types.js';
import { popcountInstances, type PopcountInstance } from './popcount-nets.js';
import type { Surroundings } from './surroundings.js';
import type { Target } from './target.js';

/** The names of one module while it is printed: types, read bits, state names, and names that the printer makes up itself. */
export class Scope implements Surroundings {
  readonly types: ReadonlyMap<string, Type>;
  readonly popcounts = new Set<number>();
  readonly popcountInstances: ReadonlyMap<Expression, PopcountInstance>;
  private readonly readBits = new Map<string, bigint>();
  private readonly taken: Set<string>;
  private readonly knownBits: KnownBits;
  private readonly outputNets = new Map<Instance, ReadonlyMap<string, string>>();
  private readonly states = new Map<string, readonly string[]>();
  readonly usedStates = new Set<string>();

  constructor(module: Module, target: Target) {
    const types = new Map(netTypes(module));
    this.types = types;
    this.knownBits = new KnownBits(module.wires);
    this.taken = new Set([...types.keys(), ...module.memories.map(({ name }) => name), ...module.instances.map(({ name }) => name), 'clk', 'rst']);
    const machines = module.registers.filter(({ states }) => states !== undefined);
    const uses = new Map<string, number>();
    for (const name of machines.flatMap(({ states }) => states!)) uses.set(name, (uses.get(name) ?? 0) + 1);
    for (const { name, states } of machines)
      this.states.set(name, states!.map((state) => (uses.get(state) === 1 && !this.taken.has(state) ? this.fresh(state) : this.fresh(`${name.toUpperCase()}_${state}`))));
    for (const instance of module.instances) this.nameOutputs(instance, types);
    this.popcountInstances = popcountInstances(module, target, (base) => this.fresh(base));
  }

  /** A name of the printer's own: `base`, or with underscores behind it until it is free. */
  fresh(base: string): string {
    const name = this.free(base);
    this.taken.add(name);
    return name;
  }

  /** As `fresh`, for a name that is local to its own scope and may be used again. */
  free(base: string): string {
    return this.taken.has(base) ? this.free(`${base}_`) : base;
  }

  /** The net of an instance's output: the design's, or one of the printer's own where the design leaves the output out. */
  outputNet(instance: Instance, port: string): string {
    return this.outputNets.get(instance)!.get(port)!;
  }

  private nameOutputs(instance: Instance, types: Map<string, Type>): void {
    const nets = new Map(instance.outputs.map(({ port, name }) => [port, name]));
    for (const { direction, name, type } of instance.module.ports) {
      if (direction === 'input' || nets.has(name)) continue;
      const net = this.fresh(`${instance.name}_${name}`);
      nets.set(name, net);
      types.set(net, instance.count === undefined ? type : unsigned(type.width * instance.count));
    }
    this.outputNets.set(instance, nets);
  }

  stateNames(register: string): readonly string[] {
    return this.states.get(register) ?? [];
  }

  stateName(register: string, value: bigint): string | undefined {
    const name = this.states.get(register)?.[Number(value)];
    if (name !== undefined) this.usedStates.add(name);
    return name;
  }

  known(e: Expression): bigint | undefined {
    return this.knownBits.value(e);
  }

  outcome(e: Binary): boolean | undefined {
    return this.knownBits.outcome(e);
  }

  read(name: string, bits: bigint): void {
    this.readBits.set(name, (this.readBits.get(name) ?? 0n) | bits);
  }

  /** The bits of a net that no printed text has read so far, as a mask. */
  unread(name: string): bigint {
    const all = (1n << BigInt(this.types.get(name)!.width)) - 1n;
    return all & ~(this.readBits.get(name) ?? 0n);
  }

  signOf(name: string): Sign {
    return this.types.get(name)!.sign;
  }

  popcount(width: number): string {
    this.popcounts.add(width);
    return `popcount_${width}`;
  }

  popcountNet(e: Expression): string | undefined {
    return this.popcountInstances.get(e)?.net;
  }
}
