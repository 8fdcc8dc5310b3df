import type { Module } from '../../src/hwgen/ir/module.js';
import { createEngine } from '../../src/sim/engine/engine.js';
import type { Speed } from './measure.js';
import type { Workload } from './workload.js';

/** The engine's speed when a TypeScript loop asks for every cycle by itself, as a testbench that looks at each cycle does. */
export async function stepping(workload: Workload, design: Module, rounds: number): Promise<Speed> {
  const engine = createEngine(design, { hash: false });
  await workload.prepare(engine);
  const cycles = workload.period ?? 50_000;
  const speeds: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await workload.rewind(engine);
    const began = performance.now();
    for (let cycle = 0; cycle < cycles; cycle++) await engine.run(1);
    if (round > 0) speeds.push(cycles / (performance.now() - began) / 1000);
  }
  await engine.close();
  speeds.sort((a, b) => b - a);
  return { best: speeds[0]!, median: speeds[Math.floor(speeds.length / 2)]! };
}
