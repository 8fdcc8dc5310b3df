import { descriptorFields, descriptorMagic, descriptorStride, fieldBits, type FieldName } from '../../../src/hwgen/accelerator/descriptor.js';
import { geometry } from '../../../src/hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { thresholdBits } from '../../../src/hwgen/accelerator/thresholds.js';

/** What is wrong with a chain, or with the world around it. */
export const kinds = [
  'random bits', 'damaged', 'no magic', 'outside', 'zero size', 'no last', 'bus error', 'soft reset', 'hard reset', 'start while busy', 'pauses', 'dead bus',
] as const;
export type Kind = (typeof kinds)[number];

type Random = (below: number) => number;

/** The fields that an accelerator has; the bits of the others have to be 0. */
export const fieldNames = (parameters: AcceleratorParameters): readonly FieldName[] =>
  (Object.keys(descriptorFields) as FieldName[]).filter((name) => thresholdBits(parameters) > 0 || !('thresholds' in descriptorFields[name]));

/** Bits of the magic number, and those of a descriptor that belong to no field. */
export function markBits(parameters: AcceleratorParameters): number[] {
  const used = new Set(fieldNames(parameters).filter((name) => name !== 'magic').flatMap((name) =>
    Array.from({ length: fieldBits(descriptorFields[name], geometry(parameters)) }, (_, bit) => descriptorFields[name].low + bit)));
  return Array.from({ length: descriptorStride * 8 }, (_, bit) => bit).filter((bit) => !used.has(bit));
}

/** The descriptors of a chain, made hostile. Kinds that are about the bus or the software leave them as they are. */
export function hostileChain(kind: Kind, chain: Uint8Array, parameters: AcceleratorParameters, random: Random): Uint8Array {
  const bytes = chain.slice();
  const count = bytes.length / descriptorStride;
  const names = fieldNames(parameters);
  const set = (name: FieldName, value: bigint, layer = random(count)): void => setField(bytes, layer, name, value, parameters);
  const anyValue = (name: FieldName): bigint => {
    const width = fieldBits(descriptorFields[name], geometry(parameters));
    const most = (1n << BigInt(width)) - 1n;
    const wide = (BigInt(random(2 ** 31)) << 31n) | BigInt(random(2 ** 31));
    return [0n, 1n, most, most >> 1n, wide & most, wide & most & 7n, wide & most & 63n][random(7)]!;
  };
  switch (kind) {
    case 'random bits': {
      // Half of them small numbers, with which a layer gets further.
      const small = random(2) === 1;
      for (let layer = 0; layer < count; layer++) {
        for (const name of names) {
          const width = BigInt(fieldBits(descriptorFields[name], geometry(parameters)));
          const value = BigInt(random(2 ** 31)) ^ (BigInt(random(2 ** 31)) << 12n);
          set(name, (small ? value & 3n : value) & ((1n << width) - 1n), layer);
        }
        set('magic', BigInt(descriptorMagic), layer);
        // Else most are refused at once, for where they store.
        if (random(3) > 0) set('store', 0n, layer);
        if (random(3) > 0) set('raw', 0n, layer);
      }
      return bytes;
    }
    case 'damaged':
      for (let fields = 1 + random(4); fields > 0; fields--) {
        const name = names[random(names.length)]!;
        if (name !== 'magic') set(name, anyValue(name));
      }
      return bytes;
    case 'no magic': {
      const bits = markBits(parameters);
      const bit = bits[random(bits.length)]!;
      bytes[random(count) * descriptorStride + (bit >> 3)]! ^= 1 << (bit & 7);
      return bytes;
    }
    case 'outside': {
      const name = (['load_address', 'weight_address', 'store_address'] as const)[random(3)]!;
      set(name, BigInt(random(2) === 0 ? 0xffffffff - random(4096) : random(2 ** 32)));
      return bytes;
    }
    case 'zero size':
      set((['load_beats', 'weight_beats', 'store_beats', 'output_planes', 'kernel_words', 'taps', 'input_width', 'input_height'] as const)[random(8)]!, 0n);
      return bytes;
    case 'no last': {
      for (let layer = 0; layer < count; layer++) set('last', 0n, layer);
      return bytes;
    }
    default:
      return bytes;
  }
}

/** Writes a field of one descriptor of a chain. */
export function setField(bytes: Uint8Array, layer: number, name: FieldName, value: bigint, parameters: AcceleratorParameters): void {
  const { low } = descriptorFields[name];
  const width = fieldBits(descriptorFields[name], geometry(parameters));
  for (let bit = 0; bit < width; bit++) {
    const at = layer * descriptorStride + ((low + bit) >> 3);
    const mask = 1 << ((low + bit) & 7);
    bytes[at] = (value >> BigInt(bit)) & 1n ? bytes[at]! | mask : bytes[at]! & ~mask;
  }
}

/** A field of 16 bits of one descriptor. */
export function getField(bytes: Uint8Array, name: FieldName): bigint {
  const { low } = descriptorFields[name];
  let value = 0n;
  for (let bit = 15; bit >= 0; bit--) value = (value << 1n) | BigInt((bytes[(low + bit) >> 3]! >> ((low + bit) & 7)) & 1);
  return value;
}
