import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dotArray } from '../../../src/hwgen/accelerator/dot-array.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import type { Statement } from '../../../src/hwgen/ir/statement.js';
import { signed, unsigned, type Type } from '../../../src/hwgen/ir/type.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { interpret } from '../../hwgen/ir-interpreter.js';
import { add, assign, bitwise, compare, constant, design, input, multiply, mux, not, output, ref, register, resize, slice, subtract, when } from './design.js';
import { Draws } from './random-module.js';

/** Pokes random inputs, seldom, and compares every named value with the interpreter after every few cycles. */
async function compareWithInterpreter(module: Module, draws: Draws): Promise<void> {
  const engine = createEngine(module, { regions: true });
  const oracle = interpret(module);
  for (let turn = 0; turn < 8; turn++) {
    for (const { name, type } of engine.inputs) {
      if (draws.below(2) > 0) continue;
      const value = draws.value(type);
      engine.poke(name, value);
      oracle.set(name, value);
    }
    const cycles = 1 + draws.below(5);
    for (let cycle = 0; cycle < cycles; cycle++) oracle.tick();
    await engine.run(cycles);
    for (const name of engine.names) if (name !== 'rst') expect(engine.peekInternal(name), `${name} in turn ${turn}`).toBe(oracle.get(name));
  }
}

test('the dot-product array: counts in single elements, sums on v128', async () => {
  for (const [dm, dn, dk] of [[2, 4, 32], [4, 3, 64], [2, 5, 128]] as const) {
    const module = dotArray({ ...defaultParameters, dm, dn, dk, accumulatorBits: 28 + dn % 4 }).ir;
    await compareWithInterpreter(module, new Draws(dn, 1000));
  }
});

/** One element: registers of up to 32 bits whose next values are random arithmetic, with a condition and a mode that all elements share. */
function element(draws: Draws): Module {
  const types = Array.from({ length: 3 }, (): Type => (draws.below(2) ? signed : unsigned)(2 + draws.below(31)));
  types.push(unsigned(1));
  const registers = types.map((type, index) => register(`r${index}`, type));
  const leaves = [...types.map((type, index) => ref(`r${index}`, type)), ref('own', unsigned(9))];
  const as = (value: Expression, { sign, width }: Type): Expression => {
    const sized = resize(value, width);
    return value.type.sign === sign ? sized : { kind: 'reinterpret', operand: sized, type: { sign, width } };
  };
  const expression = (type: Type, depth: number): Expression => {
    if (depth === 0) return draws.below(5) === 0 ? constant(draws.value(type), type) : as(leaves[draws.below(leaves.length)]!, type);
    const [left, right] = [expression(type, depth - 1), expression(type, depth - 1)];
    if (type.width === 1 && depth > 1) {
      const [a, b] = [truth(depth - 1), truth(depth - 1)];
      return draws.below(3) ? bitwise((['and', 'or', 'xor'] as const)[draws.below(3)]!, a, b) : not(a);
    }
    switch (draws.below(9)) {
      case 0: return as(add(left, right), type);
      case 1: return as(subtract(left, right), type);
      case 2: return as(multiply(left, right), type);
      case 3: return bitwise((['and', 'or', 'xor'] as const)[draws.below(3)]!, left, right);
      case 4: return { kind: 'shift', op: 'right', operand: left, amount: constant(draws.below(type.width), unsigned(6)), type };
      case 5: return mux(truth(depth - 1), left, right);
      case 6: {
        const high = draws.below(type.width);
        return as(slice(left, high, draws.below(high + 1)), type);
      }
      default: return mux(ref(draws.below(2) ? 'mode' : 'other', unsigned(1)), left, right);
    }
  };
  /** A comparison of what the element has, one of its bits, or its flag. */
  const truth = (depth: number): Expression => {
    const type = draws.pick(types);
    const value = expression(type, Math.min(depth, 1));
    if (draws.below(3) === 0) return slice(ref('own', unsigned(9)), 4, 4);
    if (draws.below(4) === 0) return ref('r3', unsigned(1));
    return compare(draws.pick(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const), value, expression(type, Math.min(depth, 1)));
  };
  const next = registers.map(({ name, type }) => assign(name, expression(type, 4)));
  /** What one element does and another one not, before or after what all do: the later of two assignments counts. */
  const own = (): readonly Statement[] => (draws.below(3) ? [] : [when(truth(1), registers.filter(() => draws.below(2) === 0).map(({ name, type }) => assign(name, expression(type, 1))))]);
  return design('element', {
    ports: [input('mode', unsigned(1)), input('other', unsigned(1)), input('enable', unsigned(1)), input('own', unsigned(9)), output('z', types[0]!)],
    registers,
    statements: [...own(), next[0]!, when(ref('enable', unsigned(1)), [...own(), ...next.slice(1), ...own()]), ...own()],
    outputs: [{ port: 'z', value: ref('r0', types[0]!) }],
  });
}

