import type { FlatDesign, Signal } from '../engine/flat-design.js';
import { dependencies } from '../engine/order-signals.js';

/**
 * Of the signals that differ in the first cycle in which any does, those where it begins: what they are computed from in that cycle is equal.
 * A register among them took a wrong value at the edge before. `seen`: the signals that were compared; dependencies are followed through all
 * others. In the order of `differing`.
 */
export function firstCauses(design: FlatDesign, differing: ReadonlySet<string>, seen: ReadonlySet<string>): string[] {
  const excused = (root: Signal): boolean => {
    const visited = new Set<Signal>();
    const open = dependencies(root);
    for (let signal = open.pop(); signal; signal = open.pop()) {
      if (visited.has(signal)) continue;
      visited.add(signal);
      if (differing.has(signal.name)) return true;
      if (!seen.has(signal.name)) open.push(...dependencies(signal));
    }
    return false;
  };
  return [...differing].filter((name) => {
    const signal = design.signals.get(name);
    return signal !== undefined && !excused(signal);
  });
}
