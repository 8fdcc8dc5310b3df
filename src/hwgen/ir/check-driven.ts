import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { netTypes } from './net-types.js';
import type { Statement } from './statement.js';
import { allStatements, nodesOf } from './walk.js';

/** Every output and instance input has one driver, every reference a declaration, every register an assignment that can be seen. */
export function checkDriven(module: Module): Finding[] {
  return [...outputs(module), ...instanceInputs(module), ...references(module), ...registers(module), ...overwritten(module.statements)];
}

function outputs(module: Module): Finding[] {
  const driversOf = counts(module.outputs);
  const findings: Finding[] = [];
  module.ports.forEach(({ direction, name, source }) => {
    if (direction !== 'output') return;
    const drivers = driversOf.get(name) ?? 0;
    if (drivers !== 1) findings.push({ kind: drivers === 0 ? 'undriven' : 'drivenTwice', net: name, what: 'output', source });
  });
  return findings;
}

function instanceInputs(module: Module): Finding[] {
  const findings: Finding[] = [];
  module.instances.forEach(({ name: instance, module: child, inputs, source }) => {
    const driversOf = counts(inputs);
    child.ports.forEach(({ direction, name }) => {
      if (direction !== 'input') return;
      const drivers = driversOf.get(name) ?? 0;
      if (drivers !== 1) findings.push({ kind: drivers === 0 ? 'undriven' : 'drivenTwice', net: `${instance}.${name}`, what: 'instance input', source });
    });
  });
  return findings;
}

/** How often each port is named. */
function counts(drivers: readonly { readonly port: string }[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  drivers.forEach(({ port }) => found.set(port, (found.get(port) ?? 0) + 1));
  return found;
}

function references(module: Module): Finding[] {
  const declared = netTypes(module);
  const findings: Finding[] = [];
  nodesOf(module).forEach((_, e) => {
    if (e.kind === 'reference' && !declared.has(e.name)) findings.push({ kind: 'undriven', net: e.name, what: 'net', source: e.source });
  });
  return findings;
}

function registers(module: Module): Finding[] {
  const assigned = new Set<string>();
  allStatements(module).forEach((statement) => void (statement.kind === 'assign' && assigned.add(statement.register)));
  return module.registers
    .filter(({ name }) => !assigned.has(name))
    .map(({ name, source }): Finding => ({ kind: 'undriven', net: name, what: 'register', source }));
}

/** Two assignments to one register side by side in a body: the first can never be seen. */
function overwritten(body: readonly Statement[], findings: Finding[] = []): Finding[] {
  const seen = body.length > 1 ? new Set<string>() : undefined;
  body.forEach((statement) => {
    switch (statement.kind) {
      case 'assign':
        if (seen?.has(statement.register)) findings.push({ kind: 'drivenTwice', net: statement.register, what: 'register', source: statement.source });
        seen?.add(statement.register);
        break;
      case 'when':
        statement.branches.forEach((branch) => overwritten(branch.body, findings));
        overwritten(statement.otherwise, findings);
        break;
      case 'match':
        statement.arms.forEach((arm) => overwritten(arm.body, findings));
        break;
      case 'write':
        break;
    }
  });
  return findings;
}
