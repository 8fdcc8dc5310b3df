import { geometry } from '../../hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { Module } from '../../hwgen/ir/module.js';
import { printDesign } from '../../hwgen/verilog/design.js';
import { createEngine } from '../engine/engine.js';
import type { EngineName, Simulator } from '../simulator.js';
import { createVerilator, type VerilatorOptions } from '../verilator/create-verilator.js';
import { system } from './system.js';

/** Smallest memory, in beats: so that small networks share one Verilator build. */
const leastBeats = 2 ** 16;

/** The accelerator and a memory of at least `memoryBytes`, as a design. */
export function systemDesign(parameters: AcceleratorParameters, memoryBytes: number): Module {
  const beats = Math.max(leastBeats, 2 ** Math.ceil(Math.log2(memoryBytes / geometry(parameters).beatBytes)));
  return system({ accelerator: parameters, memoryBeats: beats }).ir;
}

/** The same on one of the engines. */
export async function openSystem(
  engine: EngineName,
  parameters: AcceleratorParameters,
  memoryBytes: number,
  options: { verilator?: VerilatorOptions } = {},
): Promise<Simulator> {
  const design = systemDesign(parameters, memoryBytes);
  if (engine === 'sim') return createEngine(design);
  return createVerilator({ top: design.name, ports: design.ports, files: printDesign(design), module: design, ...(options.verilator && { options: options.verilator }) });
}
