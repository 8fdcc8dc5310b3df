import { bitsFor, bool, constant, HardwareError, keep, mux, uint, type Bool, type Signal } from '../language/hardware.js';
import { powerOfTwo, suffix, wholeNumber } from './parameters.js';

/** Of the AXI4 read and write masters. */
export interface AxiMasterParameters {
  /** Bits of a beat: power of two, 8 to 1024. */
  readonly dataBits: number;
  /** Bits of an address, 13 to 64. Default 32. */
  readonly addressBits?: number | undefined;
  /** Beats of the longest burst: power of two, 1 to 256, together at most 4 KiB. Default 16. */
  readonly maxBurst?: number | undefined;
  /** Bursts that may be under way at once, 1 to 255. Default 8. */
  readonly outstanding?: number | undefined;
  /** Bits of a job's number of beats, enough for a longest burst, at most 32. Default 24. */
  readonly lengthBits?: number | undefined;
  /** Whether the master has an input `stop`, which ends jobs early. Default false. */
  readonly stoppable?: boolean | undefined;
}

/** All parameters of a master, and what follows from them. */
export interface AxiMaster extends Required<{ [Key in Exclude<keyof AxiMasterParameters, 'stoppable'>]: number }> {
  readonly beatBytes: number;
  /** Bits of a byte address below its beat. */
  readonly beatBits: number;
  /** Bits of a byte address below its longest burst: bursts end where these are 0. */
  readonly burstBits: number;
}

const defaults = { addressBits: 32, maxBurst: 16, outstanding: 8, lengthBits: 24 };

/** Fills in the defaults and refuses what no AXI4 master can be. */
export function axiMaster(what: string, { dataBits, addressBits, maxBurst, outstanding, lengthBits }: AxiMasterParameters): AxiMaster {
  const given = {
    dataBits,
    addressBits: addressBits ?? defaults.addressBits,
    maxBurst: maxBurst ?? defaults.maxBurst,
    outstanding: outstanding ?? defaults.outstanding,
    lengthBits: lengthBits ?? defaults.lengthBits,
  };
  powerOfTwo(what, 'dataBits', dataBits, 8, 1024);
  wholeNumber(what, 'addressBits', given.addressBits, 13, 64);
  powerOfTwo(what, 'maxBurst', given.maxBurst, 1, 256);
  wholeNumber(what, 'outstanding', given.outstanding, 1, 255);
  wholeNumber(what, 'lengthBits', given.lengthBits, bitsFor(given.maxBurst), 32);
  const beatBytes = dataBits / 8;
  if (given.maxBurst * beatBytes > 4096)
    throw new HardwareError(`${what}: maxBurst is ${given.maxBurst}; bursts of beats of ${beatBytes} bytes cross 4 KiB; give at most ${4096 / beatBytes}`);
  return { ...given, beatBytes, beatBits: Math.log2(beatBytes), burstBits: Math.log2(given.maxBurst * beatBytes) };
}

/** The name of a master's module: the data width, and what is not the default. */
export const axiMasterName = (what: string, { dataBits, addressBits, maxBurst, outstanding, lengthBits, stoppable }: AxiMasterParameters): string =>
  `${what}_w${dataBits}${suffix('a', addressBits, defaults.addressBits)}${suffix('b', maxBurst, defaults.maxBurst)}`
  + `${suffix('o', outstanding, defaults.outstanding)}${suffix('l', lengthBits, defaults.lengthBits)}${stoppable ? '_stop' : ''}`;

type Port = ReturnType<typeof bool.doc>;

/** The input `stop` of a stoppable master; the others have none. */
export const stopInput = ({ stoppable }: AxiMasterParameters, doc: string): { readonly stop?: Port } => (stoppable ? { stop: bool.doc(doc) } : {});

/** The output `stopped` of a stoppable master. */
export const stoppedOutput = ({ stoppable }: AxiMasterParameters, doc: string): { readonly stopped?: Port } => (stoppable ? { stopped: bool.doc(doc) } : {});

/** The condition, while nothing is stopped. */
export const unlessStopped = (condition: Bool, stop: Bool | undefined): Bool => (stop === undefined ? condition : condition.and(stop.not()));

/** A byte address with the bits below a beat as 0. */
export const ofBeat = (address: Signal<'unsigned'>, { addressBits, beatBits }: AxiMaster): Signal<'unsigned'> =>
  beatBits === 0 ? address : address.slice(addressBits - 1, beatBits).shl(beatBits);

/** Where the next burst begins: at the next multiple of a longest burst. */
export const afterBurst = (address: Signal<'unsigned'>, { addressBits, burstBits }: AxiMaster): Signal<'unsigned'> =>
  burstBits === 0
    ? address.add(1).wrap(addressBits)
    : address.slice(addressBits - 1, burstBits).add(1).wrap(addressBits - burstBits).shl(burstBits);

/**
 * Beats of the burst at `address` when `left` are to come: to the next multiple of a longest burst, or all that are left. `beyond` is one
 * less, as `arlen` and `awlen` count; `rest` are left behind it. Meaningless when none are left.
 */
export function burstLength(address: Signal<'unsigned'>, left: Signal<'unsigned'>, { maxBurst, beatBits, burstBits, lengthBits }: AxiMaster): Record<'length' | 'beyond' | 'rest', Signal<'unsigned'>> {
  if (maxBurst === 1) return { length: constant(uint(1), 1), beyond: constant(uint(8), 0), rest: left.sub(1).wrap(lengthBits).asUnsigned() };
  const bits = bitsFor(maxBurst);
  const place   = address.slice(burstBits - 1, beatBits);
  const to_edge = constant(uint(bits), maxBurst).sub(place).wrap(bits).asUnsigned();
  // Less than none behind the edge: the job ends before it.
  const behind  = left.sub(to_edge);
  const tail    = behind.lt(0);
  const length  = mux(tail, left.wrap(bits), to_edge);
  const beyond  = length.sub(1).wrap(bits - 1).asUnsigned();
  keep({ place, to_edge, behind, tail, length, beyond });
  return { length, beyond: beyond.extend(8), rest: mux(tail, 0, behind.wrap(lengthBits).asUnsigned()) };
}
