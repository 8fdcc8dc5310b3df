import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNetwork, writeNetwork } from '../../src/network/network-file.js';
import { layerAndInput, networkOf, smallNetwork } from './small-network.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bitloom-network-'));
  file = join(folder, 'network.json');
});
afterEach(async () => { await rm(folder, { recursive: true }); });

async function complaint(action: Promise<unknown>): Promise<string> {
  const error = await action.then(() => { throw new Error('no complaint'); }, (e: unknown) => e as Error);
  expect(error.name).toBe('InputError');
  // What JSON.parse says differs between versions of Node.
  return error.message.replaceAll(folder, 'DIR').replace(/(not valid JSON) \(.+\);/, '$1 (REASON);');
}

/** Rewrites network.json through its text. */
async function edit(change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

describe('network.json and weights.bin', () => {
  it('hold a network and nothing else is left in the folder', async () => {
    await writeNetwork(file, smallNetwork());
    expect(await readNetwork(file)).toEqual(smallNetwork());
    expect((await readdir(folder)).sort()).toEqual(['network.json', 'weights.bin']);
  });

  it('hold any network', async () => {
    await fc.assert(fc.asyncProperty(layerAndInput, async ({ layer }) => {
      await writeNetwork(file, networkOf(layer));
      expect(await readNetwork(file)).toEqual(networkOf(layer));
    }), { numRuns: 25 });
  });

  it('creates the folder it is asked to write into', async () => {
    const deep = join(folder, 'a', 'b', 'network.json');
    await writeNetwork(deep, smallNetwork());
    expect((await readNetwork(deep)).name).toBe('small');
  });

  it('reads as a person would write it', async () => {
    await writeNetwork(file, smallNetwork());
    expect((await readFile(file, 'utf8')).split('\n').slice(0, 44).join('\n')).toMatchInlineSnapshot(`
      "{
        "format": "bitloom-network",
        "version": 1,
        "name": "small",
        "input": {
          "shape": [4, 5, 2],
          "bits": 3,
          "signed": false
        },
        "layers": [
          {
            "name": "conv1",
            "kind": "convolution",
            "input": "input",
            "inputShape": [4, 5, 2],
            "outputShape": [2, 3, 3],
            "kernel": [3, 3],
            "stride": [2, 2],
            "padding": {
              "top": 1,
              "bottom": 1,
              "left": 1,
              "right": 1
            },
            "weightBits": 2,
            "weightCode": "dorefa",
            "activationBits": 3,
            "activationSigned": false,
            "requantise": {
              "multiplier": [3, -2, 5],
              "add": [10, 0, -7],
              "shift": [4, 3, 5]
            },
            "output": {
              "kind": "codes",
              "bits": 4,
              "signed": false
            }
          },
          {
            "name": "fc",
            "kind": "dense",
            "input": "conv1",
            "inputShape": [2, 3, 3],"
    `);
  });

  it('writes nothing of a network that is not valid', async () => {
    const network = smallNetwork();
    const bad = { ...network, layers: [{ ...network.layers[0]!, weightBits: NaN }, network.layers[1]!] };
    expect(await complaint(writeNetwork(file, bad))).toBe('DIR/network.json: layer "conv1", weightBits: expected a whole number in 1..8, found NaN');
    expect(await readdir(folder)).toEqual([]);
  });

  it('names the file and what is wrong with it', async () => {
    const messages = [await complaint(readNetwork(file))];
    await writeNetwork(file, smallNetwork());
    const again = async (change: () => Promise<unknown>): Promise<void> => {
      await writeNetwork(file, smallNetwork());
      await change();
      messages.push(await complaint(readNetwork(file)));
    };
    await again(() => edit((text) => text.slice(0, 100)));
    await again(() => edit((text) => text.replace('"multiplier": [3, -2, 5]', '"multiplier": [3, NaN, 5]')));
    await again(() => edit((text) => text.replace('"multiplier": [3, -2, 5]', '"multiplier": [3, null, 5]')));
    await again(() => edit((text) => text.replace('"version": 1', '"version": 2')));
    await again(() => writeFile(file, '[]'));
    await again(() => writeFile(file, 'null'));
    await again(() => rm(join(folder, 'weights.bin')));
    await again(() => truncate(join(folder, 'weights.bin'), 60));
    await again(() => writeFile(join(folder, 'weights.bin'), new Uint8Array(91)));
    await again(() => writeFile(join(folder, 'weights.bin'), new Uint8Array(90)));
    await again(async () => {
      await edit((text) => text.replace(/,\s+"weightsSha256": "\w+"/, ''));
      await writeFile(join(folder, 'weights.bin'), new Uint8Array(90).fill(5));
    });
    messages.push(await complaint(writeNetwork(join(file, 'network.json'), smallNetwork())));
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "DIR/network.json: the network can't be read (no such file); check the path
      DIR/network.json: not valid JSON (REASON); write it again, with numbers where JSON has none for NaN and Infinity
      DIR/network.json: not valid JSON (REASON); write it again, with numbers where JSON has none for NaN and Infinity
      DIR/network.json: layer "conv1", requantise.multiplier[1]: expected a whole number in -32768..32767, found null
      DIR/network.json: version: expected 1, the only one that this Bitloom reads, found 2; export the network again
      DIR/network.json: expected a JSON object, found []
      DIR/network.json: expected a JSON object, found null
      DIR/weights.bin: the weights of DIR/network.json can't be read (no such file); check the path
      DIR/weights.bin: truncated in layer "fc", expected 90 bytes for the layers of DIR/network.json, found 60
      DIR/weights.bin: too long, expected 90 bytes for the layers of DIR/network.json, found 91
      DIR/weights.bin: its SHA-256 is 988a09c9a6ee..., DIR/network.json expects 0d5918fd59a2...; restore the pair, or remove weightsSha256 if the weights were changed on purpose
      DIR/network.json: layer "conv1", weights[0]: expected 0..3 for 2-bit dorefa codes, found 5
      DIR/network.json: can't be created (EEXIST); choose another folder"
    `);
  });
});
