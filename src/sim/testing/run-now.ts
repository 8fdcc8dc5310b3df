import type { Engine } from '../engine/engine-extras.js';

/**
 * Runs `cycles` cycles before it returns, which the engine does behind its promises too. Throws what they would bring: a check that does
 * not hold.
 */
export function runNow(engine: Engine, cycles: number): void {
  const end = engine.cycle + cycles;
  // The reason of a rejection comes too late; the cycle that stopped is run again by a call that throws it.
  engine.run(cycles).catch(() => undefined);
  if (engine.cycle !== end) engine.trace(() => undefined, 1);
}
