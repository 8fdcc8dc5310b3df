import { symbolTable } from '../language/symbol-table.js';
import { printDesign } from '../verilog/design.js';
import { accelerator } from './accelerator.js';
import type { AcceleratorParameters } from './parameters.js';
import { registerDriver, registerHeader, registerTables } from './register-documents.js';

/** Every file of a generated accelerator, by name: a Verilog file per module, and what people and programs need beside it. */
export function emitDesign(parameters: AcceleratorParameters): Map<string, string> {
  const design = accelerator(parameters).ir;
  return new Map([
    ...printDesign(design),
    ['accelerator.json', `${JSON.stringify(parameters, null, 2)}\n`],
    ['symbols.json', symbolLines(symbolTable(design))],
    ['registers.h', registerHeader()],
    ['registers.ts', registerDriver()],
    ['registers.md', registerTables(parameters)],
  ]);
}

/** One line per net, so that a change of the design changes only its own lines. */
function symbolLines({ modules, ...head }: ReturnType<typeof symbolTable>): string {
  const blocks = Object.entries(modules).map(([name, nets]) =>
    `    ${JSON.stringify(name)}: [\n${nets.map((net) => `      ${JSON.stringify(net)}`).join(',\n')}\n    ]`);
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`).join('');
  return `{\n${fields}  "modules": {\n${blocks.join(',\n')}\n  }\n}\n`;
}
