/** Columns of a line of generated Verilog; comments may run over. */
const LIMIT = 120;

/** How far a continuation is indented behind its line. */
const CONTINUATION = '      ';

/**
 * Breaks a long line at its outermost operators and commas, filling each line as far as it goes: a chain of choices before its colons,
 * everything else before an operator or after a comma. Lines with strings, comments or attributes stay whole.
 */
export function fold(line: string): string[] {
  if (line.length <= LIMIT || /"|\/\/|\/\*/.test(line)) return [line];
  const indent = /^\s*/.exec(line)![0] + CONTINUATION;
  const lines: string[] = [];
  let rest = line;
  while (rest.length > LIMIT) {
    const at = breakPoint(rest);
    if (at === undefined) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** The last of the least nested places before the limit. */
function breakPoint(line: string): number | undefined {
  const start = /^\s*/.exec(line)![0].length + CONTINUATION.length;
  let depth = 0;
  let brackets = 0;
  let best: { readonly at: number; readonly rank: number } | undefined;
  for (let i = 0; i < LIMIT; i++) {
    const c = line[i]!;
    if ('({['.includes(c)) depth++;
    if (')}]'.includes(c)) depth--;
    if (c === '[') brackets++;
    if (c === ']') brackets--;
    if (i <= start || brackets > 0) continue;
    const comma = line.startsWith(', ', i);
    if (!comma && !/^ [:|&^+-] /.test(line.slice(i, i + 3))) continue;
    // Between equally nested places a comma separates more than an operator.
    const rank = comma ? depth : depth + 0.5;
    if (best === undefined || rank <= best.rank) best = { at: comma ? i + 1 : i, rank };
  }
  return best?.at;
}
