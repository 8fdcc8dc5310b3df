import { isPool } from '../channel-groups.js';
import { hasThresholds, type Layer, type Requantise } from '../network.js';

/**
 * The same layer with as few weight planes as its codes need. What all of them leave out is left out for the whole layer:
 *
 * - unsigned: planes above the largest code, which are zero;
 * - two's complement: planes that repeat the sign;
 * - DoReFa: the codes of m bits in the middle of the M-bit grid are the m-bit grid, c - (2^(M-1) - 2^(m-1));
 * - planes below the lowest that is not zero, of the first two, where requantisation takes the factor 2^k over: see withFactor.
 *
 * Every output code is the same. At least one plane is left.
 */
export function trimPlanes(layer: Layer): Layer {
  if (isPool(layer) || layer.weights.length === 0) return layer;
  const low = layer.weightCode === 'dorefa' ? 0 : foldable(layer, zeroPlanesBelow(layer.weights));
  const codes = low === 0 ? layer.weights : layer.weights.map((code) => code >> low);
  const { smallest, largest } = range(codes);
  const weightBits = fewestBits(layer, smallest, largest, low);
  if (weightBits === layer.weightBits && low === 0) return layer;
  const middle = layer.weightCode === 'dorefa' ? 2 ** (layer.weightBits - 1) - 2 ** (weightBits - 1) : 0;
  return {
    ...layer, weightBits,
    weights: middle === 0 ? codes : codes.map((code) => code - middle),
    requantise: low === 0 ? layer.requantise : withFactor(layer, low)!,
  };
}

function fewestBits({ weightCode, weightBits }: Layer, smallest: number, largest: number, low: number): number {
  const holds = (bits: number): boolean => {
    switch (weightCode) {
      case 'unsigned': return largest < 2 ** bits;
      case 'signed': return smallest >= -(2 ** (bits - 1)) && largest < 2 ** (bits - 1);
      case 'dorefa': return Math.max(2 ** weightBits - 1 - 2 * smallest, 2 * largest - (2 ** weightBits - 1)) <= 2 ** bits - 1;
    }
  };
  let bits = 1;
  while (bits < weightBits - low && !holds(bits)) bits++;
  return bits;
}

/** Planes from the lowest on that are zero in all codes; 0 where all codes are. */
function zeroPlanesBelow(codes: Int16Array): number {
  const used = codes.reduce((bits, code) => bits | code, 0);
  return used === 0 ? 0 : Math.log2(used & -used);
}

/** The most of these planes for which requantisation can be corrected exactly. */
function foldable(layer: Layer, planes: number): number {
  let low = planes;
  while (low > 0 && withFactor(layer, low) === undefined) low--;
  return low;
}

/**
 * Requantisation of sums that are smaller by 2^low: thresholds are too, rounded up, which no sum can tell. Otherwise a channel's multiplier takes the factor where it has room; else addition and shift lose it,
 * where nothing but zeros is lost and no map is added. Undefined where neither is exact.
 */
function withFactor({ requantise, residual }: Layer, low: number): Requantise | undefined {
  const factor = 2 ** low;
  if (hasThresholds(requantise)) {
    const smaller = (threshold: number): number => (threshold === 2 ** 31 ? threshold : Math.ceil(threshold / factor) + 0);
    return { ...requantise, thresholds: requantise.thresholds.map((list) => list.map(smaller)) };
  }
  const multiplier = [...requantise.multiplier];
  const add = [...requantise.add];
  const shift = [...requantise.shift];
  for (const [channel, value] of requantise.multiplier.entries()) {
    if (Math.abs(value * factor) <= 32_767) multiplier[channel] = value * factor;
    else if (residual !== true && shift[channel]! >= low && add[channel]! % factor === 0) {
      add[channel] = add[channel]! / factor;
      shift[channel] = shift[channel]! - low;
    } else return undefined;
  }
  return { ...requantise, multiplier, add, shift };
}

function range(codes: Int16Array): { readonly smallest: number; readonly largest: number } {
  let [smallest, largest] = [codes[0]!, codes[0]!];
  for (const code of codes) {
    if (code < smallest) smallest = code;
    if (code > largest) largest = code;
  }
  return { smallest, largest };
}
