import { bitsFor, check, keep, memory, module, mux, stream, uint, when, type Bool, type Signal } from '../language/hardware.js';
import { wholeNumber } from './parameters.js';

export interface FifoParameters {
  /** Bits of a word. */
  readonly width: number;
  /** Words it holds; any number from 1. */
  readonly depth: number;
}

/**
 * A queue in which the first word falls through: a word taken at an edge is at `out` in the next cycle. `in_` is ready unless the queue is
 * full, whatever `out` does, so no path runs through from one stream to the other. `level`: words held. Reset empties it.
 *
 *     const { in_, out, level } = fifo({ width: 64, depth: 32 }).place('requests', { in_: { valid, data }, out: { ready } });
 */
export function fifo(params: FifoParameters): ReturnType<typeof ring> {
  wholeNumber('FIFO', 'width', params.width, 1);
  wholeNumber('FIFO', 'depth', params.depth, 1);
  return params.depth === 1 ? (single(params) as unknown as ReturnType<typeof ring>) : ring(params);
}

const name = ({ width, depth }: FifoParameters): string => `fifo_w${width}_d${depth}`;

const ports = ({ width, depth }: FifoParameters) => ({
  sinks: { in_: stream(uint(width)) },
  sources: { out: stream(uint(width)) },
  outputs: { level: uint(bitsFor(depth)).doc('words held') },
});

/** Two words and more: a ring in a memory. */
const ring = module(
  name,
  (params: FifoParameters) => {
    const { width, depth } = params;
    return {
      ...ports(params),
      doc: `A queue of ${depth} words of ${width} bits; the first word falls through.`,
      state: {
        words: memory(uint(width), depth, { read: 'async', style: 'auto' }),
        level: uint(bitsFor(depth)).reset(0),
        head: uint(bitsFor(depth - 1)).reset(0).doc('next to leave'),
        tail: uint(bitsFor(depth - 1)).reset(0).doc('next to fill'),
      },
    };
  },
  ({ in_, out, words, level, head, tail }, { depth }) => {
    const put = in_.fire;
    const take = out.fire;
    const first = words.read(head);
    keep({ put, take, first });

    when(put, () => {
      words.write(tail, in_.data);
      tail.next = following(tail, depth);
    });
    when(take, () => {
      head.next = following(head, depth);
    });
    when(put.and(take.not()), () => {
      level.next = level.add(1).wrap(level.width);
    }).elseWhen(take.and(put.not()), () => {
      level.next = level.sub(1).asUnsigned().wrap(level.width);
    });

    check('level within depth', level.le(depth));
    return { in_: { ready: level.ne(depth) }, out: { valid: level.ne(0), data: first }, level };
  },
);

/** One word: a register. */
const single = module(
  name,
  (params: FifoParameters) => ({
    ...ports(params),
    doc: `A queue of one word of ${params.width} bits.`,
    state: { level: uint(1).reset(0), word: uint(params.width) },
  }),
  ({ in_, out, level, word }) => {
    when(in_.fire, () => {
      level.next = 1;
      word.next = in_.data;
    }).elseWhen(out.fire, () => {
      level.next = 0;
    });
    return { in_: { ready: level.not() }, out: { valid: level, data: word }, level };
  },
);

/** The next place in a ring of `depth`. */
function following(place: Signal<'unsigned'>, depth: number): Signal<'unsigned'> {
  const next = place.add(1).wrap(place.width);
  if (depth === 2 ** place.width) return next;
  const last: Bool = place.eq(depth - 1);
  return mux(last, 0, next);
}
