import { relative, resolve, sep } from 'node:path';
import { symbolTable, type SymbolTable } from '../language/symbol-table.js';
import { printDesign } from '../verilog/design.js';
import type { Target } from '../verilog/target.js';
import { accelerator } from './accelerator.js';
import { packageFiles } from './packaging/package-files.js';
import type { AcceleratorParameters } from './parameters.js';
import { registerDriver, registerHeader, registerTables } from './register-documents.js';

/**
 * Every file of a generated accelerator, by name: a Verilog file per module, and what people and programs need beside it. The symbol
 * table names source files relative to `root`, so that it is the same on every machine.
 */
export function emitDesign(parameters: AcceleratorParameters, root: string, target: Target = 'generic'): Map<string, string> {
  const design = accelerator(parameters).ir;
  const sources = printDesign(design, { target });
  return new Map([
    ...sources,
    ['accelerator.json', `${JSON.stringify(parameters, null, 2)}\n`],
    ['symbols.json', symbolLines(symbolTable(design), root)],
    ['registers.h', registerHeader(parameters)],
    ['registers.ts', registerDriver(parameters)],
    ['registers.md', registerTables(parameters)],
    ...packageFiles(design, parameters, [...sources.keys()]),
  ]);
}

/** One line per net, so that a change of the design changes only its own lines. */
function symbolLines({ modules, ...head }: SymbolTable, root: string): string {
  const portable = (file: string): string => {
    const inside = relative(root, resolve(file));
    return inside.startsWith('..') ? file : inside.replaceAll(sep, '/');
  };
  const blocks = Object.entries(modules).map(([name, nets]) => {
    const lines = nets.map((net) => `      ${JSON.stringify(net.file === undefined ? net : { ...net, file: portable(net.file) })}`);
    return `    ${JSON.stringify(name)}: [\n${lines.join(',\n')}\n    ]`;
  });
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`).join('');
  return `{\n${fields}  "modules": {\n${blocks.join(',\n')}\n  }\n}\n`;
}
