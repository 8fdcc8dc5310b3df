import { bitsFor, bool, module, sum, uint, when } from '../language/hardware.js';
import { wholeNumber } from './parameters.js';

export interface PopcountPipelineParameters {
  /** Bits of each operand. */
  readonly width: number;
  /** Bits counted between two registers. Default 16, or the width where that is less. */
  readonly chunk?: number | undefined;
}

/** Cycles with `advance` from the operands to their count. */
export const popcountLatency = 2;

/**
 * The number of ones in a & b, two registers long: counts of chunks, then their sum. Both move with `advance`. For short clock periods;
 * `a.and(b).popcount()` is the same in one cycle. Width and target decide how each chunk is counted (see targets in the guide).
 */
export const popcountPipeline = module(
  ({ width, chunk = Math.min(16, width) }: PopcountPipelineParameters) => `popcount_pipeline_w${width}_c${chunk}`,
  ({ width, chunk = Math.min(16, width) }: PopcountPipelineParameters) => {
    wholeNumber('popcount pipeline', 'width', width, 1, 4096);
    wholeNumber('popcount pipeline', 'chunk', chunk, 1, width);
    const parts = Array.from({ length: Math.ceil(width / chunk) }, (_, i) => Math.min(chunk, width - i * chunk));
    return {
      doc: `The ones in a & b, ${width} bits each, two cycles later.`,
      inputs: { advance: bool, a: uint(width), b: uint(width) },
      outputs: { ones: uint(bitsFor(width)) },
      state: { ...Object.fromEntries(parts.map((bits, i) => [`count_${i}`, uint(bitsFor(bits))])), ones: uint(bitsFor(width)) },
    };
  },
  (s, { width, chunk = Math.min(16, width) }) => {
    const counts = Array.from({ length: Math.ceil(width / chunk) }, (_, i) => (s as unknown as Record<string, typeof s.ones>)[`count_${i}`]!);
    when(s.advance, () => {
      counts.forEach((count, i) => {
        const [high, low] = [Math.min(width, (i + 1) * chunk) - 1, i * chunk];
        count.next = s.a.slice(high, low).and(s.b.slice(high, low)).popcount();
      });
      const total = sum(...counts);
      s.ones.next = total.width > s.ones.width ? total.wrap(s.ones.width) : total.extend(s.ones.width);
    });
    return { ones: s.ones };
  },
);
