import { fifo, type FifoParameters } from '../../../../src/hwgen/library/fifo.js';
import { registerSlice } from '../../../../src/hwgen/library/register-slice.js';
import { skidBuffer } from '../../../../src/hwgen/library/skid-buffer.js';
import { narrow, widen, type WidthConverterParameters } from '../../../../src/hwgen/library/width-converter.js';
import type { Random } from '../../verilog/random-expression.js';
import { Offer, see, type Reference, type Subject } from '../trial.js';

interface Rules {
  readonly width: number;
  /** Whether `in_` is ready, with these words inside and `out_ready`. */
  ready(inside: readonly bigint[], accept: boolean): boolean;
  /** The word at `out`, if there is one. `offered`: the word at `in_`. */
  shown(inside: readonly bigint[], offered: bigint | undefined): bigint | undefined;
  put(inside: bigint[], word: bigint): void;
  take(inside: bigint[]): void;
  outputs?(get: (name: string) => bigint, inside: readonly bigint[]): void;
}

/** A stream in, a stream out, words in order, random pressure from both sides that changes from phase to phase. */
function between(rules: Rules): (random: Random) => Reference {
  return (random) => {
    const offer = new Offer(random, rules.width);
    const inside: bigint[] = [];
    let accept = false;
    let pressure = 2;
    let cycle = 0;
    return {
      inputs() {
        if (cycle++ % 40 === 0) pressure = random.of([1, 2, 4]);
        offer.draw();
        accept = random.below(4) < pressure;
        return { in_valid: offer.valid, in_data: offer.data, out_ready: accept };
      },
      outputs(get) {
        const shown = rules.shown(inside, offer.valid ? offer.data : undefined);
        const ready = rules.ready(inside, accept);
        see(get, 'in_ready', ready);
        see(get, 'out_valid', shown !== undefined);
        if (shown !== undefined) see(get, 'out_data', shown);
        rules.outputs?.(get, inside);
        const put = offer.valid && ready;
        if (put) rules.put(inside, offer.data);
        if (shown !== undefined && accept) rules.take(inside);
        if (put) offer.valid = false;
      },
    };
  };
}

const queue = (width: number, depth: number, more: Partial<Rules> = {}): Rules => ({
  width,
  ready: (inside) => inside.length < depth,
  shown: (inside) => inside[0],
  put: (inside, word) => void inside.push(word),
  take: (inside) => void inside.shift(),
  ...more,
});

export const fifoSubject = (params: FifoParameters): Subject => ({
  module: fifo(params).ir,
  reference: between(queue(params.width, params.depth, { outputs: (get, inside) => see(get, 'level', inside.length) })),
});

const skidSubject = (width: number): Subject => ({ module: skidBuffer({ width }).ir, reference: between(queue(width, 2)) });

const sliceSubject = (width: number): Subject => ({
  module: registerSlice({ width }).ir,
  reference: between(queue(width, 1, { ready: (inside, accept) => inside.length === 0 || accept })),
});

/** The first word lowest. */
const joined = (words: readonly bigint[], bits: number): bigint => words.reduce((word, part, i) => word | (part << BigInt(i * bits)), 0n);

const widenSubject = ({ narrow: bits, ratio }: WidthConverterParameters): Subject => ({
  module: widen({ narrow: bits, ratio }).ir,
  reference: between({
    width: bits,
    ready: (inside, accept) => accept || inside.length < ratio - 1,
    shown: (inside, offered) => (inside.length === ratio - 1 && offered !== undefined ? joined([...inside, offered], bits) : undefined),
    put: (inside, word) => void inside.push(word),
    take: (inside) => void inside.splice(0),
  }),
});

const narrowSubject = ({ narrow: bits, ratio }: WidthConverterParameters): Subject => ({
  module: narrow({ narrow: bits, ratio }).ir,
  reference: between({
    width: bits * ratio,
    ready: (inside, accept) => inside.length === 0 || (accept && inside.length === 1),
    shown: (inside) => inside[0],
    put: (inside, word) => void inside.push(...Array.from({ length: ratio }, (_, i) => BigInt.asUintN(bits, word >> BigInt(i * bits)))),
    take: (inside) => void inside.shift(),
  }),
});

export const streamSubjects: readonly Subject[] = [
  ...[{ width: 1, depth: 1 }, { width: 8, depth: 1 }, { width: 8, depth: 2 }, { width: 1, depth: 3 }, { width: 5, depth: 5 }, { width: 70, depth: 16 }, { width: 9, depth: 33 }].map(fifoSubject),
  ...[1, 8, 65].map(skidSubject),
  ...[1, 8, 65].map(sliceSubject),
  ...[{ narrow: 1, ratio: 2 }, { narrow: 4, ratio: 3 }, { narrow: 33, ratio: 4 }, { narrow: 2, ratio: 32 }].flatMap((params) => [widenSubject(params), narrowSubject(params)]),
];
