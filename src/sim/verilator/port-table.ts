import { InputError } from '../../errors/input-error.js';
import { CLASS_PREFIX } from './build-plan.js';
import type { VerilatorDesign } from './design.js';

/** A port as the class that Verilator wrote declares it. */
interface VerilatedPort {
  readonly direction: 'input' | 'output';
  /** The member of the C++ class: the port's name, mangled where C++ would not take it. */
  readonly member: string;
  readonly width: number;
}

/**
 * The ports of a class header of Verilator by their Verilog names. They stand as `VL_IN8(&name,msb,lsb);` or `VL_OUTW(&name,msb,lsb,words);`.
 */
export function parsePorts(header: string): Map<string, VerilatedPort> {
  const ports = new Map<string, VerilatedPort>();
  for (const [, way, member, msb, lsb] of header.matchAll(/\bVL_(IN|OUT)(?:8|16|64|W|)\(&(\w+),(-?\d+),(-?\d+)/g)) {
    ports.set(unmangle(member!), {
      direction: way === 'IN' ? 'input' : 'output',
      member: member!,
      width: Math.abs(Number(msb) - Number(lsb)) + 1,
    });
  }
  return ports;
}

/**
 * Verilator writes characters that C++ does not take (and the second of two underscores) as `__0` and two hex digits, and puts `__SYM__`
 * before keywords.
 */
function unmangle(member: string): string {
  return member.replace(/^__SYM__/, '').replace(/__0([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/**
 * The text of `ports.generated.h`: the listed ports in their order, then `rst` (a byte that nobody reads where the Verilog has
 * none, so that every design can be reset), and the setter of the clock.
 * @throws InputError when the Verilog's ports are not the listed ones.
 */
export function printPortTable(design: VerilatorDesign, header: string): string {
  const verilated = parsePorts(header);
  const rows = design.ports.map((port) => {
    const found = verilated.get(port.name);
    if (found === undefined) throw mismatch(design, port.name, 'is in the port list and not in the Verilog');
    if (found.direction !== port.direction) {
      throw mismatch(design, port.name, `is an ${found.direction} in the Verilog and an ${port.direction} in the port list`);
    }
    if (found.width !== port.type.width) {
      throw mismatch(design, port.name, `has ${found.width} bits in the Verilog and ${port.type.width} in the port list`);
    }
    return row(port.name, found);
  });
  const listed = new Set(['clk', 'rst', ...design.ports.map((port) => port.name)]);
  for (const name of verilated.keys()) {
    if (!listed.has(name)) throw mismatch(design, name, 'is in the Verilog and not in the port list');
  }
  for (const name of ['clk', 'rst']) {
    const found = verilated.get(name);
    if (found !== undefined && (found.direction !== 'input' || found.width !== 1)) {
      throw mismatch(design, name, `must be an input of 1 bit; it is an ${found.direction} of ${found.width}`);
    }
  }
  const hasClock = verilated.has('clk');
  const reset = verilated.get('rst');
  rows.push(reset === undefined ? '        Port("rst", 1, Direction::INPUT, unreadReset),' : row('rst', reset));
  return [
    `// The ports of the top module ${design.top}. Written by Bitloom (src/sim/verilator/port-table.ts), read by design.h.`,
    '#pragma once',
    '',
    '#include <vector>',
    '',
    '#include "port.h"',
    `#include "${CLASS_PREFIX}.h"`,
    '',
    `constexpr bool HAS_CLOCK = ${hasClock};`,
    '',
    hasClock
      ? `inline void setClock(${CLASS_PREFIX}& top, bool level) { top.clk = level; }`
      : `inline void setClock(${CLASS_PREFIX}&, bool) {}`,
    ...(reset === undefined ? ['inline CData unreadReset;'] : []),
    '',
    `inline std::vector<Port> portsOf([[maybe_unused]] ${CLASS_PREFIX}& top) {`,
    '    return {',
    ...rows,
    '    };',
    '}',
    '',
  ].join('\n');
}

function row(name: string, { width, direction, member }: VerilatedPort): string {
  return `        Port(${JSON.stringify(name)}, ${width}, Direction::${direction.toUpperCase()}, top.${member}),`;
}

function mismatch(design: VerilatorDesign, name: string, what: string): InputError {
  return new InputError(`Port \`${name}\` of ${design.top} ${what}`);
}
