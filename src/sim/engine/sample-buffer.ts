import { SimulationError } from '../simulator.js';
import type { Type } from '../../hwgen/ir/type.js';
import type { Program, StateSignal } from './program.js';
import type { StateImage } from './state-image.js';
import { decodeLimbs, encodeLimbs, inRange } from './value-codec.js';

/** Input rows and samples of one call; larger ones only fall out of the caches. */
const bufferBytes = 1 << 20;

/** The input rows of a call into a loop and the samples that it takes, behind the state: eight bytes per limb, rows first. */
export class SampleBuffer {
  private readonly rowBytes: number;
  /** Of one cycle. */
  private readonly sampleBytes: number;
  /** Cycles of one call. */
  readonly block: number;
  readonly rows: number;
  readonly samples: number;

  /** `most`: cycles of one call, if they fit. */
  constructor(
    private readonly program: Program, private readonly image: StateImage,
    private readonly inputs: readonly StateSignal[], names: readonly string[], most: number,
  ) {
    this.rowBytes = inputs.reduce((sum, { value }) => sum + 8 * value.limbs.length, 0);
    this.sampleBytes = names.reduce((sum, name) => sum + 8 * program.signals.get(name)!.limbs.length, 0);
    this.block = Math.max(1, Math.min(most, Math.floor(bufferBytes / (this.rowBytes + this.sampleBytes + 8))));
    this.rows = image.buffers;
    this.samples = this.rows + this.rowBytes * this.block;
    image.reserve((this.rowBytes + this.sampleBytes) * this.block);
  }

  /** Writes the rows `first` .. of a call. */
  fill(rows: readonly (readonly (number | bigint)[])[], first: number, count: number): void {
    let at = this.rows;
    for (let row = first; row < first + count; row++) {
      this.inputs.forEach(({ name, type }, index) => {
        const value = rows[row]![index];
        if (value === undefined) throw new SimulationError(`${this.program.name}: row ${row} has no value for '${name}'`);
        for (const limb of encodeLimbs(inRange(value, type, `${name} in row ${row}`), type)) {
          this.image.setWord(at, limb);
          at += 8;
        }
      });
    }
  }

  /** Calls `take` once per sampled cycle, with a function that reads its samples one after the other. */
  read(cycles: number, take: (next: (type: Type) => bigint) => void): void {
    let at = this.samples;
    const next = (type: Type): bigint => {
      const limbs = Array.from({ length: Math.ceil(type.width / 64) }, (_, limb) => this.image.word(at + 8 * limb));
      at += 8 * limbs.length;
      return decodeLimbs(limbs, type);
    };
    for (let cycle = 0; cycle < cycles; cycle++) take(next);
  }
}
