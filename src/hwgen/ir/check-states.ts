import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { statementsOf } from './walk.js';

/** Warnings: states of a machine that it can't enter: no assignment of their code, and not the state after reset. */
export function checkStates(module: Module): Finding[] {
  return module.registers.flatMap(({ name, states = [], reset, source }): Finding[] => {
    const entered = new Set<bigint | undefined>([reset]);
    for (const statement of statementsOf(module.statements)) {
      if (statement.kind !== 'assign' || statement.register !== name) continue;
      // A computed code may be any state.
      if (statement.value.kind !== 'constant') return [];
      entered.add(statement.value.value);
    }
    return states.filter((_, code) => !entered.has(BigInt(code))).map((state) => ({ kind: 'unreachable', register: name, state, source }));
  });
}
