import { bool, keep, module, mux, stream, uint, when } from '../language/hardware.js';
import { wholeNumber } from './parameters.js';

export interface SkidBufferParameters {
  /** Bits of a word. */
  readonly width: number;
}

/**
 * Cuts every path between two streams with registers and keeps full throughput: one word per cycle. A word taken at an edge is at `out` in
 * the next cycle. When `out` stalls, the word that is on its way is parked in the spare register and `in_` stops a cycle later.
 */
export const skidBuffer = module(
  ({ width }: SkidBufferParameters) => `skid_buffer_w${width}`,
  ({ width }: SkidBufferParameters) => {
    wholeNumber('skid buffer', 'width', width, 1);
    return {
      doc: 'A register in each direction of a stream, at full throughput.',
      sinks: { in_: stream(uint(width)) },
      sources: { out: stream(uint(width)) },
      state: {
        full: bool.reset(0).doc('shown holds a word'),
        parked: bool.reset(0).doc('spare holds a word'),
        shown: uint(width),
        spare: uint(width),
      },
    };
  },
  ({ in_, out, full, parked, shown, spare }) => {
    const moves = out.ready.or(full.not());
    const put = in_.fire;
    keep({ moves, put });

    when(moves, () => {
      full.next = put.or(parked);
      shown.next = mux(parked, spare, in_.data);
      parked.next = 0;
    }).elseWhen(put, () => {
      parked.next = 1;
    });
    when(put, () => {
      spare.next = in_.data;
    });
    return { in_: { ready: parked.not() }, out: { valid: full, data: shown } };
  },
);
