import { any, sint, uint, type BitShape, type Signal } from '../language/hardware.js';
import { descriptorBits, geometry, type Geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { thresholdBits } from './thresholds.js';

/**
 * The layer descriptor: 32 little-endian words of 32 bits that tell the accelerator everything about one layer. One declaration gives
 * the ports of the blocks that use a field, the encoder of the lowering and the table in the documents. Addresses into the
 * activation memory are word addresses of one bank; addresses of external memory are byte addresses. `…_last` is a count minus one.
 */
interface Field {
  /** Lowest bit in the descriptor: word * 32 + bit. */
  readonly low: number;
  /** Width, or what the field addresses: then its address bits decide. */
  readonly bits: number | 'activation' | 'weight' | 'bank';
  /** Only in an accelerator with thresholds; in others its bits are reserved. */
  readonly thresholds?: true;
  readonly signed?: true;
  readonly doc: string;
}

type UnsignedField = Field & { readonly signed?: never };
type SignedField = Field & { readonly signed: true };
const at = (word: number, bit: number, bits: Field['bits'], doc: string): UnsignedField => ({ low: word * 32 + bit, bits, doc });
const signedAt = (word: number, bit: number, bits: number, doc: string): SignedField => ({ low: word * 32 + bit, bits, signed: true, doc });

/** A field of an accelerator with thresholds. */
const thresholdsAt = (word: number, bit: number, bits: number, doc: string) => ({ ...at(word, bit, bits, `${doc}; only with thresholdBits`), thresholds: true }) as const;

/** Value of the `magic` field: a descriptor without it stops the chain with an error. */
export const descriptorMagic = 0xb17;

/** Descriptors stand this many bytes apart in memory. */
export const descriptorStride = 128;

export const descriptorFields = {
  magic: at(0, 0, 16, 'must be 0x0b17'),
  last: at(0, 16, 1, 'last layer of the chain'),
  load: at(0, 17, 1, 'read the input map from memory first'),
  store: at(0, 18, 1, 'write the output to memory'),
  raw: at(0, 19, 1, 'output is 32-bit results, not codes; only with store'),
  keep: at(0, 20, 1, 'write the output codes to the activation memory'),
  dorefa: at(0, 21, 1, 'weights stand for 2*code - (2^bits - 1)'),
  weight_signed: at(0, 22, 1, 'top weight plane has negative weight'),
  activation_signed: at(0, 23, 1, 'top activation plane has negative weight'),
  output_planes: at(0, 24, 4, 'bits of an output code, 1 to 8'),
  thresholds: thresholdsAt(0, 28, 1, 'codes come by thresholds, which stand in memory in place of the constants'),

  load_address: at(1, 0, 32, 'input map in memory'),
  load_beats: at(2, 0, 24, 'beats of the input map; with load_only: of the rows in one channel tile'),
  weight_plane_last: at(2, 24, 3, 'weight planes - 1'),
  activation_plane_last: at(2, 28, 3, 'activation planes - 1'),
  load_base: at(3, 0, 'activation', 'input map in the activation memory'),
  load_plane_words: at(3, 16, 'activation', 'words from plane to plane'),
  load_group_words: at(4, 0, 'activation', 'words from a group of dn columns to the next'),
  load_row_last: at(4, 16, 16, 'rows of the map - 1'),
  load_plane_last: at(5, 0, 3, 'planes of the map - 1'),
  paired: at(5, 3, 1, 'even and odd columns of the input map are apart'),
  first_odd: at(5, 4, 1, 'first_column is odd; with paired'),
  output_paired: at(5, 5, 1, 'even and odd columns of the output map are apart'),
  stride_mod: at(5, 8, 'bank', 'words from lane to lane mod dn, when a word holds one pixel'),
  stride_div: at(5, 16, 8, 'the same div dn'),
  stride: at(5, 24, 8, 'horizontal stride'),

  weight_address: at(6, 0, 32, 'constants and weights in memory, one block per channel tile'),
  weight_beats: at(7, 0, 24, 'beats of the block of one channel tile; with load_only: from channel tile to channel tile of the map'),
  pass_last: at(7, 24, 8, 'reads that gather one operand of all lanes - 1'),
  kernel_words: at(8, 0, 'weight', 'weight rows of one plane: kernel height * width * channel words'),
  kernel_group_last: at(8, 16, 8, 'words that hold a kernel row of one channel word - 1'),
  kernel_height_last: at(8, 24, 8, 'kernel height - 1'),
  weight_top_row: at(9, 0, 'weight', 'first row of the top weight plane'),
  channel_word_last: at(9, 16, 'activation', 'words of dk channels in a pixel - 1'),
  activation_top_word: at(10, 0, 'activation', 'first word of the top activation plane in a group'),
  first_bank: at(10, 16, 'bank', 'bank of the word that holds first_column'),
  tile_bank_step: at(10, 24, 'bank', 'words from tile to tile, modulo dn'),

  input_height: at(11, 0, 16, 'rows of the input map'),
  input_width: at(11, 16, 16, 'columns of the input map'),
  first_row: signedAt(12, 0, 16, '-(top padding)'),
  first_column: signedAt(12, 16, 16, '-(left padding)'),
  row_step: at(13, 0, 16, 'vertical stride'),
  column_step: at(13, 16, 16, 'columns from tile to tile: dn * horizontal stride'),

  first_row_address: at(14, 0, 'activation', 'address of input row first_row, modulo the size of the memory'),
  row_words: at(14, 16, 'activation', 'words from input row to row'),
  tile_row_words: at(15, 0, 'activation', 'words from a tile row to the next: vertical stride * row_words'),
  group_words: at(15, 16, 'activation', 'words from a group of dn input columns to the next'),
  first_group_words: at(16, 0, 'activation', 'offset of the group that holds first_column, modulo the size of the memory'),
  tile_group_words: at(16, 16, 'activation', 'offset from tile to tile of the same bank'),
  plane_words: at(17, 0, 'activation', 'words from activation plane to plane'),
  tile_column_last: at(17, 16, 16, 'tiles of an output row - 1'),
  output_row_last: at(18, 0, 16, 'output rows - 1'),
  channel_tile_last: at(18, 16, 16, 'tiles of dm output channels - 1; with load_only: of dm channels of the map'),

  output_base: at(19, 0, 'activation', 'output map in the activation memory'),
  output_plane_words: at(19, 16, 'activation', 'words from output plane to plane'),
  output_group_words: at(20, 0, 'activation', 'words from a group of dn output columns to the next'),
  output_group_last: at(20, 16, 16, 'tiles of the output map in one channel tile - 1'),
  store_address: at(21, 0, 32, 'output in memory; aligned to a longest burst'),
  store_beats: at(22, 0, 24, 'beats of the output'),
  slots_log: at(24, 0, 4, 'log2 of the pixels in a word of the input map'),
  first_slot: at(24, 4, 6, 'place in its word of first_column'),
  taps: at(24, 10, 6, 'kernel columns in a word'),
  taps_last: at(24, 16, 6, 'kernel columns in the last word of a kernel row'),
  skipped_taps: at(24, 26, 4, 'pixels of the first word of a kernel row that lie before the kernel'),
  output_slots_log: at(24, 22, 4, 'log2 of the pixels in a word of the output map'),
  load_only: at(24, 30, 1, 'with load: read rows of a map, run no layer'),
  load_column_last: at(25, 0, 16, 'groups of dn pixels in a row of the input map - 1'),
  group_tile_last: at(25, 16, 16, 'channel tiles that see the same channel words - 1'),
  saturate_low: signedAt(23, 0, 8, 'smallest output code: 0, or -saturate_high - 1; 0 for raw output'),
  threshold_beat_last: thresholdsAt(23, 8, 8, 'beats of the thresholds of a channel - 1'),
  saturate_high: at(23, 16, 8, 'largest output code: 2^k - 1; 0 for raw output'),

  group_words_step: at(26, 0, 'activation', 'channel words from one such run of tiles to the next'),
  kernel_row_words: at(26, 16, 'activation', 'words from kernel row to kernel row: vertical dilation * row_words'),
  word_group_words: at(27, 0, 'activation', 'words from a word of the kernel row to the next of the same bank'),
  phase_words: at(22, 24, 8, 'with paired: words from the even columns to the odd ones'),
  output_phase_words: at(31, 24, 8, 'with output_paired: likewise'),
  skip_base: at(27, 16, 'activation', 'skip map in the activation memory'),
  skip_plane_words: at(28, 0, 'activation', 'words from skip plane to plane'),
  skip_group_words: at(28, 16, 'activation', 'words from a group of dn skip words to the next'),
  skip_multiplier: signedAt(29, 0, 16, 'multiplier of the skip codes'),
  skip_slots_log: at(29, 16, 4, 'log2 of the pixels in a word of the skip map'),
  skip_plane_last: at(29, 20, 3, 'planes of the skip map - 1'),
  skip_signed: at(29, 23, 1, 'top skip plane has negative weight'),
  skip: at(29, 24, 1, 'add a second map'),
  pool: at(29, 25, 1, 'output is the largest code over the kernel positions'),
  same_weights: at(29, 26, 1, 'every kernel position has the same weights'),
  plane_slot_last: at(29, 27, 3, 'slots in which the planes of a tile are written, or those of a skip map read - 1'),
  kernel_row_step: at(30, 0, 8, 'vertical dilation'),
  word_columns: at(30, 8, 8, 'columns from a word of the kernel row to the next'),
  word_bank_step: at(30, 16, 'bank', 'words of the map between them, modulo dn'),
  pool_last: at(30, 24, 8, 'with pool: kernel positions - 1'),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof descriptorFields;
type SignOf<Name extends FieldName> = (typeof descriptorFields)[Name] extends SignedField ? 'signed' : 'unsigned';

/** Width of a field for the given memory sizes. */
export function fieldBits(field: Field, g: Geometry): number {
  if (field.bits === 'activation') return g.activationAddressBits;
  if (field.bits === 'weight') return g.weightAddressBits;
  if (field.bits === 'bank') return g.bankBits;
  return field.bits;
}

function shapeOf(name: FieldName, g: Geometry) {
  const field: Field = descriptorFields[name];
  const bits = fieldBits(field, g);
  return (field.signed ? sint(bits) : uint(bits)).doc(field.doc);
}

/** Input ports for the fields that a block uses, by the fields' own names. */
export function fieldInputs<Name extends FieldName>(parameters: AcceleratorParameters, ...names: Name[]) {
  const g = geometry(parameters);
  return Object.fromEntries(names.map((name) => [name, shapeOf(name, g)])) as unknown as { [N in Name]: BitShape<SignOf<N>> };
}

const isAddress = ({ bits }: Field): boolean => bits === 'activation' || bits === 'weight';

/** The bits of a descriptor that belong to no field of this accelerator, bit 0 lowest. */
export function reservedBits(parameters: AcceleratorParameters): bigint {
  const g = geometry(parameters);
  const fields: readonly Field[] = Object.values(descriptorFields);
  const used = fields.filter(({ thresholds }) => !thresholds || thresholdBits(parameters) > 0)
    .reduce((bits, field) => bits | (((1n << BigInt(fieldBits(field, g))) - 1n) << BigInt(field.low)), 0n);
  return ((1n << BigInt(descriptorBits)) - 1n) & ~used;
}

/** The descriptor register taken apart: one signal per field that this accelerator has, and `reserved`: true when a bit that belongs to no field is set. */
export function decodeDescriptor(descriptor: Signal, parameters: AcceleratorParameters) {
  const g = geometry(parameters);
  const used = new Set<number>();
  const fields: Partial<Record<FieldName, Signal>> = {};
  for (const name of Object.keys(descriptorFields) as FieldName[]) {
    const field: Field = descriptorFields[name];
    if (field.thresholds && thresholdBits(parameters) === 0) continue;
    const high = field.low + fieldBits(field, g) - 1;
    for (let bit = field.low; bit <= high; bit++) used.add(bit);
    const slice = descriptor.slice(high, field.low);
    fields[name] = field.signed ? slice.asSigned() : slice;
  }
  const unused: Signal[] = [];
  for (let low = 0; low < descriptorBits; low++) {
    if (used.has(low)) continue;
    let high = low;
    while (high + 1 < descriptorBits && !used.has(high + 1)) high++;
    unused.push(descriptor.slice(high, low).any());
    low = high;
  }
  return { fields: fields as { [N in FieldName]: Signal<SignOf<N>> }, reserved: any(...unused) };
}

/**
 * The descriptor's bytes for the given fields; the others are 0. RangeError when a value does not fit its field. Addresses and distances
 * in the memories are taken modulo their size: padding lies before the map, and a distance as large as the memory is never used.
 */
export function encodeDescriptor(values: Partial<Record<FieldName, number>>, g: Geometry): Uint8Array {
  const bytes = new Uint8Array(descriptorStride);
  let bits = 0n;
  for (const [name, value] of Object.entries({ magic: descriptorMagic, ...values })) {
    const field: Field = descriptorFields[name as FieldName];
    const width = fieldBits(field, g);
    const least = field.signed ? -(2 ** (width - 1)) : 0;
    const most = field.signed ? 2 ** (width - 1) - 1 : 2 ** width - 1;
    if (!Number.isInteger(value) || (!isAddress(field) && (value < least || value > most))) {
      throw new RangeError(`descriptor field ${name}: ${value} is outside ${least}..${most}`);
    }
    bits |= BigInt.asUintN(width, BigInt(value)) << BigInt(field.low);
  }
  for (let index = 0; index < descriptorBits / 8; index++) bytes[index] = Number((bits >> BigInt(8 * index)) & 0xffn);
  return bytes;
}
