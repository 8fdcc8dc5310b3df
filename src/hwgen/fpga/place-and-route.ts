import { InputError } from '../../errors/input-error.js';
import { runTool, textOf, type Tool } from './tool-run.js';

/** iCE40 chips, with a package of theirs. */
export const iceDevices = { hx1k: 'tq144', hx8k: 'ct256', up5k: 'sg48' } as const;
export type IceDevice = keyof typeof iceDevices;

/** The design is larger than the device, in the placer's words. */
export class DoesNotFitError extends InputError {}

export interface Placement {
  /** The command lines that repeat it, beside the netlist. */
  readonly commands: readonly string[];
  /** Highest clock frequency after routing in MHz: the longest path from register to register. */
  readonly mhz: number;
  /** Logic cells used, of those there are: a LUT, a flip-flop or both, with a carry. */
  readonly cells: number;
  readonly cellsOfDevice: number;
  readonly bram: number;
  /** Steps of the longest path, from its register on: name of the net or cell, and the time in ns at its end. */
  readonly criticalPath: readonly { readonly what: string; readonly ns: number }[];
  readonly bitstream: Uint8Array;
}

interface Report {
  readonly fmax: Record<string, { readonly achieved: number }>;
  readonly utilization: Record<string, { readonly used: number; readonly available: number }>;
  readonly critical_paths: readonly { readonly from: string; readonly to: string; readonly path: readonly PathStep[] }[];
}

interface PathStep {
  readonly type: string;
  readonly delay: number;
  readonly net?: string;
  readonly to?: { readonly cell: string; readonly port: string };
}

/**
 * Places and routes a netlist of `synth_ice40` (JSON) and packs the bitstream. `mhz`: the clock to aim for. DoesNotFitError when the device
 * is too small, in the tool's words; InputError when it refuses for another reason or is not installed.
 */
export async function placeAndRoute(
  netlist: string, device: IceDevice, { mhz, seed }: { readonly mhz: number; readonly seed: number }, progress: (step: string) => void = () => {},
): Promise<Placement> {
  const { place, pack } = await loadTools();
  const words = [
    `--${device}`, '--package', iceDevices[device], '--json', 'netlist.json', '--freq', String(mhz), '--seed', String(seed),
    '--pcf-allow-unconstrained', '--timing-allow-fail', '--asc', 'placed.asc', '--report', 'report.json',
  ];
  const placed = await runTool('nextpnr-ice40', place, words, { 'netlist.json': netlist }, (line) => {
    const heading = line.match(/^Info: (Packing|Placing|Routing|Running|Creating|Promoting|Annotating)\b.*/);
    if (heading) progress(`nextpnr ${heading[0].replace(/^Info: /, '').replace(/\.+$/, '').toLowerCase()}`);
  }).catch((error: unknown) => {
    // "Unable to place cell 'x', no BELs remaining to implement cell type 'ICESTORM_LC'"
    throw error instanceof InputError && /no BELs remaining/.test(error.message) ? new DoesNotFitError(error.message) : error;
  });
  const report = JSON.parse(textOf('nextpnr-ice40', placed, 'report.json')) as Report;
  const packed = await runTool('icepack', pack, ['placed.asc', 'design.bin'], { 'placed.asc': placed.files['placed.asc']! }, () => {});
  const clocks = Object.values(report.fmax).map(({ achieved }) => achieved);
  return {
    commands: [`nextpnr-ice40 ${words.join(' ')}`, 'icepack placed.asc design.bin'],
    mhz: Math.min(...clocks),
    cells: report.utilization['ICESTORM_LC']!.used,
    cellsOfDevice: report.utilization['ICESTORM_LC']!.available,
    bram: report.utilization['ICESTORM_RAM']!.used,
    criticalPath: longestPath(report),
    bitstream: packed.files['design.bin'] as Uint8Array,
  };
}

async function loadTools(): Promise<{ readonly place: Tool; readonly pack: Tool }> {
  try {
    const { runNextpnrIce40, runIcepack } = await import('@yowasp/nextpnr-ice40');
    return { place: runNextpnrIce40 as Tool, pack: runIcepack as Tool };
  } catch {
    throw new InputError('place and route needs the package @yowasp/nextpnr-ice40, which is not installed; run npm install @yowasp/nextpnr-ice40');
  }
}

/** The longest of the paths between registers; those from and to pins are not the clock's. */
function longestPath({ critical_paths }: Report): Placement['criticalPath'] {
  const inside = critical_paths.filter(({ from, to }) => from === to);
  const paths = inside.map(({ path }) => {
    let ns = 0;
    return path.map(({ type, delay, net, to }) => ({ what: `${type} ${net ?? to?.cell ?? ''}`.trim(), ns: (ns += delay) }));
  });
  return paths.sort((a, b) => b.at(-1)!.ns - a.at(-1)!.ns)[0] ?? [];
}
