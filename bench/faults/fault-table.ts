import type { Finding } from './find-fault.js';
import type { PlannedFault } from './planned-faults.js';

/** What can become of a fault, in the order of the columns. */
const kinds = ['reference', 'good chain', 'counters', 'descriptor', 'hostile chain', 'refused', 'same circuit', 'explained', 'survived', 'open'];

/** The table, line by line: modules by build, and what became of their faults; `open` are those without a finding. */
export function faultTable(faults: readonly PlannedFault[], findings: ReadonlyMap<string, Finding>): string[] {
  const rows = new Map<string, Map<string, number>>();
  for (const { build, module, name } of faults) {
    const what = `${module.name}, ${build.name}`;
    const row = rows.get(what) ?? new Map<string, number>();
    for (const column of ['faults', findings.get(name)?.kind ?? 'open']) row.set(column, (row.get(column) ?? 0) + 1);
    rows.set(what, row);
  }
  const line = (name: string, cell: (column: string) => string): string => `${name.padEnd(44)}${['faults', ...kinds].map((column) => cell(column).padStart(column.length + 2)).join('')}`;
  return [
    line('module, build', (column) => column),
    ...[...rows].map(([name, row]) => line(name, (column) => String(row.get(column) ?? ''))),
    line('all', (column) => String([...rows.values()].reduce((sum, row) => sum + (row.get(column) ?? 0), 0))),
  ];
}
