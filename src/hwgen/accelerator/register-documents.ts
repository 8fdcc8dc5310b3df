import { cHeader } from '../library/register-header.js';
import { typeScriptDriver } from '../library/register-driver.js';
import { markdownTable } from '../library/register-table.js';
import { descriptorFields, fieldBits } from './descriptor.js';
import { errorTexts } from './error-codes.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';
import { registerMap } from './register-map.js';

/** The register map as a C header. */
export const registerHeader = (parameters: AcceleratorParameters): string => cHeader(registerMap(parameters));

/** The register map as a TypeScript module without imports: the driver, and how a chain is run with it. */
export const registerDriver = (parameters: AcceleratorParameters): string => `${typeScriptDriver(registerMap(parameters))}
/** What each error code of STATUS means. */
export const errorTexts: Readonly<Record<number, string>> = {
${[...errorTexts].map(([code, text]) => `  ${code}: '${text}',`).join('\n')}
};

/** What a chain may do. Absent: what the accelerator was told before, everything after a reset. */
export interface ChainLimits {
  /** Bytes that it may write: \`base\` to \`end\` - 1. */
  readonly writes?: { readonly base: number; readonly end: number };
  /** Cycles that it may take. */
  readonly cycles?: number;
}

/** Starts the chain of descriptors at \`address\`, waits for its end, and returns the cycles it took. */
export async function runChain(bus: Bus, address: number, { writes, cycles }: ChainLimits = {}): Promise<number> {
  const accelerator = new Bitloom(bus);
  if (writes !== undefined) {
    await accelerator.writeWriteBase(writes.base);
    await accelerator.writeWriteEnd(writes.end);
  }
  if (cycles !== undefined) await accelerator.writeTimeLimit(cycles);
  await accelerator.writeDescriptors(address);
  await accelerator.writeControl({ clear: 1 });
  await accelerator.writeControl({ start: 1 });
  let status = await accelerator.readStatus();
  while (status.pending === 0) status = await accelerator.readStatus();
  if (status.error !== statusErrorValues.NONE) {
    const layers = await accelerator.readLayers();
    throw new Error(\`the accelerator stopped after \${layers} layers with error \${status.error}: \${errorTexts[status.error]}\`);
  }
  return accelerator.readCycles();
}
`;

/** Register map and descriptor format as Markdown tables. */
export function registerTables(parameters: AcceleratorParameters): string {
  const g = geometry(parameters);
  return [
    '# Registers',
    '',
    'Byte offsets on the AXI4-Lite port, 32 bits each.',
    '',
    markdownTable(registerMap(parameters)),
    '# Layer descriptor',
    '',
    '32 words of 32 bits, little endian, 128 bytes apart. Bits that belong to no field must be 0.',
    '',
    '| word | bits | field | what |',
    '| --- | --- | --- | --- |',
    ...Object.entries(descriptorFields).map(([name, field]) => {
      const word = Math.floor(field.low / 32);
      const low = field.low % 32;
      const width = fieldBits(field, g);
      return `| ${word} | ${width === 1 ? low : `${low + width - 1}..${low}`} | ${name} | ${field.signed ? 'signed; ' : ''}${field.doc} |`;
    }),
    '',
  ].join('\n');
}
