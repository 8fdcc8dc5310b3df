import type { Module } from '../../hwgen/ir/module.js';
import { printDesign } from '../../hwgen/verilog/design.js';
import { createEngine } from '../engine/engine.js';
import { flatten } from '../engine/flatten.js';
import { openSink, VcdWriter } from '../engine/vcd.js';
import { decodeLimbs } from '../engine/value-codec.js';
import type { Engine } from '../engine/engine-extras.js';
import type { Simulator } from '../simulator.js';
import { createVerilator, type VerilatorOptions } from '../verilator/create-verilator.js';
import { limbsAt, WatchedEngine } from './watched-engine.js';

/** One of the simulators that are compared, or looked into: how a fresh copy is made. */
export interface Side {
  /** `sim`, `verilator`; names its files. */
  readonly name: string;
  /** Whether a trace shows the cycle in which a check stops it, too. */
  readonly showsStop: boolean;
  /** A copy at cycle 0. */
  open(): Promise<Simulator>;
  /** A copy at cycle 0 of which a part of the run can be traced. */
  openTraceable(): Promise<Traceable>;
}

export interface Traceable {
  readonly simulator: Simulator;
  /**
   * Writes the cycles that `work` runs, on the simulator that it is given, to a VCD file, with the names of the Verilog. `names` leaves all but
   * some signals out where the simulator can do so; Verilator can't.
   */
  trace(file: string, work: (simulator: Simulator) => Promise<void>, names?: readonly string[]): Promise<void>;
}

/** A module on the own engine. */
export function engineSide(module: Module, name = 'sim'): Side {
  return {
    name,
    showsStop: true,
    open: async () => createEngine(module),
    openTraceable: async () => {
      const engine = createEngine(module);
      return { simulator: engine, trace: (file, work, names) => traceEngine(engine, module, file, work, names) };
    },
  };
}

/**
 * A module as Verilog in Verilator. The build that traces is made when it is first needed; it is
 * optimised less, for it runs little and takes long to compile. `files`: other Verilog than the emitted one, with the
 * same ports: edited by hand, or of a netlist.
 */
export function verilatorSide(module: Module, options: VerilatorOptions = {}, { name = 'verilator', files = printDesign(module) } = {}): Side {
  const design = { top: module.name, ports: module.ports, files, module };
  return {
    name,
    showsStop: false,
    open: () => createVerilator({ ...design, options }),
    openTraceable: async () => {
      const simulator = await createVerilator({ ...design, options: { optimize: '-O1', ...options, trace: true } });
      return {
        simulator,
        trace: async (file, work) => {
          await simulator.openTrace(file);
          await work(simulator);
          await simulator.closeTrace();
        },
      };
    },
  };
}

/** Runs `work` on an engine with every cycle written to a VCD file. */
export async function traceEngine(
  engine: Engine, module: Module, file: string, work: (simulator: Simulator) => Promise<void>, names: readonly string[] = engine.names,
): Promise<void> {
  const flat = flatten(module);
  const signals = new Map<string, { readonly type: { readonly sign: 'unsigned' | 'signed'; readonly width: number } }>([['rst', { type: { sign: 'unsigned', width: 1 } }], ...flat.signals]);
  const types = names.map((name) => signals.get(name)!.type);
  const sink = openSink(file);
  try {
    const writer = new VcdWriter({ name: flat.name, scopes: flat.scopes, registers: flat.registers.map(({ signal }) => signal), signals }, sink, names);
    let cycle = engine.cycle;
    // Most signals rest: only what differs from the cycle before is made a value again.
    const values = new Array<bigint>(names.length);
    let last: Int32Array | undefined;
    const take = (words: Int32Array, first: number, cycles: number, stride: number): void => {
      for (let row = 0; row < cycles; row++) {
        const base = first + row * stride;
        let at = 0;
        types.forEach((type, index) => {
          const count = Math.ceil(type.width / 64);
          let changed = last === undefined;
          for (let word = at; !changed && word < at + 2 * count; word++) changed = words[base + word] !== last![word];
          if (changed) values[index] = decodeLimbs(limbsAt(words, base + at, count), type);
          at += 2 * count;
        });
        last ??= new Int32Array(at);
        last.set(words.subarray(base, base + at));
        writer.cycle(cycle++, values);
      }
    };
    try {
      await work(new WatchedEngine(engine, { names, take }, (name) => signals.get(name)!.type.width));
    } finally {
      writer.end(cycle);
    }
  } finally {
    sink.close();
  }
}
