import { bitsFor, cat, keep, module, mux, stream, uint, when, type Signal } from '../language/hardware.js';
import { wholeNumber } from './parameters.js';

export interface WidthConverterParameters {
  /** Bits of the narrow side's word. */
  readonly narrow: number;
  /** Narrow words in a wide one, from 2; the first in the low bits. */
  readonly ratio: number;
}

function checked(name: string, { narrow, ratio }: WidthConverterParameters): void {
  wholeNumber(name, 'narrow', narrow, 1);
  wholeNumber(name, 'ratio', ratio, 2, 256);
}

/**
 * Gathers `ratio` words into one. The last is passed on as it comes, the others wait in registers: one narrow word per cycle goes in, and
 * the wide word is at `out` in the cycle of its last part. `out.valid` depends on `in_.valid`, `in_.ready` on `out.ready`.
 */
export const widen = module(
  ({ narrow, ratio }: WidthConverterParameters) => `widen_w${narrow}_x${ratio}`,
  (params: WidthConverterParameters) => {
    checked('widen', params);
    const { narrow, ratio } = params;
    return {
      doc: `Gathers ${ratio} words of ${narrow} bits into one, the first in the low bits.`,
      sinks: { in_: stream(uint(narrow)) },
      sources: { out: stream(uint(narrow * ratio)) },
      state: { held: uint(narrow * (ratio - 1)), count: uint(bitsFor(ratio - 1)).reset(0).doc('words held') },
    };
  },
  ({ in_, out, held, count }, { narrow, ratio }) => {
    const last = count.eq(ratio - 1);
    keep({ last });
    when(in_.fire, () => {
      count.next = mux(last, 0, count.add(1).wrap(count.width));
      held.next = ratio === 2 ? in_.data : cat(in_.data, held.slice(narrow * (ratio - 1) - 1, narrow));
    });
    return { in_: { ready: out.ready.or(last.not()) }, out: { valid: in_.valid.and(last), data: cat(in_.data, held) } };
  },
);

/**
 * Deals a wide word out as `ratio` narrow ones, the low bits first. A wide word is taken into a register when the one before is gone or
 * going, so narrow words leave without a gap. No path from `in_.valid` to `out.valid`.
 */
export const narrow = module(
  ({ narrow: bits, ratio }: WidthConverterParameters) => `narrow_w${bits}_x${ratio}`,
  (params: WidthConverterParameters) => {
    checked('narrow', params);
    const { narrow: bits, ratio } = params;
    return {
      doc: `Deals words out as ${ratio} of ${bits} bits, the low bits first.`,
      sinks: { in_: stream(uint(bits * ratio)) },
      sources: { out: stream(uint(bits)) },
      state: { held: uint(bits * ratio), left: uint(bitsFor(ratio)).reset(0).doc('narrow words held') },
    };
  },
  ({ in_, out, held, left }, { narrow: bits, ratio }) => {
    const full = left.ne(0);
    const last = left.le(1);
    const take = full.and(out.ready);
    const ready = full.not().or(take.and(last));
    keep({ full, last, take, ready });
    const shifted: Signal<'unsigned'> = held.shr(bits);
    when(in_.valid.and(ready), () => {
      held.next = in_.data;
      left.next = ratio;
    }).elseWhen(take, () => {
      held.next = shifted;
      left.next = left.sub(1).asUnsigned().wrap(left.width);
    });
    return { in_: { ready }, out: { valid: full, data: held.slice(bits - 1, 0) } };
  },
);
