import type { Expression } from '../ir/expression.js';
import type { Statement, When } from '../ir/statement.js';

/**
 * The statements without branches that never run; the body of a branch that always runs, and that none before it can take, stands by
 * itself. `known`: the value of a condition that is a constant, to the reader.
 */
export function liveStatements(body: readonly Statement[], known: (condition: Expression) => bigint | undefined): Statement[] {
  return body.flatMap((statement): readonly Statement[] => {
    switch (statement.kind) {
      case 'assign':
      case 'write':
        return [statement];
      case 'match':
        return [{ ...statement, arms: statement.arms.map(({ state, body: inner }) => ({ state, body: liveStatements(inner, known) })) }];
      case 'when': {
        const branches: When['branches'][number][] = [];
        const end = statement.branches.find(({ condition, body: inner }) => {
          const outcome = known(condition);
          if (outcome === undefined) branches.push({ condition, body: liveStatements(inner, known) });
          return outcome === 1n;
        });
        const otherwise = liveStatements(end?.body ?? statement.otherwise, known);
        return branches.length === 0 ? otherwise : [{ ...statement, branches, otherwise }];
      }
    }
  });
}
