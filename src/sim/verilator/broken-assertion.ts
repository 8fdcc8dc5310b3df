import { assertionMessage } from '../assertion-message.js';
import { hierarchicalName } from '../debug/verilog-path.js';
import { flatten } from '../engine/flatten.js';
import type { VerilatorDesign } from './design.js';

/** What the emitted Verilog prints when an assertion does not hold, and what the harness adds. */
const printed = /^(\S+): (check failed|assumption broken): (.*)$/m;
const stopped = /^Bitloom: stopped in cycle (\d+)$/m;

/** The message for a run that an assertion of the design stopped, the same as the own engine's; undefined when something else did. */
export function brokenAssertion({ top, module }: Pick<VerilatorDesign, 'top' | 'module'>, stderr: string): string | undefined {
  const [, place, verdict, title] = printed.exec(stderr) ?? [];
  const [, cycle] = stopped.exec(stderr) ?? [];
  if (place === undefined || cycle === undefined) return undefined;
  const kind = verdict === 'check failed' ? 'check' : 'assume';
  // %m begins with the top, or with Verilator's scope around it, and may end in the name of a block.
  const path = hierarchicalName(`${place.replace(/^TOP\./, '')}.`).replace(/\.$/, '').split('.').slice(1).join('.');
  const found = module && flatten(module).assertions.find(({ scope, assertion }) => assertion.kind === kind && scope.path === path && asPrinted(assertion.name) === title);
  const name = found?.name ?? [path, title].filter((part) => part !== '').join('.');
  return assertionMessage(top, { kind, name, source: found?.assertion.source }, Number(cycle));
}

/** As `hwgen/verilog/assertion.ts` writes a name. */
const asPrinted = (name: string): string => name.replace(/\s+/g, ' ').replace(/[\\"%]/g, ' ');
