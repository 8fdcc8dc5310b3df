import type { Module } from '../../hwgen/ir/module.js';
import { referencesIn } from '../../hwgen/ir/operands.js';

/** The signals of an assertion, by their names from the top: `left.small` is `small` of the instance `left`. */
export function assertedNames(top: Module, kind: string, name: string): string[] {
  const own = (module: Module, path: string, rest: string): string[] | undefined => {
    const assertion = module.assertions.find((each) => each.kind === kind && each.name === rest);
    if (assertion) return [...referencesIn(assertion.condition)].map((net) => path + net);
    for (const instance of module.instances) {
      const step = new RegExp(`^${instance.name}${instance.count === undefined ? '' : '\\[\\d+\\]'}\\.`).exec(rest)?.[0];
      const found = step && own(instance.module, path + step, rest.slice(step.length));
      if (found) return found;
    }
    return undefined;
  };
  return own(top, '', name) ?? [];
}
