import { closeSync, openSync, writeSync } from 'node:fs';
import { linesOf } from './vcd-reader.js';
import { hierarchicalName } from './verilog-path.js';

/** Copies a VCD file without the signals that `keep` refuses (by hierarchical name below the top; `clk` of the top stays). */
export function filterVcd(from: string, to: string, keep: (name: string) => boolean): void {
  const file = openSync(to, 'w');
  const scopes: string[] = [];
  const kept = new Set<string>();
  let header = true;
  let piece: string[] = [];
  const flush = (): void => {
    writeSync(file, piece.length > 0 ? `${piece.join('\n')}\n` : '');
    piece = [];
  };
  try {
    for (const line of linesOf(from)) {
      if (keepLine(line)) piece.push(line);
      if (piece.length >= 10_000) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }

  function keepLine(line: string): boolean {
    if (!header) {
      if (line[0] === 'b') return kept.has(line.slice(line.indexOf(' ') + 1).trim());
      return !/^[01xz]/.test(line) || kept.has(line.slice(1).trim());
    }
    const words = line.trim().split(/\s+/);
    if (words[0] === '$enddefinitions') header = false;
    if (words[0] === '$scope') scopes.push(words[2]!);
    if (words[0] === '$upscope') scopes.pop();
    if (words[0] !== '$var') return true;
    const depth = scopes[0] === 'TOP' ? 2 : 1;
    if (scopes.length < depth) return false;
    const name = hierarchicalName([...scopes.slice(depth), words[4]].join('.'));
    const wanted = name === 'clk' || keep(name);
    if (wanted) kept.add(words[3]!);
    return wanted;
  }
}
