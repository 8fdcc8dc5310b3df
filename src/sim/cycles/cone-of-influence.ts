import type { Expression } from '../../hwgen/ir/expression.js';
import { deepFreeze } from '../../hwgen/ir/freeze.js';
import type { Instance, Module } from '../../hwgen/ir/module.js';
import { referencesIn } from '../../hwgen/ir/operands.js';
import type { Statement } from '../../hwgen/ir/statement.js';

/**
 * The part of a module that the outputs `wanted` depend on, in the same or an earlier cycle: those outputs, all inputs, and of wires, registers,
 * memories, statements and instances only what can reach them. Whatever is left out can't change them, whatever it holds. Net by net, not
 * bit by bit. Assertions are left out.
 */
export function coneOfInfluence(module: Module, wanted: ReadonlySet<string>): Module {
  const { cone } = coneOf(module, wanted);
  const kept = new Set(cone.ports.map(({ name }) => name));
  return deepFreeze({ ...cone, ports: module.ports.filter(({ direction, name }) => direction === 'input' || kept.has(name)) });
}

interface Cone {
  readonly cone: Module;
  /** Inputs that the wanted outputs depend on. */
  readonly inputs: ReadonlySet<string>;
}

function coneOf(module: Module, wanted: ReadonlySet<string>): Cone {
  const causes = causesOf(module);
  const instanceOf = new Map(module.instances.flatMap((instance) => instance.outputs.map(({ name }) => [name, instance] as const)));
  const needed = new Set<string>();
  const open = [...wanted];
  const cones = new Map<Instance, Cone>();

  // 1. Names, until nothing new turns up: another output of an instance may need more of its inputs.
  for (let before = -1; before !== needed.size;) {
    before = needed.size;
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (needed.has(name)) continue;
      needed.add(name);
      for (const cause of causes.get(name) ?? []) open.push(cause);
    }
    for (const instance of new Set([...needed].flatMap((name) => instanceOf.get(name) ?? []))) {
      const cone = coneOf(instance.module, new Set(instance.outputs.filter(({ name }) => needed.has(name)).map(({ port }) => port)));
      cones.set(instance, cone);
      for (const { port, value } of instance.inputs) if (cone.inputs.has(port)) open.push(...referencesIn(value));
    }
  }

  // 2. What is left of the module.
  const inputs = new Set(module.ports.filter(({ direction, name }) => direction === 'input' && needed.has(name)).map(({ name }) => name));
  const instances = module.instances.flatMap((instance) => {
    const part = cones.get(instance);
    return part === undefined ? [] : [{
      ...instance, module: part.cone,
      inputs: instance.inputs.filter(({ port }) => part.inputs.has(port)),
      outputs: instance.outputs.filter(({ name }) => needed.has(name)),
    }];
  });
  const cone: Module = {
    ...module,
    // An output that the module itself reads is needed like a wire.
    ports: module.ports.filter(({ name }) => needed.has(name)),
    wires: module.wires.filter(({ name }) => needed.has(name)),
    registers: module.registers.filter(({ name }) => needed.has(name)),
    memories: module.memories.filter(({ name }) => needed.has(name))
      .map((memory) => ({ ...memory, reads: memory.reads.filter(({ name }) => needed.has(name)) })),
    instances,
    statements: statementsFor(module.statements, needed),
    outputs: module.outputs.filter(({ port }) => needed.has(port)),
    assertions: [],
  };
  return { cone, inputs };
}

/** For each name of a module, the names of the same module that it depends on, now or one cycle before. A memory is a name too. */
function causesOf(module: Module): ReadonlyMap<string, ReadonlySet<string>> {
  const causes = new Map<string, Set<string>>();
  const add = (name: string, ...values: readonly (Expression | undefined)[]): Set<string> => {
    const names = causes.get(name) ?? new Set<string>();
    for (const value of values) if (value) referencesIn(value, names);
    causes.set(name, names);
    return names;
  };
  for (const { name, value } of module.wires) add(name, value);
  for (const { port, value } of module.outputs) add(port, value);
  for (const memory of module.memories) {
    for (const { name, address, enable } of memory.reads) add(name, address, enable).add(memory.name);
  }
  const visit = (body: readonly Statement[], conditions: readonly string[]): void => {
    for (const statement of body) {
      switch (statement.kind) {
        case 'assign':
          for (const name of conditions) add(statement.register, statement.value).add(name);
          add(statement.register, statement.value);
          break;
        case 'write':
          for (const name of conditions) add(statement.memory).add(name);
          add(statement.memory, statement.address, statement.data, statement.mask);
          break;
        case 'when': {
          let known = conditions;
          for (const { condition, body: inner } of statement.branches) {
            known = [...known, ...referencesIn(condition)];
            visit(inner, known);
          }
          visit(statement.otherwise, known);
          break;
        }
        case 'match':
          for (const { body: inner } of statement.arms) visit(inner, [...conditions, statement.register]);
          break;
      }
    }
  };
  visit(module.statements, []);
  return causes;
}

/** The statements that set a needed register or memory, and the branches around them. */
function statementsFor(body: readonly Statement[], needed: ReadonlySet<string>): readonly Statement[] {
  return body.flatMap((statement): readonly Statement[] => {
    switch (statement.kind) {
      case 'assign':
        return needed.has(statement.register) ? [statement] : [];
      case 'write':
        return needed.has(statement.memory) ? [statement] : [];
      case 'when': {
        const branches = statement.branches.map((branch) => ({ ...branch, body: statementsFor(branch.body, needed) }));
        const otherwise = statementsFor(statement.otherwise, needed);
        // An empty branch stays when a later one counts: it says when that one does not run.
        while (otherwise.length === 0 && branches.at(-1)?.body.length === 0) branches.pop();
        return branches.length === 0 ? [] : [{ ...statement, branches, otherwise }];
      }
      case 'match': {
        const arms = statement.arms.map((arm) => ({ ...arm, body: statementsFor(arm.body, needed) }));
        return arms.every((arm) => arm.body.length === 0) ? [] : [{ ...statement, arms }];
      }
    }
  });
}
