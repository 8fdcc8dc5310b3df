import { basename } from 'node:path';
import { verilogPath } from './verilog-path.js';

/** A signal of a save file. */
export interface ShownSignal {
  readonly name: string;
  readonly width: number;
}

export interface GtkwOptions {
  /** The VCD file; the save file finds it in its own folder. */
  readonly vcd: string;
  /** The scopes around the top's signals: `['TOP', 'top']` in Verilator's files, `['top']` in the engine's. */
  readonly scopes: readonly string[];
  /** Cycle that the marker stands at, and the first one in view. */
  readonly marker: number;
  readonly first: number;
  /** Headings with the signals below them, from top to bottom. */
  readonly groups: readonly { readonly title: string; readonly signals: readonly ShownSignal[] }[];
}

/** GTKWave's flags of a trace: right-justified (0x20) binary (0x8) or hexadecimal (0x2), and a line of text (0x200). */
const [binary, hexadecimal, heading] = ['@28', '@22', '@200'];

/** A save file of GTKWave (File > Read Save File): the signals in order, the marker at a cycle. */
export function gtkwText({ vcd, scopes, marker, first, groups }: GtkwOptions): string {
  const lines = [
    '[*] written by Bitloom', `[dumpfile] "${basename(vcd)}"`, `[timestart] ${Math.max(0, 10 * first - 5)}`, '[size] 1600 900', '[pos] -1 -1',
    // Zoom, the marker in nanoseconds, then the named markers, all unset.
    `*-6.000000 ${10 * marker} ${Array(26).fill('-1').join(' ')}`,
  ];
  for (const { title, signals } of groups) {
    lines.push(heading!, `-${title}`);
    for (const { name, width } of signals) {
      lines.push(width === 1 ? binary! : hexadecimal!, `${[...scopes, verilogPath(name)].join('.')}${width === 1 ? '' : `[${width - 1}:0]`}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
