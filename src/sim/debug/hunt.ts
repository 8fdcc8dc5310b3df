import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Module } from '../../hwgen/ir/module.js';
import { locate, type Location } from '../../hwgen/language/location.js';
import type { FlatDesign } from '../engine/flat-design.js';
import { flatten } from '../engine/flatten.js';
import { stoppedAt } from '../assertion-message.js';
import { lockstepCourse, type LockstepOptions } from '../lockstep.js';
import { SimulationError } from '../simulator.js';
import { compareVcd, type DifferingSignal, type TraceDifference } from './compare-vcd.js';
import type { Course } from './course.js';
import { firstCauses } from './first-cause.js';
import { gtkwText } from './gtkw.js';
import { driversOf } from './drivers.js';
import { neighboursOf } from './neighbours.js';
import type { Side } from './side.js';

export interface HuntOptions extends LockstepOptions {
  /** The design, with the sources that the report names. */
  readonly module: Module;
  /** Where the traces go; it is made when there is something to write. */
  readonly folder: string;
  /** Cycles shown before the first difference and behind the one that reached an output. Default 32 and 16. */
  readonly before?: number | undefined;
  readonly behind?: number | undefined;
}

/** A signal at which a difference begins. */
export interface Cause extends DifferingSignal {
  /** Where the signal was declared in the TypeScript. */
  readonly place?: Location | undefined;
  /** Where what drives it was written: a wire's expression, a register's assignments. */
  readonly drivers: readonly Location[];
  readonly kind: 'input' | 'register' | 'memory word' | 'wire';
  /** Of a state machine. */
  readonly states?: readonly string[] | undefined;
}

export interface Hunt {
  /** The first cycle in which a signal inside differs. */
  readonly cycle: number;
  /** Signals whose operands are equal in that cycle, but they are not: where to look. */
  readonly causes: readonly Cause[];
  /** All signals that differ in that cycle. */
  readonly differing: readonly string[];
  /** When an output first differs, which hashes can see; absent when a check stopped one side before. */
  readonly output?: { readonly cycle: number; readonly port: string; readonly a: bigint; readonly b: bigint } | undefined;
  /** The message of a check that stopped a side. */
  readonly stopped?: string | undefined;
  readonly sides: readonly [string, string];
  /** The traces and GTKWave's save files, of each side. */
  readonly files: readonly { readonly side: string; readonly vcd: string; readonly gtkw: string }[];
  readonly window: { readonly from: number; readonly cycles: number };
}

/** The farthest that a hunt looks back from the first wrong output for the signal at which it began, in cycles. */
const farthestBack = 1 << 15;

/**
 * Plays one course to two simulators and looks for the first difference; undefined when their outputs are equal in all cycles. Otherwise the
 * first output that differs is found by the hashes of blocks, then the first signal inside by comparing traces of the cycles before it, farther
 * and farther back; in `folder` are then a VCD file of both sides and their save files. What inside has a value in neither trace (words of a
 * memory) is named by its first read. When a check stops a side before, the cycles before that are searched; its error is thrown if they are equal
 * on both sides.
 */
export async function hunt(course: Course, a: Side, b: Side, options: HuntOptions): Promise<Hunt | undefined> {
  const { module, folder, before = 32, behind = 16 } = options;

  // 1. The first cycle and output that differ, or the cycle in which a check stops one side.
  const { output, stop, end } = await outputsOf(course, a, b, options);
  const shown = output?.cycle ?? stop?.cycle;
  if (shown === undefined) return undefined;

  // 2. The first signal inside: in a window before it, larger until the window begins equal.
  await mkdir(folder, { recursive: true });
  const tracing = new Tracing(course, a, b, folder, stop?.error.message);
  try {
    const design = flatten(module);
    const last = Math.min(end, shown + behind + 1);
    let from = Math.max(0, shown - before);
    let found: TraceDifference | undefined;
    let causes: string[] = [];
    for (let back = before; ; back *= 8) {
      const { common, first } = await tracing.compare(from, last);
      if (!first) break;
      found = first;
      causes = firstCauses(design, new Set(first.signals.map(({ name }) => name)), common);
      const unexplained = first.cycle === from || causes.some((name) => kindOf(design, name) === 'memory word');
      if (!unexplained || from === 0 || back > farthestBack) break;
      from = Math.max(0, shown - 8 * back);
    }
    if (!found) throw stop?.error ?? new Error(`output ${output?.port} differs in cycle ${shown}, but no signal of the traces does`);

    // 3. The traces to look at: from some cycles before it to behind the output, or a part of that when it is far.
    const window = { from: Math.max(0, found.cycle - before), cycles: 0 };
    window.cycles = Math.min(last, found.cycle + Math.max(1024, before + behind)) - window.from;
    if (window.from !== from || window.from + window.cycles !== last) await tracing.compare(window.from, window.from + window.cycles);
    const named = causes.length > 0 ? causes : [found.signals[0]!.name];
    const signals = new Map(found.signals.map((signal) => [signal.name, signal]));
    const report = {
      cycle: found.cycle,
      causes: named.map((name): Cause => {
        const declared = design.signals.get(name);
        const register = design.registers.find(({ signal }) => signal === declared);
        return { ...signals.get(name)!, kind: kindOf(design, name), place: locate(declared?.source), drivers: driversOf(design, name), states: register?.states };
      }),
      differing: [...signals.keys()],
      output,
      stopped: stop?.error.message,
      sides: [a.name, b.name] as const,
      window,
    };
    const files = await tracing.publish((side, vcd) => gtkwText({
      vcd, scopes: side.name.startsWith('verilator') ? ['TOP', module.name] : [module.name], marker: found.cycle, first: window.from,
      groups: [
        { title: `first difference, cycle ${found.cycle}`, signals: report.causes },
        { title: 'its neighbours', signals: neighboursOf(design, named[0]!) },
        ...(output ? [{ title: `output, cycle ${output.cycle}`, signals: [{ name: output.port, width: design.signals.get(output.port)?.type.width ?? 1 }] }] : []),
      ],
    }));
    return { ...report, files };
  } finally {
    await tracing.remove();
  }
}

