import type { Module, Register } from '../../hwgen/ir/module.js';
import type { Statement } from '../../hwgen/ir/statement.js';

/**
 * The transitions that a module's statements allow for a state machine, as [from, to] codes; those into the same state and by reset left out.
 * A computed next state may be any. Conditions are taken to be possible.
 */
export function allowedTransitions(module: Module, register: Register): [number, number][] {
  const count = register.states!.length;
  const all = Array.from({ length: count }, (_, code) => code);
  const seen = new Set<number>();
  const visit = (body: readonly Statement[], from: readonly number[]): void => {
    for (const statement of body) {
      switch (statement.kind) {
        case 'assign':
          if (statement.register !== register.name) break;
          for (const source of from) {
            for (const target of statement.value.kind === 'constant' ? [Number(statement.value.value)] : all) if (target !== source && target < count) seen.add(source * count + target);
          }
          break;
        case 'when':
          for (const branch of statement.branches) visit(branch.body, from);
          visit(statement.otherwise, from);
          break;
        case 'match':
          for (const arm of statement.arms) {
            const here = statement.register === register.name ? from.filter((code) => register.states![code] === arm.state) : from;
            visit(arm.body, here);
          }
          break;
        case 'write':
          break;
      }
    }
  };
  visit(module.statements, all);
  return [...seen].sort((a, b) => a - b).map((key) => [Math.floor(key / count), key % count]);
}
