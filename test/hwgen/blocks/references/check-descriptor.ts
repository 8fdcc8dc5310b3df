import { checkDescriptor } from '../../../../src/hwgen/accelerator/check-descriptor.js';
import { descriptorMagic } from '../../../../src/hwgen/accelerator/descriptor.js';
import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { see, type Subject } from '../../library/trial.js';

/** Descriptors in which at most a few things are wrong, with stores that just lie within the region, or just do not. */
export const checkDescriptorSubject = (parameters: AcceleratorParameters): Subject => ({
  module: checkDescriptor(parameters).ir,
  reference(random) {
    const beatBytes = parameters.portBits / 8;
    const seldom = (n: number): boolean => random.below(n) === 0;
    const near = (value: number): number => Math.min(2 ** 32 - 1, Math.max(0, value + random.of([0, 0, 1, -1, beatBytes, -beatBytes])));
    const draw = () => {
      const store_address = random.of([random.below(2 ** 32), random.below(2 ** 16) * beatBytes, 2 ** 32 - 1 - random.below(4096)]);
      const store_beats = random.of([0, 1, random.below(2 ** 24), random.below(100)]);
      const first = store_address - (store_address % beatBytes);
      return {
        magic: seldom(6) ? descriptorMagic ^ (1 << random.below(16)) : descriptorMagic,
        reserved: seldom(6), load: seldom(2), store: seldom(2), raw: seldom(4), load_beats: seldom(3) ? 0 : random.of([1, random.below(2 ** 24)]),
        weight_beats: seldom(6) ? 0 : random.of([1, random.below(2 ** 24)]), store_address, store_beats,
        write_base: seldom(4) ? random.below(2 ** 32) : near(first), write_end: seldom(4) ? random.below(2 ** 32) : near(first + store_beats * beatBytes),
      };
    };
    let given = draw();
    let end: number | undefined;
    return {
      inputs() {
        // The sequencer looks when the descriptor has stood still for a cycle.
        if (end === undefined || random.below(3) === 0) [given, end] = [draw(), undefined];
        return given;
      },
      outputs(get) {
        const { magic, reserved, load, store, raw, load_beats, weight_beats, store_address, store_beats, write_base, write_end } = given;
        see(get, 'bad', magic !== descriptorMagic || reserved || weight_beats === 0 || (load && load_beats === 0) || (store && store_beats === 0) || (raw && !store));
        const first = store_address - (store_address % beatBytes);
        if (end !== undefined) see(get, 'forbidden', store && (first < write_base || end > write_end));
        end = first + store_beats * beatBytes;
      },
    };
  },
});
