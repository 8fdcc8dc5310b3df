import type { Finding } from './finding.js';
import type { Module } from './module.js';
import type { Statement } from './statement.js';
import { nodesOf, statementsOf } from './walk.js';

/** Every output and instance input has one driver, every reference a declaration, every register an assignment that can be seen. */
export function checkDriven(module: Module): Finding[] {
  return [...outputs(module), ...instanceInputs(module), ...references(module), ...registers(module), ...overwritten(module.statements)];
}

function outputs(module: Module): Finding[] {
  const driversOf = counts(module.outputs);
  return module.ports.filter(({ direction }) => direction === 'output').flatMap(({ name, source }): Finding[] => {
    const drivers = driversOf.get(name) ?? 0;
    return drivers === 1 ? [] : [{ kind: drivers === 0 ? 'undriven' : 'drivenTwice', net: name, what: 'output', source }];
  });
}

function instanceInputs(module: Module): Finding[] {
  return module.instances.flatMap((instance) => {
    const driversOf = counts(instance.inputs);
    return instance.module.ports.filter(({ direction }) => direction === 'input').flatMap(({ name }): Finding[] => {
      const drivers = driversOf.get(name) ?? 0;
      return drivers === 1
        ? []
        : [{ kind: drivers === 0 ? 'undriven' : 'drivenTwice', net: `${instance.name}.${name}`, what: 'instance input', source: instance.source }];
    });
  });
}

/** How often each port is named. */
function counts(drivers: readonly { readonly port: string }[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { port } of drivers) found.set(port, (found.get(port) ?? 0) + 1);
  return found;
}

function references(module: Module): Finding[] {
  const declared = new Set([
    ...module.ports.map(({ name }) => name),
    ...module.wires.map(({ name }) => name),
    ...module.registers.map(({ name }) => name),
    ...module.memories.flatMap(({ reads }) => reads.map(({ name }) => name)),
    ...module.instances.flatMap(({ outputs: nets }) => nets.map(({ name }) => name)),
  ]);
  const findings: Finding[] = [];
  nodesOf(module).forEach((e) => {
    if (e.kind === 'reference' && !declared.has(e.name)) findings.push({ kind: 'undriven', net: e.name, what: 'net', source: e.source });
  });
  return findings;
}

function registers(module: Module): Finding[] {
  const assigned = new Set<string>();
  for (const statement of statementsOf(module.statements)) if (statement.kind === 'assign') assigned.add(statement.register);
  return module.registers
    .filter(({ name }) => !assigned.has(name))
    .map(({ name, source }): Finding => ({ kind: 'undriven', net: name, what: 'register', source }));
}

/** Two assignments to one register side by side in a body: the first can never be seen. */
function overwritten(body: readonly Statement[]): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const statement of body) {
    if (statement.kind === 'assign') {
      if (seen.has(statement.register)) findings.push({ kind: 'drivenTwice', net: statement.register, what: 'register', source: statement.source });
      seen.add(statement.register);
    } else if (statement.kind === 'when') {
      for (const branch of statement.branches) findings.push(...overwritten(branch.body));
      findings.push(...overwritten(statement.otherwise));
    } else if (statement.kind === 'match') for (const arm of statement.arms) findings.push(...overwritten(arm.body));
  }
  return findings;
}
