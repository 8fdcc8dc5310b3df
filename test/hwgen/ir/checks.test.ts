import { describe, expect, test } from 'vitest';
import { checkDriven } from '../../../src/hwgen/ir/check-driven.js';
import { checkLoops } from '../../../src/hwgen/ir/check-loops.js';
import { checkMemories, checkMemoriesWritten, checkWritesMeet } from '../../../src/hwgen/ir/check-memories.js';
import { checkModuleNames } from '../../../src/hwgen/ir/check-module-names.js';
import { checkNamed } from '../../../src/hwgen/ir/check-named.js';
import { checkNames } from '../../../src/hwgen/ir/check-names.js';
import { checkReset } from '../../../src/hwgen/ir/check-reset.js';
import { checkSize } from '../../../src/hwgen/ir/check-size.js';
import { checkStates } from '../../../src/hwgen/ir/check-states.js';
import { checkTypes } from '../../../src/hwgen/ir/check-types.js';
import { checkUnused } from '../../../src/hwgen/ir/check-unused.js';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import { isWarning, type Finding } from '../../../src/hwgen/ir/finding.js';
import type { Instance, Memory, Module, Register, Wire } from '../../../src/hwgen/ir/module.js';
import type { Statement } from '../../../src/hwgen/ir/statement.js';
import { signed, unsigned, type Type } from '../../../src/hwgen/ir/type.js';

const net = (name: string, type: Type = unsigned(4)): Expression => ({ kind: 'reference', name, type });
const number = (value: bigint, width: number): Expression => ({ kind: 'constant', value, type: unsigned(width) });
const wire = (name: string, value: Expression): Wire => ({ kind: 'wire', name, type: value.type, value });
const register = (name: string, more: Partial<Register> = {}): Register => ({ kind: 'register', name, type: unsigned(4), doc: '', ...more });
const memory = (more: Partial<Memory> = {}): Memory => ({ kind: 'memory', name: 'ram', word: unsigned(4), depth: 16, maskUnit: 4, style: 'auto', reads: [], doc: '', ...more });
const read = (name: string, mode: 'sync' | 'async' = 'sync'): Memory['reads'][number] => ({ name, mode, address: net('a') });
const assign = (name: string, value: Expression = net('a')): Statement => ({ kind: 'assign', register: name, value });
const write = (port = 0, more: object = {}): Statement => ({ kind: 'write', memory: 'ram', port, address: net('a'), data: net('a'), ...more });
const when = (condition: Expression, body: readonly Statement[], otherwise: readonly Statement[] = []): Statement => ({ kind: 'when', branches: [{ condition, body }], otherwise });
const copy = (name: string, input: Expression, module: Module): Instance => ({
  kind: 'instance', name, module, inputs: [{ port: 'a', mode: 'shared', value: input }], outputs: [{ port: 'y', name: `${name}_y` }],
});

/** `y` is `a`: right in every respect. */
const base: Module = {
  kind: 'module', name: 'm', doc: '',
  ports: [
    { kind: 'port', direction: 'input', name: 'a', type: unsigned(4), doc: '' },
    { kind: 'port', direction: 'output', name: 'y', type: unsigned(4), doc: '' },
  ],
  wires: [], registers: [], memories: [], instances: [], statements: [], outputs: [{ port: 'y', value: net('a') }], assertions: [],
};
const not: Module = { ...base, name: 'inverter', outputs: [{ port: 'y', value: { kind: 'unary', op: 'not', operand: net('a'), type: unsigned(4) } }] };
/** The same through a register: no combinational path. */
const delay: Module = { ...base, name: 'delay', registers: [register('held')], statements: [assign('held')], outputs: [{ port: 'y', value: net('held') }] };

type Wrong = Readonly<Record<string, unknown>>;
type Case = readonly [title: string, module: Partial<Module>, findings: readonly Wrong[]];

