import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { shadowRegister } from '../../../../src/hwgen/accelerator/shadow-register.js';
import { see, type Subject } from '../../library/trial.js';

/** Sums of any size that replace one another, and runs of codes, signed or not, of which the largest stays. */
export const shadowRegisterSubject = ({ accumulatorBits }: AcceleratorParameters): Subject => ({
  module: shadowRegister({ accumulatorBits }).ir,
  reference(random) {
    let held: bigint | undefined;
    let inputs = { capture: false, merge: false, sum: 0n };
    const codes = random.below(3) > 0;
    const low = random.of([0, -128]);
    return {
      inputs() {
        const sum = codes ? BigInt(low + random.below(256)) : BigInt.asIntN(accumulatorBits, random.bits(accumulatorBits));
        return (inputs = { capture: random.below(3) > 0, merge: codes && held !== undefined && random.below(9) > 0, sum });
      },
      outputs(get) {
        if (held !== undefined) see(get, 'shadow', held);
        if (inputs.capture) held = inputs.merge && held! > inputs.sum ? held : inputs.sum;
      },
    };
  },
});
