import { setFlagsFromString } from 'node:v8';

/** How much a function runs before V8 optimises it: as V8 has it, and while a design is compiled. */
interface Settings {
  readonly usual: readonly string[];
  readonly deferred: readonly string[];
}

const invocations: Settings = {
  usual: ['--invocation-count-for-maglev=400', '--invocation-count-for-turbofan=3000'],
  deferred: ['--invocation-count-for-maglev=2000', '--invocation-count-for-turbofan=10000'],
};

/** By V8's major version: of Node 20 in bytes of bytecode, of Node 22 and 24 in invocations. Another one is left as it is. */
const byVersion: Readonly<Record<string, Settings>> = {
  11: { usual: ['--interrupt-budget=67584'], deferred: ['--interrupt-budget=500000'] },
  12: invocations,
  13: invocations,
};

const settings = chosenByUser() ? undefined : byVersion[process.versions.v8.split('.')[0]!];
let depth = 0;

/**
 * Runs `work` and asks V8 to optimise functions later meanwhile. A design is elaborated and compiled in a tenth of a second, in which V8 would begin to
 * optimise a hundred functions, on another core, throw a part of that away again and have every garbage collection wait for it: the first
 * cycle of a fresh process came a quarter later. What runs for longer is optimised all the same. The settings are the process's; afterwards they are
 * V8's own again.
 */
export function deferringTierUp<T>(work: () => T): T {
  if (depth++ === 0) apply('deferred');
  try {
    return work();
  } finally {
    if (--depth === 0) apply('usual');
  }
}

/** Whoever started Node with settings of their own keeps them. */
function chosenByUser(): boolean {
  return [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some((option) => /--(interrupt|invocation|no-opt)/.test(option));
}

function apply(which: keyof Settings): void {
  settings?.[which].forEach((flag) => setFlagsFromString(flag));
}
