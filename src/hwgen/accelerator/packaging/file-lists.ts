import type { Module } from '../../ir/module.js';
import { coreName, synthesised } from './top-ports.js';

/** For simulators and linters: `verilator -f accelerator.f`, `iverilog -f accelerator.f`. Run from the folder. */
export const fileList = (sources: readonly string[]): string => `${sources.join('\n')}\n`;

/**
 * The core for FuseSoC, in its core description format (CAPI=2, YAML): `fusesoc --cores-root rtl-out run --target lint bitloom:accelerator:bitloom`.
 * Targets: `default` for a design that uses the core, `lint` by Verilator.
 */
export function fuseSocCore(top: Module, sources: readonly string[]): string {
  const { vendor, library, name, version } = coreName;
  const cells = sources.filter((file) => !synthesised(sources).includes(file));
  const files = (list: readonly string[]): string[] => ['    files:', ...list.map((file) => `      - ${file}`), '    file_type: verilogSource'];
  return [
    'CAPI=2:',
    `name: ${vendor}:${library}:${name}:${version}`,
    `description: ${top.doc}`,
    '',
    'filesets:',
    '  rtl:',
    ...files(synthesised(sources)),
    ...(cells.length === 0 ? [] : ['  cells:', ...files(cells)]),
    '',
    'targets:',
    '  default:',
    '    filesets: [rtl]',
    `    toplevel: ${top.name}`,
    '  lint:',
    `    filesets: [rtl${cells.length === 0 ? '' : ', cells'}]`,
    `    toplevel: ${top.name}`,
    '    flow: lint',
    '    flow_options:',
    '      tool: verilator',
    '      verilator_options: [-Wall]',
    '',
  ].join('\n');
}
