import { z } from 'zod';
import type { Requantise } from './network.js';

/** A whole number in low..high. The message is the expectation, see schemaError. */
function integer(low: number, high: number): z.ZodNumber {
  const error = `a whole number in ${low}..${high}`;
  return z.number({ error }).int({ error }).min(low, { error }).max(high, { error });
}

/** Largest height, width, channel count, kernel, stride or padding: keeps element counts, and so every sum over them, within exact Numbers. */
const largestSize = 65_536;

const size = integer(1, largestSize);
const bits = integer(1, 8);
const flag = z.boolean({ error: 'true or false' });
const name = z.string({ error: 'a name' }).regex(/^[A-Za-z_][\w./-]{0,99}$/, {
  error: 'a name of up to 100 letters, digits and _ . / - that starts with a letter',
});
/** 2^28 values of 4 bytes are 1 GiB: more than any map that one accelerator or this reference is meant for, and a typing error mostly. */
const largestMap = 2 ** 28;
const mapShape = z
  .tuple([size, size, size], { error: 'a shape [height, width, channels]' })
  .refine(([height, width, channels]) => height * width * channels <= largestMap, { error: 'a shape of at most 2^28 values' });
const heightWidth = z.tuple([size, size], { error: 'a pair [height, width]' });

const output = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('codes'), bits, signed: flag }),
    z.strictObject({ kind: z.literal('raw') }),
  ],
  { error: 'kind "codes" (with bits and signed) or "raw"' },
);

const requantiseForm = 'the lists { multiplier, add, shift } or { thresholds }';
const perChannel = 'a list of numbers, one per output channel';
const requantise = z
  .strictObject(
    {
      multiplier: z.array(integer(-32_768, 32_767), { error: perChannel }).optional(),
      add: z.array(integer(-(2 ** 41), 2 ** 41 - 1), { error: perChannel }).optional(),
      shift: z.array(integer(0, 47), { error: perChannel }).optional(),
      thresholds: z.array(z.array(integer(-(2 ** 31), 2 ** 31), { error: 'a list of numbers' }), { error: 'a list of thresholds for every output channel' }).optional(),
      falling: z.array(flag, { error: 'a list of true and false, one per output channel' }).optional(),
    },
    { error: requantiseForm },
  )
  .refine(({ multiplier, add, shift, thresholds, falling }) => (thresholds === undefined
    ? multiplier !== undefined && add !== undefined && shift !== undefined && falling === undefined
    : multiplier === undefined && add === undefined && shift === undefined), { error: requantiseForm }) as unknown as z.ZodType<Requantise, Requantise>;

const layer = z.strictObject(
  {
    name,
    kind: z.enum(['convolution', 'dense', 'maxpool', 'averagepool'], { error: '"convolution", "dense", "maxpool" or "averagepool"' }),
    inputShape: mapShape,
    outputShape: mapShape,
    kernel: heightWidth,
    stride: heightWidth,
    padding: z.strictObject(
      { top: integer(0, largestSize), bottom: integer(0, largestSize), left: integer(0, largestSize), right: integer(0, largestSize) },
      { error: 'the rows and columns of zeros { top, bottom, left, right }' },
    ),
    dilation: z.tuple([size, size], { error: 'a pair [vertical, horizontal]' }).optional(),
    groups: size.optional(),
    residual: flag.optional(),
    thresholdBits: bits.optional(),
    input: name,
    weightBits: bits,
    weightCode: z.enum(['unsigned', 'signed', 'dorefa'], { error: '"unsigned", "signed" or "dorefa"' }),
    activationBits: bits,
    activationSigned: flag,
    requantise,
    skip: z
      .strictObject({ input: name, bits, signed: flag, multiplier: integer(-32_768, 32_767) }, { error: 'the map to add { input, bits, signed, multiplier }' })
      .optional(),
    output,
  },
  { error: 'a layer' },
);

/** Version 1 of `network.json`: the structure of Network without the weights. What a single field can't tell is checked by checkNetwork. */
export const networkSchema = z.strictObject(
  {
    format: z.literal('bitloom-network', { error: '"bitloom-network"' }),
    version: z.literal(1, { error: 'version 1' }),
    name,
    input: z.strictObject({ shape: mapShape, bits, signed: flag }, { error: 'the input map { shape, bits, signed }' }),
    mapBits: bits.optional(),
    layers: z.array(layer, { error: 'a list of layers' }).min(1, { error: 'at least one layer' }),
    /** SHA-256 of weights.bin in hexadecimal: tells a file pair that doesn't belong together. Optional, always written. */
    weightsSha256: z.string({ error: '64 hexadecimal digits' }).regex(/^[0-9a-f]{64}$/, { error: '64 hexadecimal digits' }).optional(),
  },
  { error: 'a JSON object' },
);

export type NetworkFile = z.infer<typeof networkSchema>;
