import type { Coverage } from './coverage.js';

/** Sums over all instances of a module, or over the design. A bit counts twice: for its rise and for its fall. */
export interface CoverageSums {
  readonly module: string;
  readonly bits: number;
  readonly edges: { readonly seen: number; readonly all: number };
  readonly states: { readonly seen: number; readonly all: number };
  readonly transitions: { readonly seen: number; readonly all: number };
  readonly covers: { readonly seen: number; readonly all: number };
}

/** One row per module, in order of their first instance, and the total. */
export function summarise({ signals, machines, covers }: Coverage): { readonly modules: readonly CoverageSums[]; readonly total: CoverageSums } {
  const names = [...new Set([...signals, ...machines, ...covers].map(({ module }) => module))];
  const sums = (module: string, belongs: (item: { readonly module: string }) => boolean): CoverageSums => {
    const [own, ownMachines, ownCovers] = [signals.filter(belongs), machines.filter(belongs), covers.filter(belongs)];
    const bits = own.reduce((sum, { width }) => sum + width, 0);
    const states = ownMachines.flatMap((machine) => machine.states);
    const transitions = ownMachines.flatMap((machine) => machine.transitions.filter(({ allowed }) => allowed));
    return {
      module, bits,
      edges: { seen: own.reduce((sum, { rose, fell }) => sum + ones(rose) + ones(fell), 0), all: 2 * bits },
      states: { seen: states.filter(({ cycles }) => cycles > 0).length, all: states.length },
      transitions: { seen: transitions.filter(({ count }) => count > 0).length, all: transitions.length },
      covers: { seen: ownCovers.filter(({ count }) => count > 0).length, all: ownCovers.length },
    };
  };
  return { modules: names.map((name) => sums(name, ({ module }) => module === name)), total: sums('all', () => true) };
}

/** Ones in a mask in hexadecimal. */
export function ones(mask: string): number {
  return BigInt(`0x${mask}`).toString(2).replaceAll('0', '').length;
}

/** What was never seen, one line each: states, transitions and cover points first, then signals, the ones that never moved first. */
export function unseen({ signals, machines, covers }: Coverage): string[] {
  const at = (places: Coverage['signals'][number]['places']): string => (places[0] ? ` (${places[0].file}:${places[0].line}:${places[0].column})` : '');
  const lines = [
    ...covers.filter(({ count }) => count === 0).map(({ name, places }) => `cover '${name}' never held${at(places)}`),
    ...machines.flatMap(({ name, states, transitions, places }) => [
      ...states.filter(({ cycles }) => cycles === 0).map((state) => `${name} was never ${state.name}${at(places)}`),
      ...transitions.filter(({ allowed, count }) => allowed && count === 0).map(({ from, to }) => `${name} never went from ${from} to ${to}${at(places)}`),
    ]),
  ];
  const partly: string[] = [];
  for (const { name, width, rose, fell, places } of signals) {
    const [up, down] = [ones(rose), ones(fell)];
    if (up === width && down === width) continue;
    if (up === 0 && down === 0) lines.push(`${name} never moved${at(places)}`);
    else partly.push(`${name}: ${width - up} of ${width} bits never rose, ${width - down} never fell${at(places)}`);
  }
  return [...lines, ...partly];
}
