import type { Location } from '../../hwgen/language/location.js';
import type { Coverage } from './coverage.js';
import { ones } from './coverage-summary.js';

interface Line {
  hits: number;
  readonly branches: number[];
}

/**
 * Coverage as lcov's trace file, for its viewers and for CI services, by lines of the TypeScript. A line's hits are the edges seen
 * on the bits that it drives, in all instances; each signal has two branches, taken as many times as bits rose and fell; a state machine one
 * per allowed transition; a cover point is a function.
 */
export function lcovText({ signals, machines, covers }: Coverage): string {
  const files = new Map<string, { lines: Map<number, Line>; functions: Map<string, { line: number; hits: number }> }>();
  const file = (name: string): { lines: Map<number, Line>; functions: Map<string, { line: number; hits: number }> } => {
    let entry = files.get(name);
    if (!entry) files.set(name, (entry = { lines: new Map(), functions: new Map() }));
    return entry;
  };
  const line = ({ file: name, line: number }: Location): Line => {
    const { lines } = file(name);
    let entry = lines.get(number);
    if (!entry) lines.set(number, (entry = { hits: 0, branches: [] }));
    return entry;
  };
  // Instances of a module are one source: their signals are added up.
  const shared = new Map<string, { places: readonly Location[]; branches: number[] }>();
  const add = (key: string, places: readonly Location[], counts: readonly number[]): void => {
    const known = shared.get(key);
    if (!known) shared.set(key, { places, branches: [...counts] });
    else counts.forEach((count, index) => { known.branches[index] = (known.branches[index] ?? 0) + count; });
  };
  const local = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  for (const { name, module, rose, fell, places } of signals) add(`${module} ${local(name)}`, places, [ones(rose), ones(fell)]);
  for (const { name, module, transitions, places } of machines) {
    for (const { from, to, allowed, count } of transitions) if (allowed) add(`${module} ${local(name)} ${from} ${to}`, places, [count]);
  }
  for (const { places, branches } of shared.values()) {
    for (const place of places) {
      const entry = line(place);
      entry.hits += branches.reduce((sum, count) => sum + count, 0);
      entry.branches.push(...branches);
    }
  }
  for (const { title, module, count, places } of covers) {
    for (const place of places) {
      const { functions } = file(place.file);
      const key = `${module}: ${title}`;
      functions.set(key, { line: place.line, hits: (functions.get(key)?.hits ?? 0) + count });
    }
  }
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { lines, functions }]) => {
    const sorted = [...lines].sort(([a], [b]) => a - b);
    const branches = sorted.flatMap(([number, entry]) => entry.branches.map((count, index) => `BRDA:${number},0,${index},${count}`));
    return [
      'TN:', `SF:${name}`,
      ...[...functions].flatMap(([key, { line: number }]) => [`FN:${number},${key}`]), ...[...functions].map(([key, { hits }]) => `FNDA:${hits},${key}`),
      `FNF:${functions.size}`, `FNH:${[...functions.values()].filter(({ hits }) => hits > 0).length}`,
      ...branches, `BRF:${branches.length}`, `BRH:${branches.filter((text) => !text.endsWith(',0')).length}`,
      ...sorted.map(([number, { hits }]) => `DA:${number},${hits}`), `LF:${sorted.length}`, `LH:${sorted.filter(([, { hits }]) => hits > 0).length}`,
      'end_of_record', '',
    ].join('\n');
  }).join('');
}
