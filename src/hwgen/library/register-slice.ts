import { bool, keep, module, stream, uint, when } from '../language/hardware.js';
import { wholeNumber } from './parameters.js';

export interface RegisterSliceParameters {
  /** Bits of a word. */
  readonly width: number;
}

/**
 * Cuts the forward path of a stream, `valid` and `data`, with one register, at one word per cycle. `ready` still runs through from `out` to
 * `in_`: where that path is long as well, take the skid buffer, which has twice the registers.
 */
export const registerSlice = module(
  ({ width }: RegisterSliceParameters) => `register_slice_w${width}`,
  ({ width }: RegisterSliceParameters) => {
    wholeNumber('register slice', 'width', width, 1);
    return {
      doc: 'A register in the forward direction of a stream.',
      sinks: { in_: stream(uint(width)) },
      sources: { out: stream(uint(width)) },
      state: { full: bool.reset(0).doc('word holds a word'), word: uint(width) },
    };
  },
  ({ in_, out, full, word }) => {
    const moves = out.ready.or(full.not());
    keep({ moves });
    when(moves, () => {
      full.next = in_.valid;
      word.next = in_.data;
    });
    return { in_: { ready: moves }, out: { valid: full, data: word } };
  },
);