test('the elements of a vector may have different readers', async () => {
  const byte = unsigned(8);
  const child = design('counter', {
    ports: [input('step', byte), output('value', byte)],
    registers: [register('count', byte)],
    statements: [assign('count', resize(add(ref('count', byte), ref('step', byte)), 8))],
    outputs: [{ port: 'value', value: ref('count', byte) }],
  });
  const module = design('readers', {
    ports: [input('steps', unsigned(32)), output('seen', byte)],
    registers: [register('last', byte), register('before', byte)],
    instances: [{
      kind: 'instance', name: 'each', module: child, count: 4,
      inputs: [{ port: 'step', mode: 'each', value: ref('steps', unsigned(32)) }],
      outputs: [{ port: 'value', name: 'values' }],
    }],
    // Only the third element is read.
    statements: [assign('last', slice(ref('values', unsigned(32)), 23, 16)), assign('before', ref('last', byte))],
    outputs: [{ port: 'seen', value: ref('before', byte) }],
  });
  await compareWithInterpreter(module, new Draws(7, 4000));
});

test('of several vectors that one region sets for different readers, one changes', async () => {
  const byte = unsigned(8);
  const names = ['p', 'q', 'r', 's', 't'];
  const child = design('toggled', {
    ports: [...names.map((name) => input(`in_${name}`, byte)), ...names.map((name) => output(`out_${name}`, byte))],
    registers: names.map((name) => register(name, byte)),
    // One statement, so one region; what it sets it also reads, so it compares.
    statements: [when(compare('equal', ref('in_p', byte), constant(255, byte)), [], names.map((name) => assign(name, bitwise('xor', ref(name, byte), ref(`in_${name}`, byte)))))],
    outputs: names.map((name) => ({ port: `out_${name}`, value: ref(name, byte) })),
  });
  const wide = unsigned(32);
  const module = design('one_of_several', {
    ports: [...names.map((name) => input(`in_${name}`, byte)), output('z', wide)],
    registers: names.map((name) => register(`seen_${name}`, wide)),
    instances: [{
      kind: 'instance', name: 'each', module: child, count: 4,
      inputs: names.map((name) => ({ port: `in_${name}`, mode: 'shared' as const, value: ref(`in_${name}`, byte) })),
      outputs: names.map((name) => ({ port: `out_${name}`, name: `all_${name}` })),
    }],
    statements: names.map((name) => assign(`seen_${name}`, ref(`all_${name}`, wide))),
    outputs: [{ port: 'z', value: ref('seen_p', wide) }],
  });
  for (const changed of names) {
    const engine = createEngine(module, { regions: true });
    await engine.run(3);
    // A poke makes all regions run once; after that it takes the marks of what flips in every cycle.
    engine.poke(`in_${changed}`, 5);
    await engine.run(4);
    expect(names.map((name) => engine.peekInternal(`seen_${name}`)), changed).toEqual(names.map((name) => (name === changed ? 0x05050505n : 0n)));
  }
});

test('an assignment of all elements stays behind the one of some elements that it overwrites', async () => {
  const [bit, byte] = [unsigned(1), unsigned(8)];
  const child = design('overwritten', {
    ports: [input('enable', bit), input('own', bit), output('value', byte)],
    registers: [register('x', byte)],
    statements: [when(ref('enable', bit), [when(ref('own', bit), [assign('x', constant(7, byte))]), assign('x', constant(1, byte))])],
    outputs: [{ port: 'value', value: ref('x', byte) }],
  });
  const module = design('overwriting', {
    ports: [input('enable', bit), input('own', unsigned(4)), output('values', unsigned(32))],
    instances: [{
      kind: 'instance', name: 'each', module: child, count: 4,
      inputs: [{ port: 'enable', mode: 'shared', value: ref('enable', bit) }, { port: 'own', mode: 'each', value: ref('own', unsigned(4)) }],
      outputs: [{ port: 'value', name: 'all' }],
    }],
    outputs: [{ port: 'values', value: ref('all', unsigned(32)) }],
  });
  const engine = createEngine(module, { regions: true });
  engine.poke('enable', 1);
  engine.poke('own', 15);
  await engine.run(1);
  expect(await engine.peek('values')).toBe(0x01010101n);
  await compareWithInterpreter(module, new Draws(3, 4000));
});

test('arrays of random elements: vectors, branches around stages and what is skipped', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(2 ** 31), fc.integer({ min: 4, max: 9 }), async (seed, count) => {
    const child = element(new Draws(seed, 2000));
    const width = child.registers[0]!.type.width * count;
    const shared = ['mode', 'other', 'enable'].map((port) => ({ port, mode: 'shared' as const, value: ref(port, unsigned(1)) }));
    const module = design('array_of_elements', {
      ports: [...['mode', 'other', 'enable'].map((name) => input(name, unsigned(1))), input('own', unsigned(9 * count)), output('z', unsigned(width))],
      instances: [{
        kind: 'instance', name: 'each', module: child, count,
        inputs: [...shared, { port: 'own', mode: 'each', value: ref('own', unsigned(9 * count)) }],
        outputs: [{ port: 'z', name: 'all_z' }],
      }],
      outputs: [{ port: 'z', value: ref('all_z', unsigned(width)) }],
    });
    await compareWithInterpreter(module, new Draws(seed + 1, 4000));
  }), { numRuns: 40, interruptAfterTimeLimit: 8000 });
}, 30_000);
