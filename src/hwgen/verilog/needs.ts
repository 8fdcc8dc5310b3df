import type { Module } from '../ir/module.js';

/** Which of the implicit ports a module has: those that something in it or below it uses. */
export interface Needs {
  readonly clk: boolean;
  readonly rst: boolean;
}

const known = new WeakMap<Module, Needs>();

export function needsOf(module: Module): Needs {
  let needs = known.get(module);
  if (!needs) {
    const below = module.instances.map((instance) => needsOf(instance.module));
    const asserted = module.assertions.length > 0;
    const clocked = module.registers.length > 0 || module.statements.length > 0 || module.memories.some(({ reads }) => reads.some(({ mode }) => mode === 'sync'));
    needs = {
      clk: asserted || clocked || below.some(({ clk }) => clk),
      rst: asserted || module.registers.some(({ reset }) => reset !== undefined) || below.some(({ rst }) => rst),
    };
    known.set(module, needs);
  }
  return needs;
}
