import { setFlagsFromString } from 'node:v8';

/** What is asked of V8 while a design is compiled, and what it has otherwise. */
interface Settings {
  readonly usual: readonly string[];
  readonly compiling: readonly string[];
}

/** How fast the space for young objects grows: nearly all that are made stay, and each time the space is full they are copied. */
const space: Settings = { usual: ['--semi-space-growth-factor=2'], compiling: ['--semi-space-growth-factor=16'] };

/** How long a function runs before V8 optimises it: of Node 20 in bytes of bytecode, of Node 22 and 24 in invocations. */
const bytes: Settings = { usual: ['--interrupt-budget=67584'], compiling: ['--interrupt-budget=500000'] };
const invocations: Settings = {
  usual: ['--invocation-count-for-maglev=400', '--invocation-count-for-turbofan=3000'],
  compiling: ['--invocation-count-for-maglev=2000', '--invocation-count-for-turbofan=10000'],
};

/** By V8's major version. Another one is left as it is. */
const byVersion: Readonly<Record<string, readonly Settings[]>> = { 11: [space, bytes], 12: [space, invocations], 13: [space, invocations] };

const settings = chosenByUser() ? [] : (byVersion[process.versions.v8.split('.')[0]!] ?? []);
let depth = 0;

/**
 * Runs `work`, which elaborates or compiles a design, with settings of V8 that suit it. That is over in a tenth of a second, in which V8 would begin to
 * optimise a hundred functions on another core, throw a part of that away again and have every garbage collection wait for it: the first
 * cycle of a fresh process came a quarter later. What runs for longer is optimised all the same. The settings are the process's; afterwards they are
 * V8's own again.
 */
export function withCompilerSettings<T>(work: () => T): T {
  if (depth++ === 0) apply('compiling');
  try {
    return work();
  } finally {
    if (--depth === 0) apply('usual');
  }
}

/** Whoever started Node with settings of their own keeps them. */
function chosenByUser(): boolean {
  return [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some((option) => /--(interrupt|invocation|semi|no-opt)/.test(option));
}

function apply(which: keyof Settings): void {
  for (const setting of settings) setting[which].forEach((flag) => setFlagsFromString(flag));
}
