import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Module } from '../ir/module.js';
import type { Definition } from '../language/module.js';
import { symbolTable } from '../language/symbol-table.js';
import { printDesign, type PrintOptions } from '../verilog/design.js';

export { printDesign, type PrintOptions };
export { symbolTable, type NetSymbol, type SymbolTable } from '../language/symbol-table.js';
export type { Target } from '../verilog/target.js';

/**
 * Writes a design into `folder`, which is made if it is missing: a Verilog file per module, and `<module>.symbols.json`, the symbol table
 * of the whole design. Returns the paths, children before parents; other files of the folder stay as they are.
 *
 *     emitVerilog(counter({ width: 8 }), 'rtl');
 */
export function emitVerilog(design: Pick<Definition<any>, 'ir'> | Module, folder: string, options: PrintOptions = {}): string[] {
  const top = 'ir' in design ? design.ir : design;
  const files = new Map([...printDesign(top, options), [`${top.name}.symbols.json`, `${JSON.stringify(symbolTable(top), null, 1)}\n`]]);
  mkdirSync(folder, { recursive: true });
  return [...files].map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
}