interface Outputs {
  readonly output?: Hunt['output'];
  readonly stop?: { readonly cycle: number; readonly error: SimulationError } | undefined;
  /** Cycles to look at. */
  readonly end: number;
}

async function outputsOf(course: Course, a: Side, b: Side, options: LockstepOptions): Promise<Outputs> {
  try {
    return { output: (await lockstepCourse(a.open, b.open, course, options)).firstDifference, end: course.cycles };
  } catch (error) {
    const cycle = error instanceof SimulationError ? stoppedAt(error.message) : undefined;
    if (cycle === undefined || cycle === 0) throw error;
    // Both sides can run the cycles before it; the engine shows that one too, Verilator ends with its trace unwritten.
    const last = a.showsStop && b.showsStop ? cycle : cycle - 1;
    const shorter: Course = { cycles: cycle, play: (...call) => course.play(...call) };
    const { firstDifference: output } = await lockstepCourse(a.open, b.open, shorter, options);
    return { output, stop: { cycle: last, error: error as SimulationError }, end: last + 1 };
  }
}

function kindOf(design: FlatDesign, name: string): Cause['kind'] {
  const signal = design.signals.get(name);
  if (signal?.definition.kind === 'input') return 'input';
  if (signal?.definition.kind === 'read') return 'memory word';
  const register = design.registers.find((each) => each.signal === signal);
  if (register) return register.declaration ? 'register' : 'memory word';
  return 'wire';
}

/** Traces of both sides under temporary names, until they are published. */
class Tracing {
  constructor(private readonly course: Course, private readonly a: Side, private readonly b: Side, private readonly folder: string, private readonly stopped: string | undefined) {}

  /** Runs fresh copies of both sides to `from`, traces them to `end` and compares. */
  async compare(from: number, end: number): Promise<ReturnType<typeof compareVcd>> {
    for (const side of [this.a, this.b]) {
      await traceWindow(this.course, side, this.temporary(side), from, end - from).catch((error: Error) => {
        // The check that is known: the trace ends with its cycle.
        if (error.message !== this.stopped) throw error;
      });
    }
    return compareVcd(this.temporary(this.a), this.temporary(this.b), end);
  }

  async publish(saveFile: (side: Side, vcd: string) => string): Promise<Hunt['files']> {
    const files = [this.a, this.b].map((side) => ({ side: side.name, vcd: join(this.folder, `${side.name}.vcd`), gtkw: join(this.folder, `${side.name}.gtkw`) }));
    for (const [index, side] of [this.a, this.b].entries()) {
      await rename(this.temporary(side), files[index]!.vcd);
      await writeFile(files[index]!.gtkw, saveFile(side, files[index]!.vcd));
    }
    return files;
  }

  async remove(): Promise<void> {
    for (const side of [this.a, this.b]) await rm(this.temporary(side), { force: true });
  }

  private temporary(side: Side): string {
    return join(this.folder, `.${side.name}.${process.pid}.vcd.tmp`);
  }
}

/** Plays a course to a fresh copy of a side and traces `cycles` cycles from `from` on. */
export async function traceWindow(course: Course, side: Side, file: string, from: number, cycles: number, names?: readonly string[]): Promise<void> {
  const { simulator, trace } = await side.openTraceable();
  try {
    await course.play(simulator, 0, from);
    await trace(file, async (traced) => void (await course.play(traced, from, cycles)), names);
  } finally {
    await simulator.close();
  }
}
