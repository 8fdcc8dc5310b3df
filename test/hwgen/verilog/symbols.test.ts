import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emitDesign } from '../../../src/hwgen/accelerator/emit-design.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { NetSymbol, SymbolTable } from '../../../src/hwgen/language/symbol-table.js';

const files = emitDesign(defaultParameters, process.cwd());
const { modules } = JSON.parse(files.get('symbols.json')!) as SymbolTable;
const symbols = Object.entries(modules).flatMap(([module, nets]) => nets.map((symbol) => ({ module, symbol, title: `${module}.${symbol.net}` })));

const linesOf = ((known: Map<string, readonly string[]>) => (file: string): readonly string[] => {
  if (!known.has(file)) known.set(file, readFileSync(file, 'utf8').split('\n'));
  return known.get(file)!;
})(new Map());

/** The text of the call that starts at the symbol's place, to its closing parenthesis. */
function callAt({ file, line, column }: NetSymbol): string {
  const text = [linesOf(file!)[line! - 1]!.slice(column! - 1), ...linesOf(file!).slice(line!)].join('\n');
  let depth = 0;
  for (const [i, character] of [...text].entries()) {
    if (character === '(') depth++;
    if (character === ')' && --depth === 0) return [...text].slice(0, i + 1).join('');
  }
  return text;
}

const hasWord = (text: string, word: string): boolean => new RegExp(`\\b${word}\\b`).test(text);

/** Nets as the Verilog declares them, without those that the printer makes up: in its functions, and the one that gathers unread bits. */
function declared(verilog: string): string[] {
  const names = [...verilog.replace(/^ *function .*?endfunction/gms, '').matchAll(/^ *(?:\(\*.*\*\) )?(?:(?:input|output) +)?(?:wire|reg)\b +(?:signed +)?(?:\[[^\]]*\] +)?(\w+)/gm)].map(([, name]) => name!);
  return names.filter((name) => !['clk', 'rst', '_unused'].includes(name));
}

describe('the symbol table of the whole accelerator', () => {
  test('has every net of every module but those that instances leave unread', () => {
    const missing = Object.entries(modules).flatMap(([module, nets]) => {
      const known = new Set(nets.map(({ net }) => net));
      const instances = nets.filter(({ kind }) => kind === 'instance').map(({ net }) => net);
      return declared(files.get(`${module}.v`)!).filter((name) => !known.has(name) && !instances.some((instance) => name.startsWith(`${instance}_`))).map((name) => `${module}.${name}`);
    });
    expect(missing).toEqual([]);
    expect(Object.keys(modules).map((name) => `${name}.v`).sort()).toEqual([...files.keys()].filter((name) => name.endsWith('.v')).sort());
    expect(symbols.length).toBeGreaterThan(1000);
  });

  test('names nothing that the Verilog does not have', () => {
    const ghosts = symbols.filter(({ module, symbol }) => !hasWord(files.get(`${module}.v`)!, symbol.net));
    expect(ghosts.map(({ title }) => title)).toEqual([]);
  });

  test('has a place for each, at the call that made it', () => {
    const calls: Record<NetSymbol['kind'], RegExp> = {
      input: /^module\(/, output: /^module\(/, register: /^module\(/, memory: /^module\(/, 'memory word': /^read\(/, instance: /^(place|placeArray)\(/,
      // A wire declared in the interface, kept, or the output of an instance.
      wire: /^(module|keep|place|placeArray)\(/,
    };
    const wrong = symbols.filter(({ symbol }) => {
      const { file, line, column, kind } = symbol;
      return file === undefined || line === undefined || column === undefined || !calls[kind].test(linesOf(file)[line - 1]?.slice(column - 1) ?? '');
    });
    expect(wrong.map(({ title, symbol }) => `${title} ${symbol.file}:${symbol.line}:${symbol.column}`)).toEqual([]);
  });

  test('each place has the key itself, where the source writes keys out', () => {
    const keys = symbols.flatMap(({ title, symbol }) => {
      const call = callAt(symbol);
      // `keep({ hits, ones })`: keys as they are, not computed and not spread.
      if (call.startsWith('keep({') && !/\[|\.\.\./.test(call)) return [{ title, call, key: symbol.net }];
      // `place('dot0', …)`, not `place(`dot${i}`, …)`.
      if (symbol.kind === 'instance' && /^\w+\('/.test(call)) return [{ title, call, key: symbol.net }];
      return [];
    });
    // A name that is kept twice in a module has a number behind it the second time.
    const wrong = keys.filter(({ call, key }) => !hasWord(call, key) && !hasWord(call, key.replace(/_\d+$/, '')));
    expect(wrong.map(({ title }) => title)).toEqual([]);
    expect(keys.length).toBeGreaterThan(150);
  });
});
