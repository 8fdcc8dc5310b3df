import type { Expression } from '../ir/expression.js';
import type { Statement, When } from '../ir/statement.js';

/**
 * The statements without branches that never run; the body of a branch that always runs, and that none before it can take, stands by
 * itself. `outcome`: that of a condition that is a constant to the reader.
 */
export function liveStatements(body: readonly Statement[], outcome: (condition: Expression) => boolean | undefined): Statement[] {
  return body.flatMap((statement): readonly Statement[] => {
    switch (statement.kind) {
      case 'assign':
      case 'write':
        return [statement];
      case 'match':
        return [{ ...statement, arms: statement.arms.map(({ state, body: inner }) => ({ state, body: liveStatements(inner, outcome) })) }];
      case 'when': {
        const branches: When['branches'][number][] = [];
        const end = statement.branches.find(({ condition, body: inner }) => {
          const taken = outcome(condition);
          if (taken === undefined) branches.push({ condition, body: liveStatements(inner, outcome) });
          return taken;
        });
        const otherwise = liveStatements(end?.body ?? statement.otherwise, outcome);
        return branches.length === 0 ? otherwise : [{ ...statement, branches, otherwise }];
      }
    }
  });
}
