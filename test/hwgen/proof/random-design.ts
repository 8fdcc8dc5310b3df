import type { Module } from '../../../src/hwgen/ir/module.js';
import { assume, check, cover, each, module, type Definition, type ForwardWire, type Fsm, type MemoryState, type Register, type Signal, type Stream } from '../../../src/hwgen/language/hardware.js';
import { Random } from '../verilog/random-expression.js';
import { randomInterface, type RandomInterface } from './random-interface.js';
import { RandomStatements, addressBits } from './random-statements.js';
import { ValuePool } from './value-pool.js';

type Any = Record<string, unknown>;

const BIT = { sign: 'unsigned', width: 1 } as const;

/**
 * A random well-typed module of the hardware language, the same for a seed for ever: every operator, widths 1 to 140 (130 modules in a row have inputs of every
 * width to 130), nested `when` and `match`, memories, streams, instances and arrays down to two levels.
 */
export function randomDesign(seed: number): Module {
  const random = new Random(Math.imul(seed, 0x9e3779b1));
  return define(random, `p${seed}`, random.of([0, 0, 0, 0, 0, 0, 1, 1, 1, 2]), 140, 1 + (seed % 130)).ir;
}

function define(random: Random, name: string, levels: number, widest: number, signedWidth?: number): Placeable {
  const shape = randomInterface(random, { widest, size: levels === 0 ? random.below(3) : 1 + random.below(2), ...(signedWidth !== undefined && { signedWidth }) });
  const children = Array.from({ length: levels === 0 ? 0 : random.of([1, 1, 2]) }, (_, i) => {
    const count = random.below(2) === 0 ? undefined : 1 + random.below(4);
    return { definition: define(random, `${name}_${i}`, levels - 1, count === undefined ? widest : 33), count };
  });
  return module(name, () => shape, (signals) => logic(random, shape, signals as Any, children) as never)() as unknown as Placeable;
}

/** A definition whose interface is known at run time only. */
type Placeable = Definition<RandomInterface>;
type Child = { readonly definition: Placeable; readonly count: number | undefined };

function logic(random: Random, shape: RandomInterface, signals: Any, children: readonly Child[]): Any {
  const pool = new ValuePool(random, random.of([100, 50, 20, 0]));
  const all = <T>(part: object): T[] => Object.keys(part).map((key) => signals[key] as T);
  const state = Object.entries(shape.state);
  const ofKind = <T>(kind: string): T[] => state.filter(([, each]) => each.kind === kind).map(([key]) => signals[key] as T);
  const registers = ofKind<Register>('bits');
  const machines = ofKind<Fsm<string>>('states');
  const [sinks, sources] = [all<Stream>(shape.sinks), all<Stream>(shape.sources)];

  // 1. What the module sees. The parts of a stream that it drives itself come last: they may not depend on themselves.
  pool.values.push(...all<Signal>(shape.inputs), ...registers, ...machines);
  pool.values.push(...sinks.flatMap(({ valid, data }) => [valid, data]), ...sources.map(({ ready }) => ready));
  for (const machine of machines) pool.values.push(machine.is(random.of(machine.states), random.of(machine.states)));
  pool.grow(1 + random.below(3));

  // 2. Memories, forward wires, children: each sees only what was there before.
  const memories = state.flatMap(([key, each]) => (each.kind === 'memory' ? [{ ram: signals[key] as MemoryState, shape: each, writes: 0 }] : []));
  for (const { ram, shape: { depth, options } } of memories)
    for (let ports = 1 + random.below(2); ports > 0; ports--) {
      const enable = options.read === 'sync' && random.below(2) === 0 ? { enable: pool.bit() } : {};
      pool.values.push(ram.read(pool.takeNamed({ sign: 'unsigned', width: addressBits(random.below(3), depth) }), enable));
    }
  for (const wire of all<ForwardWire>(shape.wires)) {
    const value = pool.take(wire.node.type);
    wire.assign(value);
    if (wire.node.kind === 'reference') pool.wires.push({ name: wire.node.name, value: value.node });
    pool.values.push(wire);
  }
  children.forEach((child, i) => {
    for (let copies = random.of([1, 1, 1, 2]); copies > 0; copies--) pool.values.push(...place(pool, child, `u${i}_${copies}`));
  });
  pool.grow(2 + random.below(6));

  // 3. The streams that the module drives; what it reads back of them.
  const driven: Any = {};
  for (const key of Object.keys(shape.sinks)) driven[key] = { ready: pool.takeChanging(BIT) };
  for (const [key, { data }] of Object.entries(shape.sources)) driven[key] = { valid: pool.takeChanging(BIT), data: pool.takeChanging(data.type) };
  pool.values.push(...[...sinks, ...sources].map(({ fire }) => fire));
  pool.grow(2 + random.below(5));

  // 4. Edges, assertions, outputs.
  new RandomStatements(pool, { registers, machines, memories }).run(2);
  const watched = random.of(pool.values);
  cover('seen', pool.bit());
  random.of([check, assume])('equal to itself', watched.eq(watched));
  driven['digest'] = pool.digest();
  for (const [key, { type }] of Object.entries(shape.outputs)) driven[key] ??= key.startsWith('q') ? signals[key] : pool.takeChanging(type);
  return driven;
}

/** An instance, or an array that takes some inputs shared and some dealt from a vector. Returns its output nets. */
function place(pool: ValuePool, { definition, count }: Child, name: string): Signal[] {
  const { interface: { inputs, sinks, sources } } = definition;
  const { random } = pool;
  const value = (type: Signal['node']['type']): unknown =>
    count !== undefined && random.below(2) === 0 ? each(pool.takeNamed({ sign: 'unsigned', width: type.width * count })) : pool.takeChanging(type);
  const given = Object.fromEntries([
    ...Object.entries(inputs).map(([key, { type }]) => [key, value(type)]),
    ...Object.entries(sinks).map(([key, { data }]) => [key, { valid: value(BIT), data: value(data.type) }]),
    ...Object.keys(sources).map((key) => [key, { ready: value(BIT) }]),
  ]) as never;
  const nets = (count === undefined ? definition.place(name, given) : definition.placeArray(name, count, given)) as unknown as Record<string, object>;
  return Object.values(nets).flatMap((net) => ('node' in net ? [net as Signal] : (Object.values(net) as Signal[])));
}
