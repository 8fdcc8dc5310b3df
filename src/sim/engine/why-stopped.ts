import { assertionMessage } from '../assertion-message.js';
import { SimulationError } from '../simulator.js';
import type { Program } from './program.js';
import { waitsText } from './waits.js';

/** The error of a run that stopped with `status` (see `statusOffset`) in `cycle`; none when no assertion was broken. */
export function brokenAssertion({ name, assertions }: Program, status: number, cycle: number): SimulationError | undefined {
  return status < 2 ? undefined : new SimulationError(assertionMessage(name, assertions[status - 2]!, cycle));
}

/** The error of a `runUntil` that reached its limit, with what the design waits for. `value` peeks by name. */
export function notReached(
  program: Program, wanted: { readonly port: string; readonly value: number | bigint; readonly limit: number }, cycle: number, value: (name: string) => bigint,
): SimulationError {
  const { port, limit } = wanted;
  const machines = program.registers.flatMap(({ name, states }) => (states ? [{ name, states }] : []));
  const waits = waitsText({ names: [...program.signals.keys()], machines, value });
  return new SimulationError(`${program.name}: ${port} was not ${wanted.value} within ${limit} cycles (it is ${value(port)} at cycle ${cycle})${waits}`);
}

/** A number of cycles that is none is a SimulationError. */
export function checkCount(name: string, what: string, cycles: number): void {
  if (Number.isSafeInteger(cycles) && cycles >= 0) return;
  throw new SimulationError(`${name}: ${what} for ${cycles} cycles; give a whole number, at least 0`);
}
