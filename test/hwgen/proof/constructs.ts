import { modulesOf } from '../../../src/hwgen/ir/hierarchy.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import type { Statement } from '../../../src/hwgen/ir/statement.js';
import { nodesOf } from '../../../src/hwgen/ir/walk.js';

/** How many modules of the designs (children counted as modules of their own) hold each construct of the IR. */
export function constructsIn(designs: readonly Module[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const module of designs.flatMap(modulesOf))
    for (const construct of constructsOf(module)) counts.set(construct, (counts.get(construct) ?? 0) + 1);
  return counts;
}

function constructsOf(module: Module): ReadonlySet<string> {
  const found = new Set<string>();
  for (const e of nodesOf(module).keys()) {
    found.add('op' in e ? `${e.kind} ${e.op}` : e.kind);
    found.add(`width ${e.type.width}`).add(`${e.type.sign} ${e.type.width}`);
    if (e.kind === 'shift') found.add(`shift ${e.op} by ${e.amount.kind === 'constant' ? 'a constant' : 'a value'}`);
    if (e.kind === 'pick') found.add(`pick by ${e.index.kind === 'constant' ? 'a constant' : 'a value'}`);
    if (e.kind === 'resize') found.add(e.type.width < e.operand.type.width ? 'wrap' : 'extend');
  }
  statements(module.statements, '', found);
  for (const { kind } of module.assertions) found.add(kind);
  for (const { states, reset } of module.registers) found.add(states ? 'state machine' : reset === undefined ? 'register without reset' : 'register with reset');
  for (const { name, direction } of module.ports) if (direction === 'output' && /^(in|out)\d_(ready|valid)$/.test(name)) found.add(name.startsWith('in') ? 'stream in' : 'stream out');
  memories(module, found);
  for (const { count, inputs, module: child } of module.instances) {
    found.add(count === undefined ? 'instance' : 'array of instances');
    for (const { mode } of inputs) found.add(`input ${mode}`);
    if (child.instances.length > 0) found.add('instance in an instance');
  }
  return found;
}

function memories({ memories: all, statements: body }: Module, found: Set<string>): void {
  const writes = JSON.stringify(body, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  for (const { name, reads, initial, maskUnit, word, style, depth } of all) {
    found.add(`memory ${style}`).add(initial ? 'initial contents' : 'no initial contents').add(maskUnit < word.width ? 'memory with a mask' : 'memory without a mask');
    if (initial && initial.length < depth) found.add('initial contents of a part');
    if (reads.length > 1) found.add('two read ports');
    if (writes.split(`"memory":"${name}"`).length > 2) found.add('two write ports');
    for (const { mode, enable } of reads) found.add(`read ${mode}`).add(enable ? 'read with enable' : 'read without enable');
  }
}

/** `when`, `when in match`, …: each kind of statement, and what it stands in. */
function statements(body: readonly Statement[], outer: string, found: Set<string>): void {
  for (const statement of body) {
    found.add(statement.kind);
    if (outer !== '') found.add(`${statement.kind} in ${outer}`);
    if (statement.kind === 'write') found.add(statement.mask ? 'masked write' : 'whole write');
    if (statement.kind === 'when') {
      if (statement.branches.length > 1) found.add('elseWhen');
      if (statement.otherwise.length > 0) found.add('otherwise');
      for (const { body: inner } of statement.branches) statements(inner, 'when', found);
      statements(statement.otherwise, 'when', found);
    } else if (statement.kind === 'match') for (const arm of statement.arms) statements(arm.body, 'match', found);
  }
}
