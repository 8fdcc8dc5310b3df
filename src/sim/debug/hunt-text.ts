import type { Location } from '../../hwgen/language/location.js';
import type { Cause, Hunt } from './hunt.js';

/** Causes beyond this many are counted, not listed. */
const listed = 5;

/**
 * A hunt's report for people.
 *
 *     first difference at cycle 1207: lanes[3].sum is 17 in sim, 16 in verilator
 *       wire of 8 bits, declared in src/lane.ts:4:21, driven in src/lane.ts:31:9; what it is computed from is equal
 *       12 signals differ in this cycle; it reaches output total at cycle 1209: 40 in sim, 39 in verilator
 *       traces of cycles 1175 to 1225: debug/sim.vcd, debug/verilator.vcd; in GTKWave: gtkwave debug/sim.vcd debug/sim.gtkw
 */
export function huntText({ cycle, causes, differing, output, stopped, sides: [a, b], files, window }: Hunt): string {
  const lines = causes.slice(0, listed).flatMap((cause, index) => [
    `${index === 0 ? 'first difference at' : 'and at'} cycle ${cycle}: ${cause.name} is ${valueText(cause, cause.a)} in ${a}, ${valueText(cause, cause.b)} in ${b}`,
    `  ${described(cause)}`,
  ]);
  if (causes.length > listed) lines.push(`and ${causes.length - listed} more`);
  const few = differing.length === 1 ? '1 signal differs' : `${differing.length} signals differ`;
  const reached = output ? `; it reaches output ${output.port} at cycle ${output.cycle}: ${output.a} in ${a}, ${output.b} in ${b}` : '';
  lines.push(`  ${few} in this cycle${reached}`);
  if (stopped !== undefined) lines.push(`  ${stopped}`);
  lines.push(`  traces of cycles ${window.from} to ${window.from + window.cycles - 1}: ${files.map(({ vcd }) => vcd).join(', ')}`);
  lines.push(`  to look at them: ${files.map(({ vcd, gtkw }) => `gtkwave ${vcd} ${gtkw}`).join('; ')}`);
  return lines.join('\n');
}

const text = ({ file, line, column }: Location): string => `${file}:${line}:${column}`;

function described({ kind, width, place, drivers }: Cause): string {
  const where = (place ? `, declared in ${text(place)}` : '') + (drivers.length > 0 ? `, driven in ${drivers.map(text).join(', ')}` : '');
  const why = {
    input: 'it comes from outside',
    register: 'what the edge before this cycle gave it differs, though all signals were equal then',
    'memory word': 'the word was read from the memory with equal addresses: look at the writes before',
    wire: 'what it is computed from is equal',
  }[kind];
  return `${kind} of ${width} ${width === 1 ? 'bit' : 'bits'}${where}; ${why}`;
}

function valueText({ states, width }: Cause, value: bigint): string {
  return states?.[Number(value)] ?? (width > 32 ? `0x${value.toString(16)}` : String(value));
}