/** Every case starts from `base`; those without findings are right. */
const PASSES: Readonly<Record<string, readonly [check: (module: Module) => Finding[], cases: readonly Case[]]>> = {
  'undriven, driven twice': [checkDriven, [
    ['every output, input and register has its driver', { registers: [register('r')], statements: [assign('r')], instances: [copy('i', net('r'), not)] }, []],
    ['an output without', { outputs: [] }, [{ kind: 'undriven', what: 'output', net: 'y' }]],
    ['an output with two', { outputs: [...base.outputs, ...base.outputs] }, [{ kind: 'drivenTwice', what: 'output', net: 'y' }]],
    ['a net that nothing declares', { wires: [wire('w', net('ghost'))] }, [{ kind: 'undriven', what: 'net', net: 'ghost' }]],
    ['a register that nothing assigns', { registers: [register('r')] }, [{ kind: 'undriven', what: 'register', net: 'r' }]],
    ['a register assigned twice in one body', { registers: [register('r')], statements: [assign('r'), assign('r')] }, [{ kind: 'drivenTwice', what: 'register', net: 'r' }]],
    ['a register assigned, then again under a condition', { registers: [register('r')], statements: [assign('r'), when(net('a', unsigned(1)), [assign('r')])] }, []],
    ['a register assigned twice in an otherwise', { registers: [register('r')], statements: [when(net('a', unsigned(1)), [], [assign('r'), assign('r')])] }, [{ kind: 'drivenTwice', what: 'register', net: 'r' }]],
    ['an instance input without', { instances: [{ ...copy('i', net('a'), not), inputs: [] }] }, [{ kind: 'undriven', what: 'instance input', net: 'i.a' }]],
  ]],
  'combinational loops': [checkLoops, [
    ['a chain of wires', { wires: [wire('v', net('w')), wire('w', net('a'))] }, []],
    ['two wires of each other', { wires: [wire('v', net('w')), wire('w', net('v'))] }, [{ kind: 'loop', path: ['v', 'w', 'v'] }]],
    ['a memory read at once at an address of its own word', { memories: [memory({ reads: [{ ...read('word', 'async'), address: net('word') }] })] }, [{ kind: 'loop', path: ['word', 'word'] }]],
    ['a memory read at the edge at an address of its own word', { memories: [memory({ reads: [{ ...read('word'), address: net('word') }] })] }, []],
    ['through an instance', { instances: [copy('i', net('i_y'), not)] }, [{ kind: 'loop', path: ['i_y', 'i_y'] }]],
    ['through two instances and a wire', { instances: [copy('i', net('w'), not), copy('j', net('i_y'), not)], wires: [wire('w', net('j_y'))] }, [{ kind: 'loop', path: ['w', 'i_y', 'j_y', 'w'] }]],
    ['through an instance with a register in between', { instances: [copy('i', net('j_y'), not), copy('j', net('i_y'), delay)] }, []],
  ]],
  unused: [checkUnused, [
    ['all are read', { wires: [wire('w', net('a'))], outputs: [{ port: 'y', value: net('w') }] }, []],
    ['an input', { outputs: [{ port: 'y', value: number(1n, 4) }] }, [{ kind: 'unused', what: 'input', net: 'a' }]],
    ['a wire', { wires: [wire('w', net('a'))] }, [{ kind: 'unused', what: 'wire', net: 'w' }]],
    ['a register', { registers: [register('r')], statements: [assign('r')] }, [{ kind: 'unused', what: 'register', net: 'r' }]],
    ['a word', { memories: [memory({ reads: [read('word')] })] }, [{ kind: 'unused', what: 'memory word', net: 'word' }]],
    ['an instance output is the parent\'s to leave', { instances: [copy('i', net('a'), not)] }, []],
  ]],
  'names: clashes and reserved words': [checkNames, [
    ['a register that an output of its name shows', { registers: [register('y')], outputs: [{ port: 'y', value: net('y') }] }, []],
    ['a register with the name of another output', { registers: [register('y')] }, [{ kind: 'outputRegister', name: 'y' }]],
    ['a wire with the name of an input', { wires: [wire('a', net('a'))] }, [{ kind: 'nameTwice', name: 'a', first: 'input', second: 'wire' }]],
    ['an instance output with the name of a wire', { wires: [wire('i_y', net('a'))], instances: [copy('i', net('a'), not)] }, [{ kind: 'nameTwice', name: 'i_y', first: 'wire', second: 'instance output' }]],
    ['a net with the name of the module', { wires: [wire('m', net('a'))] }, [{ kind: 'nameTwice', name: 'm', first: 'module' }]],
    ['a word of SystemVerilog', { wires: [wire('matches', net('a'))] }, [{ kind: 'reservedName', name: 'matches' }]],
    ['a state with a word of Verilog', { registers: [register('r', { states: ['idle', 'case'] })] }, [{ kind: 'reservedName', name: 'case' }]],
    ['a word that only ports may not have', { wires: [wire('queue', net('a'))] }, []],
    ['an escaped identifier', { wires: [wire('a.b', net('a'))] }, [{ kind: 'badName', name: 'a.b' }]],
  ]],
  'module names': [checkModuleNames, [
    ['two instances of one module', { instances: [copy('i', net('a'), not), copy('j', net('a'), not)] }, []],
    ['two equal modules', { instances: [copy('i', net('a'), not), copy('j', net('a'), { ...not })] }, []],
    ['two modules of one name', { instances: [copy('i', net('a'), not), copy('j', net('a'), { ...delay, name: 'inverter' })] }, [{ kind: 'moduleTwice', name: 'inverter', below: 'm' }]],
    ['a module with the name of the one above it', { instances: [copy('i', net('a'), { ...not, name: 'm' })] }, [{ kind: 'moduleTwice', name: 'm' }]],
  ]],
  'unreachable states': [checkStates, [
    ['the reset state and those assigned', { registers: [register('r', { states: ['IDLE', 'RUN'], reset: 0n })], statements: [assign('r', number(1n, 4))] }, []],
    ['one that nothing enters', { registers: [register('r', { states: ['IDLE', 'RUN', 'LOST'], reset: 0n })], statements: [assign('r', number(1n, 4))] }, [{ kind: 'unreachable', register: 'r', state: 'LOST' }]],
    ['a computed state may be any', { registers: [register('r', { states: ['IDLE', 'RUN', 'LOST'], reset: 0n })], statements: [assign('r')] }, []],
  ]],
  'registers without reset': [checkReset, [
    ['data may start unknown', { registers: [register('r')], statements: [assign('r')] }, []],
    ['a condition may not', { registers: [register('r')], statements: [when(net('r', unsigned(1)), [assign('r')])] }, [{ kind: 'noReset', register: 'r' }]],
    ['nor through a wire', { registers: [register('r'), register('s', { reset: 0n })], wires: [wire('w', net('r'))], statements: [when(net('w', unsigned(1)), [assign('s')])] }, [{ kind: 'noReset', register: 'r' }]],
    ['nor the enable of a read', { registers: [register('r')], memories: [memory({ reads: [{ ...read('word'), enable: net('r', unsigned(1)) }] })] }, [{ kind: 'noReset', register: 'r' }]],
    ['with a reset value it may', { registers: [register('r', { reset: 0n })], statements: [when(net('r', unsigned(1)), [assign('r')])] }, []],
  ]],
  'memory ports': [checkMemories, [
    ['block RAM with a read and a write', { memories: [memory({ style: 'block', reads: [read('p')] })], statements: [write()] }, []],
    ['block RAM with three reads', { memories: [memory({ style: 'block', reads: [read('p'), read('q'), read('s')] })] }, [{ kind: 'memoryPorts', memory: 'ram', reads: 3, writes: 0 }]],
    ['block RAM with three writes', { memories: [memory({ style: 'block' })], statements: [write(0), write(1), write(2)] }, [{ kind: 'memoryPorts', reads: 0, writes: 3 }]],
    ['of another style as many as you like', { memories: [memory({ reads: [read('p'), read('q'), read('s')] })] }, []],
  ]],
  'writes that meet': [checkWritesMeet, [
    ['in branches of one condition', { memories: [memory()], statements: [when(net('a', unsigned(1)), [write(0)], [write(1)])] }, []],
    ['side by side', { memories: [memory()], statements: [write(0), when(net('a', unsigned(1)), [write(1)])] }, [{ kind: 'writesMeet', memory: 'ram', writes: 2 }]],
  ]],
  'memories without a write': [checkMemoriesWritten, [
    ['with a write in a branch', { memories: [memory()], statements: [when(net('a', unsigned(1)), [write()])] }, []],
    ['with contents', { memories: [memory({ initial: [1n, 2n] })] }, []],
    ['with neither', { memories: [memory({ reads: [read('p')] })] }, [{ kind: 'neverWritten', memory: 'ram' }]],
  ]],
  sizes: [checkSize, [
    ['a chain of 100', { outputs: [{ port: 'y', value: chain(100) }] }, []],
    ['a value doubled 13 times', { outputs: [{ port: 'y', value: doubled(13) }] }, [{ kind: 'tooLarge', nodes: 2 ** 14 - 1 }]],
  ]],
  types: [checkTypes, [
    ['a sum grows', { wires: [wire('w', sum(5))] }, []],
    ['a sum that does not', { wires: [wire('w', sum(4))] }, [{ kind: 'type', rule: 'add', found: 'uint(4)', wanted: 'uint(5)' }]],
    ['a wire of another sign', { wires: [{ ...wire('w', net('a')), type: signed(4) }] }, [{ kind: 'type', rule: 'wire w', found: 'uint(4)', wanted: 'sint(4)' }]],
    ['a constant out of range', { wires: [wire('w', number(16n, 4))] }, [{ kind: 'type', rule: 'constant' }]],
    ['a register assigned another width', { registers: [register('r')], statements: [assign('r', number(1n, 5))] }, [{ kind: 'type', rule: 'r', found: 'uint(5)', wanted: 'uint(4)' }]],
    ['a condition of several bits', { registers: [register('r')], statements: [when(net('a'), [assign('r')])] }, [{ kind: 'type', rule: 'when', found: 'uint(4)', wanted: 'uint(1)' }]],
    ['a mask of another count of units', { memories: [memory({ maskUnit: 2 })], statements: [write(0, { mask: number(1n, 1) })] }, [{ kind: 'type', rule: 'mask of ram', found: 'uint(1)', wanted: 'uint(2)' }]],
    ['an instance input of another width', { instances: [copy('i', number(1n, 2), not)] }, [{ kind: 'type', rule: 'i.a', found: 'uint(2)', wanted: 'uint(4)' }]],
  ]],
  'names that Verilog needs': [checkNamed, [
    ['a slice of a net', { wires: [wire('w', { kind: 'slice', operand: net('a'), high: 2, low: 1, type: unsigned(2) })] }, []],
    ['a slice of a sum', { wires: [wire('w', { kind: 'slice', operand: sum(5), high: 2, low: 1, type: unsigned(2) })] }, [{ kind: 'unnamed', use: 'slice', of: 'add' }]],
  ]],
};

function sum(width: number): Expression {
  return { kind: 'binary', op: 'add', left: net('a'), right: net('a'), type: unsigned(width) };
}

function chain(length: number): Expression {
  return length === 0 ? net('a') : { kind: 'unary', op: 'not', operand: chain(length - 1), type: unsigned(4) };
}

function doubled(times: number): Expression {
  const half = times === 0 ? undefined : doubled(times - 1);
  return half ? { kind: 'binary', op: 'xor', left: half, right: half, type: unsigned(4) } : net('a');
}

describe.each(Object.entries(PASSES))('%s', (_pass, [check, cases]) => {
  test('says nothing about a module that is right', () => expect(check(base)).toEqual([]));

  test.each(cases)('%s', (_title, change, findings) => {
    const found = check({ ...base, ...change });
    expect(found).toHaveLength(findings.length);
    expect(found).toMatchObject(findings);
  });

  test('has cases that are right and cases that are wrong, all errors or all warnings', () => {
    expect(cases.some(([, , findings]) => findings.length === 0)).toBe(true);
    const found = cases.flatMap(([, change]) => check({ ...base, ...change }));
    expect(new Set(found.map(isWarning)).size).toBe(1);
  });
});
