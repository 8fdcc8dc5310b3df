import type { Source } from '../hwgen/ir/source.js';
import { locate, locationText } from '../hwgen/language/location.js';

/**
 * What every engine says when an assertion stops a run. `name` is hierarchical: `lanes[2].at most 4`.
 *
 *     top: check 'lanes[2].at most 4' does not hold at cycle 12 (src/lane.ts:14:5)
 */
export function assertionMessage(top: string, { kind, name, source }: { readonly kind: string; readonly name: string; readonly source?: Source | undefined }, cycle: number): string {
  const where = locate(source) ? ` (${locationText(source)})` : '';
  return `${top}: ${kind} '${name}' ${kind === 'check' ? 'does not hold' : 'is broken by the inputs'} at cycle ${cycle}${where}`;
}

/** The cycle in such a message; undefined for other ones. */
export function stoppedAt(message: string): number | undefined {
  const [, cycle] = /^\S+: (?:check|assume) '.*' (?:does not hold|is broken by the inputs) at cycle (\d+)/.exec(message) ?? [];
  return cycle === undefined ? undefined : Number(cycle);
}
