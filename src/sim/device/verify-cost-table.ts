import { createHash } from 'node:crypto';
import { accelerator } from '../../hwgen/accelerator/accelerator.js';
import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { printDesign } from '../../hwgen/verilog/design.js';
import type { LayerShape } from '../../network/network.js';
import { stepKey } from '../cycles/chain-steps.js';
import type { CostTable } from '../cycles/cost-table.js';
import { createEngine } from '../engine/engine.js';
import type { EngineName, Simulator } from '../simulator.js';
import { requireCompiler } from '../verilator/find-compiler.js';
import { CycleMeter, descriptorsOf, mostDescriptors } from './measure-cycles.js';
import { MeasurementFile } from './measurement-file.js';
import { openSystem } from './open-system.js';
import { tableEntries, type EntrySelection, type TableEntry } from './table-entries.js';
import { system } from './system.js';
import { timingSystem } from './timing-system.js';

export interface CostTableCheck {
  /** Entries that were compared. Equal layers are run once. */
  readonly entries: number;
  /** Of them, those whose cycles a file of an earlier run had. */
  readonly resumed: number;
  /** Cycles simulated in this run, and the seconds that they took, compilation included. */
  readonly cycles: number;
  readonly seconds: number;
  readonly differences: readonly { readonly layer: string; readonly weightBits: number; readonly activationBits: number; readonly table: number; readonly measured: number }[];
}

export interface CostTableCheckOptions {
  readonly engine: EngineName;
  readonly selection: EntrySelection;
  /**
   * Simulate the data path as well. Without it the own engine runs only the logic that decides when things happen (see
   * `timingSystem`): the same cycles, some four times as fast. Verilator always runs the whole accelerator.
   */
  readonly dataPath?: boolean | undefined;
  /** Keeps what was measured, so that a run that was broken off goes on where it was. */
  readonly file?: string | undefined;
  /** Called, and waited for, as work goes on: `share` of the cycles are behind us. */
  readonly progress?: ((what: string, share: number) => void | Promise<void>) | undefined;
}

/** Cycles that a chain of entries may take by the table: how often progress is told and the file written. */
const batchCycles = { sim: 4_000_000, verilator: 400_000 } as const;

/** Runs entries of a cost table on an engine and compares. Layers of one shape and place in the chain are run once. */
export async function verifyCostTable(
  table: CostTable,
  shapes: readonly LayerShape[],
  parameters: AcceleratorParameters,
  latency: number,
  options: CostTableCheckOptions,
): Promise<CostTableCheck> {
  const { engine, selection, progress } = options;
  const began = performance.now();
  const entries = tableEntries(table, shapes, parameters, selection);
  const file = options.file === undefined ? undefined : await MeasurementFile.open(options.file, identity(parameters, latency, options));
  const measured = new Map<TableEntry, number>();
  for (const entry of entries) {
    const known = file?.cycles(keyOf(entry));
    if (known !== undefined) measured.set(entry, known);
  }
  const resumed = measured.size;
  const open = entries.filter((entry) => !measured.has(entry));
  let cycles = 0;
  if (open.length > 0) {
    await progress?.(`${engine}: ${engine === 'verilator' ? 'building' : 'compiling'}`, 0);
    const simulator = await openFor(open, parameters, options);
    try {
      const meter = await CycleMeter.open(simulator, parameters, latency);
      const all = cyclesOf(entries);
      let behind = all - cyclesOf(open);
      for (const batch of batches(open, batchCycles[engine])) {
        const counted = await meter.measure(batch);
        batch.forEach((entry, index) => measured.set(entry, counted[index]!));
        await file?.add(batch.map((entry, index) => [keyOf(entry), counted[index]!]));
        behind += cyclesOf(batch);
        await progress?.(engine, behind / all);
      }
      cycles = simulator.cycle;
    } finally {
      await simulator.close();
    }
  }
  const differences = entries.filter((entry) => measured.get(entry) !== entry.table).map((entry) => ({
    layer: entry.name, weightBits: entry.weightBits, activationBits: entry.activationBits, table: entry.table, measured: measured.get(entry)!,
  }));
  return { entries: entries.length, resumed, cycles, seconds: (performance.now() - began) / 1000, differences };
}

async function openFor(entries: readonly TableEntry[], parameters: AcceleratorParameters, { engine, dataPath }: CostTableCheckOptions): Promise<Simulator> {
  const bytes = CycleMeter.memoryBytes(entries, parameters);
  if (engine === 'sim') {
    const memoryBeats = 2 ** Math.ceil(Math.log2(bytes / geometry(parameters).beatBytes));
    return createEngine(dataPath === true ? system({ accelerator: parameters, memoryBeats }).ir : timingSystem(parameters, memoryBeats), { hash: false });
  }
  // clang gives the fastest simulators of this design; without it g++ has to do.
  const compiler = await requireCompiler('clang++').then(() => 'clang++', () => 'g++');
  return openSystem(engine, parameters, bytes, { verilator: { hash: false, compiler, native: true, requestLimit: 3600 } });
}

/** Everything that could change a measured number, but for the entry itself. */
function identity(parameters: AcceleratorParameters, latency: number, { engine, dataPath = false }: CostTableCheckOptions): string {
  const verilog = [...printDesign(accelerator(parameters).ir)];
  return createHash('sha256').update(JSON.stringify({ verilog, parameters, latency, engine, dataPath })).digest('hex');
}

function keyOf({ steps, weightBits, activationBits, mapBits }: TableEntry): string {
  return JSON.stringify({ steps: steps.map(stepKey), weightBits, activationBits, mapBits });
}

function cyclesOf(entries: readonly TableEntry[]): number {
  return entries.reduce((sum, { table }) => sum + table, 0);
}

/** Consecutive entries, as many at a time as stay within the cycles, at least one. */
function* batches(entries: readonly TableEntry[], most: number): Generator<readonly TableEntry[]> {
  let batch: TableEntry[] = [];
  for (const entry of entries) {
    if (batch.length > 0 && (descriptorsOf([...batch, entry]) > mostDescriptors || cyclesOf(batch) + entry.table > most)) {
      yield batch;
      batch = [];
    }
    batch.push(entry);
  }
  yield batch;
}
