import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../errors/input-error.js';
import { show } from '../errors/schema-error.js';
import { readInput } from '../files/read-input.js';
import { writeAtomically } from '../files/write-atomically.js';
import { checkForm, checkNetwork, checkStructure, type NetworkStructure } from './check-network.js';
import type { NetworkFile } from './network-schema.js';
import type { Layer, Network } from './network.js';
import { weightCount } from './weight-count.js';

/** The weights lie beside `network.json` under this name: the layers' codes in order, one byte each, signed codes in two's complement. */
const weightsName = 'weights.bin';

/**
 * Reads and checks a network: `file` is its `network.json`, with `weights.bin` in the same folder.
 *
 * Throws InputError that names file, layer and field for anything that Network's doc comments don't allow.
 */
export async function readNetwork(file: string): Promise<Network> {
  const header = parseHeader(await readInput(file, 'the network'), file);
  const { weightsSha256, ...structure } = header;
  checkStructure(structure, file);
  const weightsFile = join(dirname(file), weightsName);
  const bytes = await readInput(weightsFile, `the weights of ${file}`);
  checkWeightBytes(structure, bytes, weightsSha256, weightsFile, file);
  const network = { ...structure, layers: attachWeights(structure, bytes) };
  checkNetwork(network, file);
  return network;
}

/**
 * Writes a network as `file` (`network.json`) and `weights.bin` beside it, creating the folder. Each file is replaced as a whole; a process killed
 * between the two leaves a pair that readNetwork refuses, never one that it misreads.
 *
 * Throws InputError, with nothing written, if the network is not valid.
 */
export async function writeNetwork(file: string, network: Network): Promise<void> {
  checkNetwork(network, file);
  const bytes = Buffer.concat(network.layers.map(({ weights }) => Uint8Array.from(weights, (code) => code & 0xff)));
  const header: NetworkFile = {
    ...(network as unknown as NetworkFile),
    layers: network.layers.map(({ weights: _, ...layer }) => layer) as unknown as NetworkFile['layers'],
    weightsSha256: sha256(bytes),
  };
  await mkdir(dirname(file), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${dirname(file)}: can't be created (${error.code}); choose another folder`);
  });
  await writeAtomically(join(dirname(file), weightsName), bytes);
  await writeAtomically(file, formatHeader(header));
}

function parseHeader(bytes: Buffer, file: string): NetworkFile {
  let raw: unknown;
  try {
    raw = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    const reason = (error as Error).message.replace(/\s+/g, ' ');
    throw new InputError(`${file}: not valid JSON (${reason}); write it again, with numbers where JSON has none for NaN and Infinity`);
  }
  const { format, version } = (raw ?? {}) as { format?: unknown; version?: unknown };
  if (format === 'bitloom-network' && version !== 1) {
    throw new InputError(`${file}: version: expected 1, the only one that this Bitloom reads, found ${show(version)}; export the network again`);
  }
  return checkForm(raw, file);
}

function checkWeightBytes(structure: NetworkStructure, bytes: Buffer, expectedHash: string | undefined, weightsFile: string, file: string): void {
  const expected = structure.layers.reduce((sum, layer) => sum + weightCount(layer), 0);
  if (bytes.length !== expected) {
    const cut = firstMissing(structure, bytes.length);
    throw new InputError(
      `${weightsFile}: ${cut === undefined ? 'too long' : `truncated in layer "${cut}"`}, expected ${expected} bytes for the layers of ${file}, found ${bytes.length}`,
    );
  }
  if (expectedHash !== undefined && sha256(bytes) !== expectedHash) {
    throw new InputError(
      `${weightsFile}: its SHA-256 is ${sha256(bytes).slice(0, 12)}..., ${file} expects ${expectedHash.slice(0, 12)}...; restore the pair, or remove weightsSha256 if the weights were changed on purpose`,
    );
  }
}

function firstMissing({ layers }: NetworkStructure, length: number): string | undefined {
  let end = 0;
  return layers.find((layer) => (end += weightCount(layer)) > length)?.name;
}

function attachWeights({ layers }: NetworkStructure, bytes: Buffer): Layer[] {
  let start = 0;
  return layers.map((layer) => {
    const codes = bytes.subarray(start, (start += weightCount(layer)));
    return { ...layer, weights: Int16Array.from(codes, layer.weightCode === 'signed' ? (byte) => (byte << 24) >> 24 : undefined) };
  });
}

/** Indented, with every list of numbers on one line: a person can read it and compare two. */
function formatHeader(header: NetworkFile): string {
  const indented = JSON.stringify(header, null, 2);
  return `${indented.replace(/\[\s+(-?\d+(?:,\s+-?\d+)*)\s+\]/g, (_, list: string) => `[${list.replace(/,\s+/g, ', ')}]`)}\n`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
