import type { AxiMaster, AxiMasterParameters } from '../../../../src/hwgen/library/axi-master-parameters.js';
import type { Random } from '../../verilog/random-expression.js';

export interface Burst {
  /** Byte address. */
  readonly address: bigint;
  readonly beats: number;
}

/** A job whose bursts cross several boundaries, or a short one, or none; not past the end of the addresses. */
export function randomJob({ addressBits, beatBytes, maxBurst, lengthBits }: AxiMaster, random: Random): Burst {
  const most = Math.min(2 ** lengthBits - 1, 60, random.of([0, 1, 2, maxBurst, maxBurst + 3, 2 * maxBurst + 1, 30]));
  const beats = random.of([most, random.below(most + 1)]);
  const edge = 4096n * BigInt(random.below(2 ** Math.min(12, addressBits - 12)));
  const before = BigInt(random.below(Math.min(4096, (beats + 2) * beatBytes)));
  const address = edge > before ? edge - before : before;
  const room = (2n ** BigInt(addressBits) - (address - (address % BigInt(beatBytes)))) / BigInt(beatBytes);
  return { address, beats: room < BigInt(beats) ? Number(room) : beats };
}

/** The bursts of a job: to the next multiple of the longest burst, or the rest. */
export function burstsOf({ address, beats }: Burst, { beatBytes, maxBurst }: AxiMaster): Burst[] {
  const bursts: Burst[] = [];
  let beat = address / BigInt(beatBytes);
  for (let left = beats; left > 0; ) {
    const count = Math.min(left, maxBurst - Number(beat % BigInt(maxBurst)));
    bursts.push({ address: beat * BigInt(beatBytes), beats: count });
    beat += BigInt(count);
    left -= count;
  }
  return bursts;
}

/** The rules that every burst obeys, whoever made it. */
export function checkBurst({ address, beats }: Burst, { beatBytes, maxBurst }: AxiMaster): void {
  const last = address + BigInt(beats * beatBytes - 1);
  if (beats < 1 || beats > maxBurst) throw new Error(`a burst of ${beats} beats`);
  if (address % BigInt(beatBytes) !== 0n) throw new Error(`a burst at ${address}, which is no beat`);
  if (address / 4096n !== last / 4096n) throw new Error(`a burst from ${address} to ${last} crosses 4 KiB`);
}

/** Repeatable contents of a memory. */
export function contentsAt(address: bigint, bits: number): bigint {
  let hash = (address * 0x9e3779b97f4a7c15n + 0x632be59bd9b4e019n) & (2n ** 64n - 1n);
  let word = 0n;
  for (let i = 0; i < bits; i += 64) {
    hash = ((hash ^ (hash >> 29n)) * 0xbf58476d1ce4e5b9n) & (2n ** 64n - 1n);
    word |= hash << BigInt(i);
  }
  return BigInt.asUintN(bits, word);
}

/** Narrow and wide beats, bursts of one beat and of 4 KiB, one burst at a time and many, short counts, long addresses, masters that can be stopped. */
export const axiMasterCorners: readonly AxiMasterParameters[] = [
  { dataBits: 64 },
  { dataBits: 8, maxBurst: 1, outstanding: 1, lengthBits: 1 },
  { dataBits: 8, maxBurst: 256, outstanding: 2, addressBits: 13, lengthBits: 9 },
  { dataBits: 32, maxBurst: 4, outstanding: 3, addressBits: 40, lengthBits: 6 },
  { dataBits: 1024, maxBurst: 32, outstanding: 2, addressBits: 64 },
  { dataBits: 16, maxBurst: 2, outstanding: 1 },
  { dataBits: 64, stoppable: true },
  { dataBits: 32, maxBurst: 4, outstanding: 3, stoppable: true },
];
