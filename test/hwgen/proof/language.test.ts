import { describe, expect, test } from 'vitest';
import { itWithVerilator } from '../../with-verilator.js';
import { modulesOf } from '../../../src/hwgen/ir/hierarchy.js';
import { sameDesign } from '../../../src/hwgen/ir/serialise.js';
import { nodesOf, statementsOf } from '../../../src/hwgen/ir/walk.js';
import { batchOf } from './batch.js';
import { mismatchText, proveBatch } from './prove-batch.js';
import { randomDesign } from './random-design.js';

/** Two builds, one for each core of a small machine. */
const BATCH = 150;
const CYCLES = 24;

const designs = (first: number, count: number) => Array.from({ length: count }, (_, i) => randomDesign(first + i));

// More of them: npm run prove:language.
describe('300 random modules: the engine, Verilator and Icarus agree on every output of every cycle', () => {
  itWithVerilator.concurrent.each([1, 1 + BATCH])('150 modules from seed %i on', { timeout: 600_000 }, async (first) => {
    const found = await proveBatch(batchOf(designs(first, BATCH), first, CYCLES));
    expect(found.map(mismatchText)).toEqual([]);
  });
});

describe('the random modules', () => {
  test('are the same for a seed', () => {
    expect(sameDesign(randomDesign(5), randomDesign(5))).toBe(true);
  });

  test('hold every construct of the language', () => {
    const found = new Set<string>();
    for (const module of designs(1, 100).flatMap(modulesOf)) {
      for (const e of nodesOf(module)) found.add('op' in e ? `${e.kind} ${e.op}` : e.kind).add(`${e.type.sign} ${Math.min(e.type.width, 131)}`);
      for (const statement of statementsOf(module.statements)) found.add(statement.kind).add(statement.kind === 'write' && statement.mask ? 'masked' : statement.kind);
      for (const memory of module.memories) for (const read of memory.reads) found.add(`read ${read.mode}`).add(read.enable ? 'enabled' : 'always');
      for (const { count, inputs } of module.instances) {
        found.add(count === undefined ? 'instance' : 'array');
        for (const { mode } of inputs) found.add(`input ${mode}`);
      }
      for (const { name } of module.ports) if (/^(in|out)0_ready$/.test(name)) found.add(name);
      for (const { states, reset } of module.registers) found.add(states ? 'machine' : reset === undefined ? 'free register' : 'reset register');
    }
    const operators = ['unary not', 'unary negate', 'unary popcount', 'unary any', 'unary all', 'unary parity',
      ...['add', 'subtract', 'multiply', 'and', 'or', 'xor', 'equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'].map((op) => `binary ${op}`),
      'shift left', 'shift right', 'mux', 'concatenate', 'slice', 'pick', 'resize', 'reinterpret', 'constant', 'reference'];
    const rest = ['assign', 'when', 'match', 'write', 'masked', 'read sync', 'read async', 'enabled', 'always', 'instance', 'array', 'input shared',
      'input each', 'in0_ready', 'out0_ready', 'machine', 'free register', 'reset register'];
    const widths = [1, 2, 31, 32, 33, 63, 64, 65, 130].flatMap((width) => [`signed ${width}`, `unsigned ${width}`]);
    expect([...operators, ...rest, ...widths].filter((each) => !found.has(each))).toEqual([]);
  });
});
