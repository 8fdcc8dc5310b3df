import type { RandomStream } from '../training/random-stream.js';

/**
 * A draw from the standard Gumbel distribution, -ln(-ln u). Added to strengths r before the softmax it makes EBS-Sto of EBS-Det: the
 * greatest of r_i + noise_i is candidate i with probability softmax(r)_i (Jang et al., arXiv 1611.01144, equation 1).
 */
export function gumbel(random: RandomStream): number {
  // The stream gives multiples of 2^-32 from 0 on: half a step more is never 0 nor 1.
  return -Math.log(-Math.log(random.next() + 2 ** -33));
}
