import { all, any, bool, cat, constant, keep, module, uint } from '../language/hardware.js';
import { descriptorMagic, fieldInputs } from './descriptor.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * What is looked at before a layer begins: marks and sizes without which it could not end, and that all that it stores lies between
 * WRITE_BASE and WRITE_END. The write master writes the beats of its job and no others, so this is the only place where a write outside
 * that region has to be refused. Whatever else a descriptor says wrong, the time limit ends.
 *
 * The end of the store is a register, one cycle behind the descriptor.
 */
export const checkDescriptor = module('check_descriptor',
  (parameters: AcceleratorParameters) => ({
    doc: 'says whether a descriptor may run',
    inputs: {
      magic:    uint(16),
      reserved: bool.doc('the descriptor has a bit set that belongs to no field'),
      load:     bool,
      store:    bool,
      raw:      bool,
      ...fieldInputs(parameters, 'load_beats', 'weight_beats', 'store_address', 'store_beats'),
      write_base: uint(32).doc('first byte that may be written'),
      write_end:  uint(32).doc('first byte behind those that may be written'),
    },
    outputs: {
      bad:       bool.doc('no descriptor, or one of a layer without beats'),
      forbidden: bool.doc('stores outside the region that may be written'),
    },
    state: { store_end: uint(33).doc('first byte behind the stored output') },
  }),
  (s, parameters) => {
    const beatBits = Math.log2(geometry(parameters).beatBytes);
    const store_first = s.store_address.slice(31, beatBits).shl(beatBits);
    const store_bytes = cat(s.store_beats, constant(uint(beatBits), 0));
    keep({ store_first, store_bytes });
    s.store_end.next = store_first.add(store_bytes);

    const nothing_read  = any(s.weight_beats.eq(0), all(s.load, s.load_beats.eq(0)));
    const nothing_goes  = all(s.store, s.store_beats.eq(0));
    const raw_unstored  = all(s.raw, s.store.not());
    const too_low       = store_first.lt(s.write_base);
    const too_high      = s.store_end.gt(s.write_end);
    keep({ nothing_read, nothing_goes, raw_unstored, too_low, too_high });
    return {
      bad: any(s.magic.ne(descriptorMagic), s.reserved, nothing_read, nothing_goes, raw_unstored),
      forbidden: all(s.store, too_low.or(too_high)),
    };
  },
);
