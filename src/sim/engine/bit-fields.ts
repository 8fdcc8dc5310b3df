import type { Limb } from './limb.js';
import type { LimbGraph } from './limb-graph.js';
import { limbCount } from './value.js';

/** Bits low .. low + width - 1 of `limbs` as limbs; bits above `width` in the last one are not cleared. Missing limbs are 0. */
export function extractBits(graph: LimbGraph, limbs: readonly Limb[], low: number, width: number): Limb[] {
  const skip = Math.floor(low / 64);
  const shift = low % 64;
  if (width <= 64 && shift + width <= 64) return [shiftedRight(graph, limbs[skip], shift)];
  const extracted: Limb[] = [];
  for (let index = 0; index * 64 < width; index++) {
    const lower = limbs[skip + index];
    const upper = limbs[skip + index + 1];
    const bottom = shiftedRight(graph, lower, shift);
    const wanted = Math.min(64, width - index * 64);
    if (!lower || shift === 0 || wanted <= 64 - shift || !upper) extracted.push(bottom);
    else extracted.push(graph.or(bottom, graph.shiftLeft(upper, graph.number(64 - shift))));
  }
  return extracted;
}

function shiftedRight(graph: LimbGraph, limb: Limb | undefined, shift: number): Limb {
  if (!limb) return graph.number(0);
  return shift === 0 ? graph.word(limb) : graph.shiftRightUnsigned(limb, graph.number(shift));
}

/** Fields side by side, the first in the low bits. The limbs of each field are zero above its width. */
export function packBits(graph: LimbGraph, fields: readonly { readonly limbs: readonly Limb[]; readonly width: number }[]): Limb[] {
  let total = 0;
  fields.forEach(({ width }) => { total += width; });
  const packed = new Array<Limb>(limbCount(total)).fill(graph.number(0));
  const put = (index: number, bits: Limb): void => {
    if (index < packed.length) packed[index] = graph.or(packed[index]!, bits);
  };
  let position = 0;
  fields.forEach(({ limbs, width }) => {
    for (let index = 0; index < limbs.length; index++) {
      const limb = limbs[index]!;
      const at = position + index * 64;
      const shift = at % 64;
      put(Math.floor(at / 64), shift === 0 ? graph.word(limb) : graph.shiftLeft(limb, graph.number(shift)));
      if (shift !== 0) put(Math.floor(at / 64) + 1, graph.shiftRightUnsigned(limb, graph.number(64 - shift)));
    }
    position += width;
  });
  return packed;
}

/**
 * limbs >> amount, with `fill` shifted in from above; every amount is allowed. A barrel shifter: whole limbs by one stage of
 * selects per bit of amount / 64, then the rest inside the limbs.
 */
export function shiftLimbsRight(graph: LimbGraph, limbs: readonly Limb[], amount: Limb, fill: Limb): Limb[] {
  let current = [...limbs];
  for (let stage = 0; 2 ** stage <= limbs.length; stage++) {
    const moved = graph.bit(amount, 6 + stage);
    current = current.map((limb, index) => graph.select(moved, current[index + 2 ** stage] ?? fill, limb));
  }
  const shift = graph.and(amount, graph.number(63));
  const opposite = graph.xor(shift, graph.number(63));
  return current.map((limb, index) => {
    const above = current[index + 1] ?? fill;
    // Two shifts, by 1 and by 63 - shift, because a shift by 64 would be one by 0.
    const carried = graph.shiftLeft(graph.shiftLeft(above, graph.number(1)), opposite);
    return graph.or(graph.shiftRightUnsigned(limb, shift), carried);
  });
}

/** limbs << amount, zeros from below; `amount` is below 2^amountWidth. */
export function shiftLimbsLeft(graph: LimbGraph, limbs: readonly Limb[], amount: Limb, amountWidth: number): Limb[] {
  const zero = graph.number(0);
  let current = [...limbs];
  for (let stage = 0; 6 + stage < amountWidth; stage++) {
    const moved = graph.bit(amount, 6 + stage);
    current = current.map((limb, index) => graph.select(moved, current[index - 2 ** stage] ?? zero, limb));
  }
  const shift = graph.and(amount, graph.number(63));
  const opposite = graph.xor(shift, graph.number(63));
  return current.map((limb, index) => {
    const below = current[index - 1] ?? zero;
    const carried = graph.shiftRightUnsigned(graph.shiftRightUnsigned(below, graph.number(1)), opposite);
    return graph.or(graph.shiftLeft(limb, shift), carried);
  });
}

/** An index of any width as one word: itself when below `limit`, else `limit`. */
export function saturatedIndex(graph: LimbGraph, limbs: readonly Limb[], limit: bigint): Limb {
  const low = graph.word(limbs[0]!);
  const end = graph.constant(limit);
  let inside = graph.less(low, end, false);
  for (const limb of limbs.slice(1)) inside = graph.and(inside, graph.equal(limb, graph.number(0)));
  return graph.select(inside, low, end);
}

/**
 * Eight bits to eight bytes, each all ones or zero: a byte mask in five operations. The product puts all bits into every byte, the mask keeps
 * bit i in byte i, the sum carries it to the byte's top (2^i + 0x80 - 2^i), and 255 times that bit is the byte.
 */
export function byteMask(graph: LimbGraph, bits: Limb): Limb {
  const own = graph.and(graph.multiply(bits, graph.constant(0x0101_0101_0101_0101n)), graph.constant(0x8040_2010_0804_0201n));
  const top = graph.add(own, graph.constant(0x0040_6070_787c_7e7fn));
  const set = graph.and(graph.shiftRightUnsigned(top, graph.constant(7n)), graph.constant(0x0101_0101_0101_0101n));
  return graph.multiply(set, graph.constant(0xffn));
}

/** `elements[index]`, or 0 past the last: a tree of selects on the bits of the index. `index` is one word. */
export function selectElement(graph: LimbGraph, elements: readonly (readonly Limb[])[], index: Limb): Limb[] {
  const size = elements[0]!.length;
  // A few selects are cheaper than an address.
  if (elements.length >= 4) {
    const picked = Array.from({ length: size }, (_, at) => graph.pick(index, elements.map((limbs) => limbs[at]!)));
    if (picked.every((limb) => limb !== undefined)) return picked;
  }
  let layer = elements.map((limbs) => [...limbs]);
  let bit = 0;
  for (; layer.length > 1; bit++) {
    const odd = graph.bit(index, bit);
    const next: Limb[][] = [];
    for (let pair = 0; pair < layer.length; pair += 2) {
      const [even, upper] = [layer[pair]!, layer[pair + 1]];
      next.push(even.map((limb, at) => graph.select(odd, upper?.[at] ?? graph.number(0), limb)));
    }
    layer = next;
  }
  const inside = graph.equal(graph.shiftRightUnsigned(index, graph.number(bit)), graph.number(0));
  return Array.from({ length: size }, (_, at) => graph.select(inside, layer[0]![at]!, graph.number(0)));
}
