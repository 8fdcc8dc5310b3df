import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, type VerilatorDesign, isVerilog } from './design.js';
import { type Compiler, requireCompiler } from './find-compiler.js';
import { type VerilatorFound, requireVerilator } from './find-verilator.js';
import { HARNESS_FILES, projectFolder } from './project-folder.js';

/** Prefix of the C++ classes that Verilator writes: the same for every design, so that one harness fits all. */
export const CLASS_PREFIX = 'Vdesign';

/** Everything that decides what a build gives, and the key under which its result is kept. */
export interface BuildPlan {
  readonly design: VerilatorDesign;
  readonly verilator: VerilatorFound;
  readonly compiler: Compiler;
  readonly trace: boolean;
  readonly verilatorFlags: readonly string[];
  readonly compilerFlags: readonly string[];
  /** Name -> text of the harness sources. */
  readonly harness: ReadonlyMap<string, string>;
  /** SHA-256 of Verilog, port list, flags, versions and harness. */
  readonly key: string;
  /** SHA-256 of the tools and the compiler's flags alone. */
  readonly toolsKey: string;
}

/** @throws InputError when Verilator or the compiler is missing. */
export async function planBuild(design: VerilatorDesign, options: BuildOptions): Promise<BuildPlan> {
  const [verilator, compiler, harness] = await Promise.all([
    requireVerilator(),
    requireCompiler(options.compiler ?? 'g++'),
    readHarness(),
  ]);
  const trace = options.trace ?? false;
  const verilatorFlags = flagsForVerilator(design.top, trace, options.coverage ?? false, options.verilatorFlags ?? []);
  const compilerFlags = flagsForCompiler(options);
  // A native build belongs to one kind of processor, and a cache may be shared between machines.
  const machine = [process.platform, process.arch, options.native === true ? cpus()[0]?.model : undefined];
  const tools = [verilator.versionLine, verilator.root, compiler, compilerFlags, machine];
  return {
    design, verilator, compiler, trace, verilatorFlags, compilerFlags, harness,
    key: sha256([design.top, design.ports.map(portKey), [...design.files], verilatorFlags, tools, [...harness]]),
    toolsKey: sha256(tools),
  };
}

function flagsForVerilator(top: string, trace: boolean, coverage: boolean, more: readonly string[]): string[] {
  return [
    '--cc', '-O3', '--x-assign', 'unique', '--x-initial', 'unique',
    // A check of the design that is skipped in silence is worse than none.
    '--assert',
    // Lint is the printer's test; here a warning goes to the log and the design runs.
    '-Wno-fatal',
    // 5.006 miscompiles some XORs of slices of wide nets with it (found by `npm run prove:language`).
    '-fno-const-bit-op-tree',
    // It folds a signed <= of two constants wrongly (seeds 2037 and 2569 of the same), and loses some bits of an XOR (seed 12319).
    '-fno-dfg-peephole-fold-binary', '-fno-gate',
    ...(trace ? ['--trace'] : []),
    ...(coverage ? ['--coverage-line', '--coverage-toggle'] : []),
    '--top-module', top, '--prefix', CLASS_PREFIX, ...more,
  ];
}

function flagsForCompiler(options: BuildOptions): string[] {
  return [options.optimize ?? '-O3', ...(options.native === true ? ['-march=native'] : [])];
}

function portKey({ direction, name, type }: VerilatorDesign['ports'][number]): unknown {
  return [direction, name, type.sign, type.width];
}

async function readHarness(): Promise<Map<string, string>> {
  const folder = join(projectFolder(), 'testbench');
  return new Map(await Promise.all(HARNESS_FILES.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)));
}

/** The Verilog files of the plan, in the order in which Verilator reads them. */
export function verilogFiles(plan: BuildPlan): string[] {
  return [...plan.design.files.keys()].filter(isVerilog);
}

/** Hash of the parts as JSON, in hexadecimal. */
export function sha256(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
