import { mkdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { InputError } from '../errors/input-error.js';
import { writeAtomically } from '../files/write-atomically.js';
import { accelerator } from '../hwgen/accelerator/accelerator.js';
import type { AcceleratorParameters } from '../hwgen/accelerator/parameters.js';
import { symbolTable, type SymbolTable } from '../hwgen/language/symbol-table.js';
import { printDesign } from '../hwgen/verilog/design.js';
import { projectFolder } from '../sim/verilator/project-folder.js';

export interface WrittenFile {
  readonly name: string;
  readonly lines: number;
}

/**
 * Writes the accelerator: one Verilog file per module, `symbols.json` (which line of TypeScript every net comes from) and `parameters.json`.
 * All text is made before the first file is written. Throws InputError or HardwareError.
 */
export async function writeDesign(folder: string, parameters: AcceleratorParameters): Promise<readonly WrittenFile[]> {
  const top = accelerator(parameters).ir;
  const files = [
    ...printDesign(top),
    ['symbols.json', `${JSON.stringify(withRelativeFiles(symbolTable(top)), null, 1)}\n`] as const,
    ['parameters.json', `${JSON.stringify(parameters, null, 2)}\n`] as const,
  ];
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${folder}: can't be created (${error.code}); choose another folder`);
  });
  for (const [name, content] of files) await writeAtomically(join(folder, name), content);
  return files.map(([name, content]) => ({ name, lines: content.split('\n').length - 1 }));
}

/** The same files on every machine: sources of Bitloom's own are named from its folder. */
function withRelativeFiles(table: SymbolTable): SymbolTable {
  const root = projectFolder() + sep;
  const modules = Object.entries(table.modules).map(([name, nets]) => [
    name,
    nets.map((net) => (net.file?.startsWith(root) ? { ...net, file: relative(root, net.file).replaceAll(sep, '/') } : net)),
  ]);
  return { ...table, modules: Object.fromEntries(modules) as SymbolTable['modules'] };
}
