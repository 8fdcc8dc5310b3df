import type { Module } from '../../src/hwgen/ir/module.js';
import { printDesign } from '../../src/hwgen/verilog/design.js';
import { createEngine } from '../../src/sim/engine/engine.js';
import type { Simulator } from '../../src/sim/simulator.js';
import { createVerilator } from '../../src/sim/verilator/create-verilator.js';
import type { BuildOptions } from '../../src/sim/verilator/design.js';

/** One way to simulate a design. */
export interface Contender {
  readonly name: string;
  /** `default` is Verilator as most people run it; `tuned` are those of which the best counts. */
  readonly role: 'engine' | 'default' | 'tuned';
  open(design: Module, options: { hash: boolean }): Promise<Simulator>;
}

export const engine: Contender = {
  name: 'engine',
  role: 'engine',
  open: async (design, { hash }) => createEngine(design, { hash }),
};

/** Verilator with a compiler. Builds what the cache does not have. */
export function verilator(role: 'default' | 'tuned', compiler: string, native: boolean): Contender {
  // Verilator as it comes: with the optimisations that verification runs leave out (see build-plan.ts).
  const build: BuildOptions = { compiler, optimize: '-O3', native, verilatorFlags: ['-fconst-bit-op-tree', '-fdfg-peephole-fold-binary', '-fgate'] };
  return {
    name: `${compiler} -O3${native ? ' -march=native' : ''}`,
    role,
    open: (design, { hash }) => createVerilator({
      top: design.name, ports: design.ports, files: printDesign(design), options: { ...build, hash, requestLimit: 600 },
    }),
  };
}

export const verilators: readonly Contender[] = [
  verilator('default', 'g++', false),
  verilator('tuned', 'g++', true),
  verilator('tuned', 'clang++', false),
  verilator('tuned', 'clang++', true),
];
