import { checkDriven } from '../ir/check-driven.js';
import { checkLoops } from '../ir/check-loops.js';
import { checkMemories, checkMemoriesWritten, checkWritesMeet } from '../ir/check-memories.js';
import { checkModuleNames } from '../ir/check-module-names.js';
import { checkNamed } from '../ir/check-named.js';
import { checkNames } from '../ir/check-names.js';
import { checkReset } from '../ir/check-reset.js';
import { checkSize } from '../ir/check-size.js';
import { checkStates } from '../ir/check-states.js';
import { checkTypes } from '../ir/check-types.js';
import { checkUnused } from '../ir/check-unused.js';
import type { Finding } from '../ir/finding.js';
import type { Module } from '../ir/module.js';
import { typeName } from '../ir/type.js';
import { HardwareError } from './error.js';
import { locationText } from './location.js';
import { messages } from './messages.js';

/** Throws the first error that the checks find in a finished module. Each check may rely on those before it. */
export function checkModule(module: Module): void {
  // 1. Names and drivers: the IR is well formed.
  refuse(checkNames(module));
  refuse(checkModuleNames(module));
  refuse(checkDriven(module));
  refuse(checkTypes(module));
  // 2. It is hardware, of a size that the walks over all uses of a value can take.
  refuse(checkSize(module));
  refuse(checkLoops(module));
  refuse(checkMemories(module));
  // 3. It prints: what needs a name has one.
  refuse(checkNamed(module));
}

/**
 * What is suspicious but legal, as `file:line:column: text`: unused nets, unreachable states, registers that steer and have no reset,
 * memories without a write, memory writes that can meet. Of this module alone, not of its children.
 */
export function warningsOf(module: Module): readonly string[] {
  return [...checkUnused(module), ...checkStates(module), ...checkReset(module), ...checkMemoriesWritten(module), ...checkWritesMeet(module)].map((finding) => `${locationText(finding.source)}: ${textOf(finding)}`);
}

function refuse(findings: readonly Finding[]): void {
  const first = findings[0];
  if (first) throw new HardwareError(textOf(first), first.source ?? { error: new Error() });
}

function textOf(finding: Finding): string {
  switch (finding.kind) {
    case 'badName':
      return messages.badName(finding.name);
    case 'reservedName':
      return messages.reservedName(finding.name);
    case 'nameTwice':
      return messages.nameTwice(finding.name, finding.first, finding.second);
    case 'outputRegister':
      return messages.outputRegister(finding.name);
    case 'moduleTwice':
      return messages.moduleTwice(finding.name, finding.below);
    case 'undriven':
      return finding.what === 'register' ? messages.registerNever(finding.net) : messages.undriven(finding.what, finding.net);
    case 'drivenTwice':
      return finding.what === 'register' ? messages.registerTwice(finding.net) : messages.drivenTwice(finding.what, finding.net);
    case 'type':
      return messages.type(finding.rule, finding.found, finding.wanted);
    case 'loop':
      return messages.loop(finding.path);
    case 'tooLarge':
      return messages.tooLarge(finding.nodes);
    case 'unnamed':
      return messages.unnamed(finding.use, finding.of, typeName(finding.type));
    case 'memoryPorts':
      return messages.memoryPorts(finding.memory, finding.reads, finding.writes);
    case 'unused':
      return messages.unused(finding.what, finding.net);
    case 'unreachable':
      return messages.unreachable(finding.register, finding.state);
    case 'noReset':
      return messages.noReset(finding.register);
    case 'neverWritten':
      return messages.neverWritten(finding.memory);
    case 'writesMeet':
      return messages.writesMeet(finding.memory, finding.writes);
  }
}
