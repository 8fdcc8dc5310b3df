import { describe, expect, test } from 'vitest';
import { itWithVerilator } from '../../with-verilator.js';
import { sameDesign } from '../../../src/hwgen/ir/serialise.js';
import { bool, constant, keep, module, sint, uint } from '../../../src/hwgen/language/hardware.js';
import { batchOf } from './batch.js';
import { constructsIn } from './constructs.js';
import { directedDesigns } from './directed-designs.js';
import { mismatchText, proveBatch } from './prove-batch.js';
import { randomDesign } from './random-design.js';

/** Two builds, one for each core of a small machine. */
const BATCH = 150;
const CYCLES = 24;

const designs = (first: number, count: number) => Array.from({ length: count }, (_, i) => randomDesign(first + i));

// More of them: npm run prove:language.
describe('300 random modules: the engine, Verilator and Icarus agree on every output of every cycle, and the linters are silent', () => {
  itWithVerilator.concurrent.each([1, 1 + BATCH])('150 modules from seed %i on', { timeout: 600_000 }, async (first) => {
    const { mismatches, remarks } = await proveBatch(batchOf(designs(first, BATCH), first, CYCLES));
    expect(mismatches.map(mismatchText)).toEqual([]);
    expect(remarks).toEqual([]);
  });
});

itWithVerilator('wide shifts and indices past 64 bits: all three agree', { timeout: 120_000 }, async () => {
  const { mismatches, remarks } = await proveBatch(batchOf(directedDesigns(), 1, 200));
  expect(mismatches.map(mismatchText)).toEqual([]);
  expect(remarks).toEqual([]);
});

// Found by `npm run prove:language`; the builds leave the optimisations out.
itWithVerilator('modules that Verilator 5.006 got wrong: a signed <= of two constants, an exclusive or', { timeout: 120_000 }, async () => {
  const child = module('lte_child', () => ({ inputs: { x: sint(1) }, outputs: { y: bool } }), ({ x }) => {
    const twice = x.extend(2).add(x.extend(2)).wrap(2);
    keep({ twice });
    return { y: twice.le(x.extend(2)) };
  })();
  const parent = module('lte_parent', () => ({ inputs: { a: uint(4) }, outputs: { y: bool, z: uint(4) } }), ({ a }) => ({
    y: child.place('below', { x: constant(sint(1), 0) }).y, z: a,
  }))();
  const { mismatches } = await proveBatch(batchOf([parent.ir, randomDesign(2037), randomDesign(2569), randomDesign(12319)], 1, CYCLES));
  expect(mismatches.map(mismatchText)).toEqual([]);
});

describe('the random modules', () => {
  test('are the same for a seed', () => {
    expect(sameDesign(randomDesign(5), randomDesign(5))).toBe(true);
  });

  const constructs = constructsIn(designs(1, 300));

  test.each([
    ...['not', 'negate', 'popcount', 'any', 'all', 'parity'].map((op) => `unary ${op}`),
    ...['add', 'subtract', 'multiply', 'and', 'or', 'xor', 'equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'].map((op) => `binary ${op}`),
    ...['left', 'right'].flatMap((op) => [`shift ${op} by a constant`, `shift ${op} by a value`]),
    'mux', 'concatenate', 'slice', 'pick by a constant', 'pick by a value', 'wrap', 'extend', 'reinterpret', 'constant', 'reference',
    'assign', 'when', 'elseWhen', 'otherwise', 'match', 'whole write', 'masked write',
    ...['assign', 'when', 'match', 'write'].flatMap((inner) => [`${inner} in when`, `${inner} in match`]),
    'register with reset', 'register without reset', 'state machine', 'check', 'assume', 'cover', 'stream in', 'stream out',
    'read sync', 'read async', 'read with enable', 'read without enable', 'two read ports', 'two write ports', 'memory with a mask',
    'memory auto', 'memory block', 'memory distributed', 'initial contents', 'initial contents of a part', 'no initial contents',
    'instance', 'array of instances', 'instance in an instance', 'input shared', 'input each',
  ])('hold %s, at least in 5 of 300', (construct) => {
    expect(constructs.get(construct) ?? 0).toBeGreaterThanOrEqual(5);
  });

  test('hold every width from 1 to 130, the corners with both signs', () => {
    const widths = [
      ...Array.from({ length: 130 }, (_, i) => `width ${i + 1}`),
      ...[1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 130].flatMap((width) => [`signed ${width}`, `unsigned ${width}`]),
    ];
    expect(widths.filter((width) => !constructs.has(width))).toEqual([]);
  });
});
