import type { Program } from './program.js';
import type { StateImage } from './state-image.js';
import type { RunFunction } from './variant.js';
import { decodeLimbs } from './value-codec.js';

/** The values of combinational signals, as the present state and inputs make them: computed for many names at once, and known until something changes. */
export class SettledValues {
  private readonly values = new Map<string, bigint>();

  constructor(private readonly program: Program, private readonly image: StateImage) {}

  /** Something has changed. */
  forget(): void {
    this.values.clear();
  }

  /** The value of `name`, which is one of `wanted`. `loop` settles `wanted` and leaves them behind the state. */
  of(name: string, wanted: readonly string[], loop: () => RunFunction): bigint {
    if (!this.values.has(name)) this.settle(wanted, loop());
    return this.values.get(name)!;
  }

  private settle(wanted: readonly string[], run: RunFunction): void {
    const values = wanted.map((each) => this.program.signals.get(each)!);
    this.image.reserve(8 * values.reduce((sum, { limbs }) => sum + limbs.length, 0));
    let from = this.image.buffers;
    run(0, 0, from);
    values.forEach(({ type, limbs }, index) => {
      this.values.set(wanted[index]!, decodeLimbs(limbs.map((_, limb) => this.image.word(from + 8 * limb)), type));
      from += 8 * limbs.length;
    });
  }
}
