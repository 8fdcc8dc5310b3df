import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { needsOf } from '../../../src/hwgen/verilog/needs.js';
import { interpret } from '../ir-interpreter.js';

/** One cycle's inputs by name; `rst` may be among them. */
export type Row = Readonly<Record<string, bigint>>;

/**
 * Prints the design, runs the rows through Icarus Verilog (registers and memories zeroed first, as the oracle has them) and returns the
 * outputs of every cycle as settled before the edge. Anything but silence from the compiler is an error. `print`: another printer, to
 * see whether its faults are found.
 */
export function icarus(module: Module, rows: readonly Row[], print: typeof printDesign = printDesign): Record<string, bigint>[] {
  return inFolder(print(module), (folder, files) => {
    const outputs = module.ports.filter(({ direction }) => direction === 'output');
    writeFileSync(join(folder, 'bench.v'), bench(module, rows));
    const said = execFileSync('iverilog', ['-g2001', '-Wall', '-Wno-timescale', '-o', 'bench', 'bench.v', ...files], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (said) throw new Error(said);
    const lines = execFileSync('vvp', ['-n', 'bench'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 }).trim().split('\n');
    return lines.map((line) => {
      const values = line.trim().split(' ');
      return Object.fromEntries(
        outputs.map(({ name, type }, i) => {
          if (!/^[0-9a-f]+$/.test(values[i]!)) throw new Error(`${name} is ${values[i]}`);
          const bits = BigInt(`0x${values[i]!}`);
          return [name, type.sign === 'signed' ? BigInt.asIntN(type.width, bits) : bits];
        }),
      );
    });
  });
}

/** The same from the oracle. */
export function oracle(module: Module, rows: readonly Row[]): Record<string, bigint>[] {
  const run = interpret(module);
  const outputs = module.ports.filter(({ direction }) => direction === 'output');
  return rows.map((row) => {
    for (const [name, value] of Object.entries(row)) run.set(name, value);
    const settled = Object.fromEntries(outputs.map(({ name }) => [name, run.get(name)]));
    run.tick();
    return settled;
  });
}

/** What `verilator --lint-only -Wall` and `iverilog -g2001 -Wall` say about the design: nothing, if it is as it should be. */
export function lint(module: Module, options: readonly string[] = [], print: typeof printDesign = printDesign): string {
  return inFolder(print(module), (folder, files) =>
    [
      ['verilator', '--lint-only', '-Wall', ...options, '--top-module', module.name, ...files],
      ['iverilog', '-g2001', '-Wall', '-o', '/dev/null', ...files],
    ]
      .map(([command, ...rest]) => {
        try {
          return execFileSync(command!, rest, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
        } catch (error) {
          return String((error as { stderr?: unknown }).stderr ?? error);
        }
      })
      .join(''),
  );
}

function inFolder<T>(design: ReadonlyMap<string, string>, work: (folder: string, files: readonly string[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bitloom-verilog-'));
  try {
    for (const [file, text] of design) writeFileSync(join(folder, file), text);
    return work(folder, [...design.keys()]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bench(module: Module, rows: readonly Row[]): string {
  const needs = needsOf(module);
  const inputs = module.ports.filter(({ direction }) => direction === 'input');
  const outputs = module.ports.filter(({ direction }) => direction === 'output');
  const range = (width: number): string => `[${width - 1}:0]`;
  const pins = [...(needs.clk ? ['.clk(clk)'] : []), ...(needs.rst ? ['.rst(rst)'] : []), ...module.ports.map(({ name }) => `.${name}(${name})`)];
  const settings = new Map<string, bigint>();
  const cycles = rows.map((row) => {
    // Only what changes: an input keeps its value, and the file stays short.
    const changes = Object.entries(row).filter(([name, value]) => settings.get(name) !== value);
    for (const [name, value] of changes) settings.set(name, value);
    const sets = changes.map(([name, value]) => {
      const width = inputs.find((port) => port.name === name)?.type.width ?? 1;
      return `${name} = ${width}'h${BigInt.asUintN(width, value).toString(16)};`;
    });
    return `    ${sets.join(' ')} #1 $display("${outputs.map(() => '%h').join(' ')}", ${outputs.map(({ name }) => name).join(', ')}); clk = 1; #1 clk = 0;`;
  });
  return [
    'module bench;',
    '  reg clk; reg rst;',
    ...inputs.map(({ name, type }) => `  reg ${range(type.width)} ${name};`),
    ...outputs.map(({ name, type }) => `  wire ${range(type.width)} ${name};`),
    `  ${module.name} dut (${pins.join(', ')});`,
    '  integer k;',
    '  initial begin',
    ...clears(module, 'dut').map((line) => `    ${line}`),
    '    clk = 0; rst = 0;',
    ...inputs.map(({ name }) => `    ${name} = 0;`),
    ...cycles,
    '    $finish;',
    '  end',
    'endmodule',
    '',
  ].join('\n');
}

/** Registers and memories of the whole hierarchy set to what the oracle starts from. */
function clears(module: Module, path: string): string[] {
  return [
    ...module.registers.map(({ name }) => `${path}.${name} = 0;`),
    ...module.memories.flatMap(({ name, depth, reads, initial }) => [
      ...(initial ? [] : [`for (k = 0; k < ${depth}; k = k + 1) ${path}.${name}[k] = 0;`]),
      ...reads.filter(({ mode }) => mode === 'sync').map((port) => `${path}.${port.name} = 0;`),
    ]),
    ...module.instances.flatMap(({ name, module: child, count }) =>
      count === undefined
        ? clears(child, `${path}.${name}`)
        : Array.from({ length: count }, (_, i) => clears(child, `${path}.${name}[${i}].element`)).flat(),
    ),
  ];
}
