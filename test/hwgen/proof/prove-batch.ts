import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import type { Engine } from '../../../src/sim/engine/engine-extras.js';
import { createVerilator } from '../../../src/sim/verilator/create-verilator.js';
import type { BuildOptions } from '../../../src/sim/verilator/design.js';
import { requireCompiler } from '../../../src/sim/verilator/find-compiler.js';
import { icarus, oracle, type Row } from '../verilog/icarus.js';
import { outputsOf, rowsOf, type Batch } from './batch.js';

/** Per cycle, per output of `Batch.top` in port order. */
export type Outputs = readonly (readonly bigint[])[];

/** The first cycle and output in which the engines differ; `oracle` is the value of the IR's interpreter, which tells who is right. */
export interface Mismatch {
  readonly module: string;
  readonly cycle: number;
  readonly port: string;
  readonly values: Readonly<Record<'oracle' | 'engine' | 'verilator' | 'icarus', bigint>>;
}

export interface Proof {
  readonly mismatches: readonly Mismatch[];
  /** What Verilator says about the text under -Wall, which should be nothing. (Icarus has no warnings that it survives: see `icarus`.) */
  readonly remarks: readonly string[];
}

/** Runs the batch in all three and compares every output of every cycle. */
export async function proveBatch(batch: Batch, options: { readonly keepBuild?: boolean } = {}): Promise<Proof> {
  // The slow one goes ahead in its processes while the others run here.
  const building = verilatorOutputs(batch, options.keepBuild ?? true);
  const [engine, verilator] = await Promise.all([engineOutputs(batch), building]);
  return { mismatches: differences(batch, { engine, verilator: verilator.outputs, icarus: icarusOutputs(batch) }), remarks: verilator.remarks };
}

/** One module by rows of inputs, the next by single steps: the engine compiles different loops for them. */
export async function engineOutputs(batch: Batch, create: typeof createEngine = createEngine): Promise<Outputs> {
  const parts = await Promise.all(batch.modules.map((module, index) => (index % 2 === 0 ? byRows : bySteps)(create(module, { hash: false }), rowsOf(batch, index))));
  return batch.rows.map((_, cycle) => parts.flatMap((part) => part[cycle]!));
}

async function byRows(engine: Engine, rows: readonly Row[]): Promise<bigint[][]> {
  const names = Object.keys(rows[0]!);
  return engine.drive(names, rows.map((row) => names.map((name) => row[name]!)), engine.outputs.map(({ name }) => name));
}

async function bySteps(engine: Engine, rows: readonly Row[]): Promise<bigint[][]> {
  const seen: bigint[][] = [];
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) engine.poke(name, value);
    seen.push(engine.outputs.map(({ name }) => engine.peekInternal(name)));
    await engine.run(1);
  }
  return seen;
}

export function icarusOutputs({ top, rows }: Batch, print: typeof printDesign = printDesign): Outputs {
  const names = outputsOf(top).map(({ name }) => name);
  return icarus(top, rows, print).map((values) => names.map((name) => values[name]!));
}

async function verilatorOutputs({ top, rows }: Batch, keepBuild: boolean): Promise<{ readonly outputs: Outputs; readonly remarks: readonly string[] }> {
  const simulator = await createVerilator({ top: top.name, ports: top.ports, files: printDesign(top), options: { ...(await quickBuild()), hash: false } });
  try {
    const remarks = remarksIn(readFileSync(join(simulator.build.folder, 'build.log'), 'utf8'));
    const names = Object.keys(rows[0]!);
    const outputs = await simulator.drive(names, rows.map((row) => names.map((name) => row[name]!)), outputsOf(top).map(({ name }) => name));
    return { outputs, remarks };
  } finally {
    await simulator.close();
    if (!keepBuild) rmSync(simulator.build.folder, { recursive: true, force: true });
  }
}

/**
 * The program runs for less time than it takes to optimise it, and half of a build by g++ is reading the same large header for every
 * piece of the model. In one piece and by clang, a batch of 75 modules compiles in 3 s instead of 20 s.
 */
async function quickBuild(): Promise<BuildOptions> {
  const compiler = await requireCompiler('clang++').then(({ path }) => path, () => undefined);
  return { optimize: '-O0', compiler, verilatorFlags: ['-Wall', '--output-split', '100000000'] };
}

const remarksIn = (log: string): string[] => log.split('\n').filter((line) => /^%(Warning|Error)/.test(line));

function differences(batch: Batch, { engine, verilator, icarus: third }: Readonly<Record<'engine' | 'verilator' | 'icarus', Outputs>>): Mismatch[] {
  const found: Mismatch[] = [];
  let at = 0;
  batch.modules.forEach((module, index) => {
    const ports = outputsOf(module);
    const first = at;
    at += ports.length;
    for (let cycle = 0; cycle < batch.rows.length; cycle++)
      for (const [i, { name }] of ports.entries()) {
        const [a, b, c] = [engine, verilator, third].map((outputs) => outputs[cycle]![first + i]!) as [bigint, bigint, bigint];
        if (a === b && b === c) continue;
        const right = oracle(module, rowsOf(batch, index).slice(0, cycle + 1)).at(-1)![name]!;
        found.push({ module: module.name, cycle, port: name, values: { oracle: right, engine: a, verilator: b, icarus: c } });
        return;
      }
  });
  return found;
}

/** `p17.y0 in cycle 3: engine 5, verilator 4, icarus 4, oracle 4`. */
export const mismatchText = ({ module, port, cycle, values }: Mismatch): string =>
  `${module}.${port} in cycle ${cycle}: ${Object.entries(values).map(([who, value]) => `${who} ${value}`).join(', ')}`;

