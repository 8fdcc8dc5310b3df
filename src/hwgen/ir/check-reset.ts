import type { Expression } from './expression.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { referencesIn } from './operands.js';
import { statementsOf } from './walk.js';

/**
 * Warnings: registers without a reset value that decide what happens (the condition of a `when`, the enable of a read), directly or
 * through wires. Data may well start unknown; what steers it may not.
 */
export function checkReset(module: Module): Finding[] {
  const values = new Map(module.wires.map(({ name, value }) => [name, value]));
  const steering = new Set<string>();
  const visit = (e: Expression): void => {
    for (const name of referencesIn(e)) {
      if (steering.has(name)) continue;
      steering.add(name);
      const value = values.get(name);
      if (value) visit(value);
    }
  };
  for (const statement of statementsOf(module.statements)) if (statement.kind === 'when') for (const { condition } of statement.branches) visit(condition);
  for (const { reads } of module.memories) for (const { enable } of reads) if (enable) visit(enable);
  return module.registers
    .filter(({ name, reset }) => reset === undefined && steering.has(name))
    .map(({ name, source }) => ({ kind: 'noReset', register: name, source }));
}
