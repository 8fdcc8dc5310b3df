import { z } from 'zod';
import { InputError } from '../errors/input-error.js';
import { joinPath, schemaError } from '../errors/schema-error.js';
import { readInput } from '../files/read-input.js';
import { type AcceleratorParameters, defaultParameters } from '../hwgen/accelerator/parameters.js';

function integer(low: number, high: number): z.ZodNumber {
  const error = `a whole number in ${low}..${high}`;
  return z.number({ error }).int({ error }).min(low, { error }).max(high, { error });
}

function powerOfTwo(low: number, high: number): z.ZodType<number> {
  const error = `a power of two in ${low}..${high}`;
  return z.number({ error }).refine((value) => value >= low && value <= high && Number.isInteger(Math.log2(value)), { error });
}

/** Any part of AcceleratorParameters, each field in the range that its doc comment gives or that an FPGA could hold. */
const parametersSchema = z.strictObject(
  {
    dm: powerOfTwo(1, 512),
    dk: powerOfTwo(32, 512),
    dn: integer(1, 256),
    portBits: powerOfTwo(32, 1024),
    activationDepth: powerOfTwo(2, 2 ** 20),
    weightDepth: powerOfTwo(2, 2 ** 20),
    accumulatorBits: integer(8, 48),
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
  const parameters = { ...defaultParameters, ...found.data } as AcceleratorParameters;
  if (parameters.dk % parameters.dm !== 0) {
    throw new InputError(`${file}: dm: expected a divisor of dk, ${parameters.dk}, found ${parameters.dm}; make dm smaller or dk larger`);
  }
  return parameters;
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file}: not valid JSON (${(error as Error).message.replace(/\s+/g, ' ')}); correct it`);
  }
}
