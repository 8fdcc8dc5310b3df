import type { Module, Port } from '../../ir/module.js';

/** Name, version and owner under which the core is packaged. */
export const coreName = { vendor: 'bitloom', library: 'accelerator', name: 'bitloom', version: '1.0' } as const;

/** A port of the top module as it stands in the Verilog, clock and reset included. */
export interface TopPort {
  readonly name: string;
  readonly direction: 'in' | 'out';
  readonly width: number;
  readonly doc: string;
  readonly role: PortRole;
}

export type PortRole =
  | { readonly kind: 'clock' | 'reset' | 'interrupt' | 'monitor' }
  /** A signal of an AXI channel: `s_axi_awaddr` is `addr` of channel `aw`. */
  | { readonly kind: 'axi'; readonly bus: BusName; readonly channel: Channel; readonly signal: string };

export type BusName = 's_axi' | 'm_axi';
export type Channel = 'aw' | 'w' | 'b' | 'ar' | 'r';

/** `clk` and `rst` first, then the ports in the order of the Verilog. */
export function topPorts(top: Module): readonly TopPort[] {
  const implicit = (name: string, kind: 'clock' | 'reset', doc: string): TopPort => ({ name, direction: 'in', width: 1, doc, role: { kind } });
  return [
    implicit('clk', 'clock', 'rising edge'),
    implicit('rst', 'reset', 'synchronous, active high'),
    ...top.ports.map((port): TopPort => ({
      name: port.name, direction: port.direction === 'input' ? 'in' : 'out', width: port.type.width, doc: port.doc, role: roleOf(port),
    })),
  ];
}

/** The ports of one bus, in order, with what they are in it. */
export function busPorts(top: Module, bus: BusName): readonly (TopPort & { readonly role: Extract<PortRole, { kind: 'axi' }> })[] {
  return topPorts(top).flatMap((port) => (port.role.kind === 'axi' && port.role.bus === bus ? [{ ...port, role: port.role }] : []));
}

const axi = /^([sm]_axi)_(aw|ar|w|b|r)(valid|ready|addr|len|size|burst|data|strb|last|resp)$/;

function roleOf({ name }: Port): PortRole {
  const match = axi.exec(name);
  if (match) return { kind: 'axi', bus: match[1] as BusName, channel: match[2] as Channel, signal: match[3]! };
  return { kind: name === 'irq' ? 'interrupt' : 'monitor' };
}

/**
 * The sources that synthesis reads. The model of Xilinx' LUT6_2 is for simulators only: vendor tools know the cell.
 */
export const synthesised = (sources: readonly string[]): readonly string[] => sources.filter((name) => name !== 'LUT6_2.v');
