import type { Module } from './module.js';

/** Remembers what was found in a frozen module: many checks ask for the same. */
export function oncePerModule<T>(find: (module: Module) => T): (module: Module) => T {
  const known = new WeakMap<Module, T>();
  return (module) => {
    let found = known.get(module);
    if (found === undefined) {
      found = find(module);
      if (Object.isFrozen(module)) known.set(module, found);
    }
    return found;
  };
}
