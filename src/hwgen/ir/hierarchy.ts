import type { Module } from './module.js';

/** Every distinct module of the design, children before parents, `top` last; one per name (see `check-module-names.ts`). */
export function modulesOf(top: Module): readonly Module[] {
  const found = new Map<string, Module>();
  const visit = (module: Module): void => {
    if (found.has(module.name)) return;
    for (const { module: child } of module.instances) visit(child);
    found.set(module.name, module);
  };
  visit(top);
  return [...found.values()];
}
