import { z } from 'zod';
import { InputError } from '../errors/input-error.js';
import { joinPath, schemaError } from '../errors/schema-error.js';
import { readInput } from '../files/read-input.js';
import { checkParameters } from '../hwgen/accelerator/check-parameters.js';
import { type AcceleratorParameters, defaultParameters } from '../hwgen/accelerator/parameters.js';

const wholeNumber = z.number({ error: 'a number' });

/** Any part of AcceleratorParameters; what the generator can build is `checkParameters`' to say. */
const parametersSchema = z.strictObject(
  {
    dm: wholeNumber, dn: wholeNumber, dk: wholeNumber, portBits: wholeNumber,
    activationDepth: wholeNumber, weightDepth: wholeNumber, accumulatorBits: wholeNumber, popcountStages: wholeNumber, thresholdBits: wholeNumber,
    requantiseBits: wholeNumber, lean: z.boolean({ error: 'true or false' }),
  },
  { error: 'a JSON object with accelerator parameters' },
).partial();

/**
 * Reads the accelerator's parameters from a JSON file; fields that are left out keep their defaults, and so do all without a file.
 *
 *     { "dm": 16, "portBits": 128 }
 *
 * Throws InputError that names file, field, value and expectation.
 */
export async function readAcceleratorParameters(file: string | undefined): Promise<AcceleratorParameters> {
  if (file === undefined) return defaultParameters;
  const raw = parse((await readInput(file, 'the accelerator configuration')).toString('utf8'), file);
  const found = parametersSchema.safeParse(raw);
  if (!found.success) throw schemaError(file, raw, found.error, joinPath);
  return checkParameters({ ...defaultParameters, ...found.data } as AcceleratorParameters, file);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file}: not valid JSON (${(error as Error).message.replace(/\s+/g, ' ')}); correct it`);
  }
}
