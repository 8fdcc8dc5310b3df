import { rename, rm } from 'node:fs/promises';
import { writeAtomically } from '../../files/write-atomically.js';
import { unsigned } from '../../hwgen/ir/type.js';
import { filterVcd } from '../debug/filter-vcd.js';
import { gtkwText, type ShownSignal } from '../debug/gtkw.js';
import { traceEngine, verilatorSide } from '../debug/side.js';
import { createEngine } from '../engine/engine.js';
import { flatten } from '../engine/flatten.js';
import type { FlatDesign } from '../engine/flat-design.js';
import type { EngineName } from '../simulator.js';
import { type RecordedRun, snapshotBefore } from './record-network.js';

export interface TraceOptions {
  readonly engine: EngineName;
  readonly from: number;
  readonly cycles: number;
  /** The VCD file; the save file lies beside it, as `.gtkw`. */
  readonly file: string;
  /** Hierarchical names of the signals to write; all without. */
  readonly signals?: readonly string[] | undefined;
}

/** More signals than this a person does not look at in one picture; the others are in the file. */
const mostShown = 200;

/**
 * Writes a window of a recorded run as VCD, with a save file. On the engine the run is taken up at the last snapshot before the window, in Verilator
 * it starts again. Both files appear when they are whole.
 */
export async function traceNetwork({ design, tape, snapshots }: RecordedRun, { engine, from, cycles, file, signals }: TraceOptions): Promise<{ readonly gtkw: string }> {
  const temporary = `${file}.${process.pid}.tmp`;
  const flat = flatten(design);
  try {
    if (engine === 'sim') {
      const simulator = createEngine(design);
      const snapshot = snapshotBefore(snapshots, from);
      if (snapshot) simulator.restore(snapshot);
      await tape.play(simulator, simulator.cycle, from - simulator.cycle);
      await traceEngine(simulator, design, temporary, async (traced) => void (await tape.play(traced, from, cycles)), signals);
    } else {
      const { simulator, trace } = await verilatorSide(design).openTraceable();
      try {
        await tape.play(simulator, 0, from);
        await trace(temporary, async (traced) => void (await tape.play(traced, from, cycles)));
      } finally {
        await simulator.close();
      }
      if (signals) {
        const kept = new Set(signals);
        filterVcd(temporary, `${temporary}.kept`, (name) => kept.has(name));
        await rename(`${temporary}.kept`, temporary);
      }
    }
    const gtkw = saveFileOf(file);
    const save = gtkwText({
      vcd: file, scopes: engine === 'verilator' ? ['TOP', design.name] : [design.name], marker: from, first: from, groups: groupsOf(flat, signals),
    });
    await rename(temporary, file);
    await writeAtomically(gtkw, save);
    return { gtkw };
  } finally {
    await rm(temporary, { force: true });
    await rm(`${temporary}.kept`, { force: true });
  }
}

export const saveFileOf = (vcd: string): string => `${vcd.replace(/\.vcd$/, '')}.gtkw`;

/** The signals that were asked for; else the state machines and the ports of the top. */
function groupsOf(design: FlatDesign, signals: readonly string[] | undefined): { title: string; signals: ShownSignal[] }[] {
  const shown = (name: string): ShownSignal => ({ name, width: (design.signals.get(name)?.type ?? unsigned(1)).width });
  if (signals) return [{ title: 'signals', signals: signals.slice(0, mostShown).map(shown) }];
  return [
    { title: 'state machines', signals: design.registers.filter(({ states }) => states).map(({ signal }) => shown(signal.name)) },
    { title: 'ports', signals: [...design.inputs, ...design.outputs].map(({ name }) => shown(name)) },
  ];
}
