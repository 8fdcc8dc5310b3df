import type { FlatDesign } from '../engine/flat-design.js';
import { dependencies } from '../engine/order-signals.js';
import type { ShownSignal } from './gtkw.js';

/** More would not fit a screen. */
const most = 40;

/** What to show beside a signal: what it is computed from, then the other signals of its instance, state machines and registers first. */
export function neighboursOf(design: FlatDesign, name: string): ShownSignal[] {
  const signal = design.signals.get(name);
  if (!signal) return [];
  const scope = scopeOf(name);
  const registers = new Map(design.registers.map(({ signal: { name: each }, states }) => [each, states ? 0 : 1]));
  const same = [...design.signals.values()].filter((each) => each !== signal && scopeOf(each.name) === scope);
  const rank = (each: { readonly name: string }): number => registers.get(each.name) ?? 2;
  const ordered = [...dependencies(signal), ...same.sort((x, y) => rank(x) - rank(y))];
  return [...new Set(ordered)].slice(0, most).map(({ name: each, type: { width } }) => ({ name: each, width }));
}

const scopeOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')));
