/** Lines whose cells start in common columns; cells are separated by one space, trailing space is dropped. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  // A column that is empty everywhere takes no space.
  return rows.map((row) => row.map((cell, i) => (widths[i] ? `${cell.padEnd(widths[i]!)} ` : '')).join('').trimEnd());
}

export const indent = (lines: readonly string[], by = '  '): string[] => lines.map((line) => (line === '' ? line : by + line));
