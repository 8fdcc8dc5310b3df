import type { Module } from '../../hwgen/ir/module.js';
import { withCompilerSettings } from '../../hwgen/language/v8-settings.js';
import { checkClocks } from './check-clocks.js';
import type { Engine } from './engine-extras.js';
import { flatten } from './flatten.js';
import { layOut } from './layout.js';
import { lowerDesign } from './lower-design.js';
import { WasmEngine } from './wasm-engine.js';

export interface EngineOptions {
  /** Fold every cycle's outputs into `hash()`. Default true; false saves 3 to 10 % of the time. */
  readonly hash?: boolean | undefined;
  /** How many limbs of registers WebAssembly locals hold; the rest is in linear memory. For measurements and tests. */
  readonly residentLimbs?: number | undefined;
  /** Whether to divide the design into regions that are skipped while nothing changes; by default large designs are. For tests. */
  readonly regions?: boolean | undefined;
  /** How many cycles a design runs before it is divided; by default 1000, and 0 when `regions` is given. For measurements and tests. */
  readonly undividedCycles?: number | undefined;
}

/**
 * Dividing a large design takes as long as its first cycle, and makes it some five times as fast: runs of fewer cycles than this, such as those of
 * a test, are over before it.
 */
const fewCycles = 1000;

/**
 * Compiles a module to WebAssembly. The engine computes synchronously: its promises are there for the interface. A combinational loop,
 * a clock of the design's own or a state beyond 4 GiB is a SimulationError.
 *
 *     const engine = createEngine(counter);
 *     engine.poke('enable', 1);
 *     await engine.run(1000);
 */
export function createEngine(module: Module, options: EngineOptions = {}): Engine {
  checkClocks(module);
  return withCompilerSettings(() => {
    // 1. One flat design out of the hierarchy.
    const design = flatten(module);
    // 2. 64-bit operations (folded, shared) and the branches around them.
    const program = lowerDesign(design, options.regions);
    // 3. A place for all state. The code is emitted when a variant of the loop is first needed; a large design is then divided, when it runs for long.
    const undividedCycles = options.undividedCycles ?? (options.regions === undefined ? fewCycles : 0);
    return new WasmEngine(program, layOut(program, options.residentLimbs), options.hash ?? true, undividedCycles);
  });
}
