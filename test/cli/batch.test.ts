import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeNetwork } from '../../src/network/network-file.js';
import { readNpy, writeNpy } from '../../src/network/npy.js';
import { runReference } from '../../src/network/reference.js';
import { randomInput, randomNetwork } from '../network/random-network.js';
import { withSparePlanes } from '../network/spare-planes.js';
import { smallNetwork } from '../network/small-network.js';
import { runCli } from './run-cli.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-cli-')); });
afterEach(() => rm(folder, { recursive: true }));

it('bitloom run --batch takes images several at a time, and gives each its output', async () => {
  const drawn = randomNetwork(1, { shape: [1, 1, 20], bits: 4, signed: false }, [
    { kind: 'dense', outputChannels: 12, weightBits: 3, weightCode: 'signed', outputBits: 3 }, { kind: 'dense', outputChannels: 5, weightBits: 2, weightCode: 'dorefa' },
  ]);
  // The first layer's codes of 3 bits need 2.
  const network = { ...drawn, layers: drawn.layers.map((layer, index) => (index === 0 ? withSparePlanes(layer, 2, 0, 1) : layer)) };
  const images = Array.from({ length: 5 }, (_, image) => randomInput(image, network.input));
  await writeNetwork(join(folder, 'network.json'), network);
  await writeNpy(join(folder, 'x.npy'), { dtype: '|u1', shape: [5, 1, 1, 20], data: Uint8Array.from(images.flatMap((image) => [...image])) });
  await writeFile(join(folder, 'core.json'), JSON.stringify({ dm: 2, dk: 32, dn: 2, activationDepth: 1024, weightDepth: 1024 }));
  const words = ['run', '--network', join(folder, 'network.json'), '--input', join(folder, 'x.npy'), '--output', join(folder, 'y.npy'), '--config', join(folder, 'core.json')];
  const cycles: number[] = [];
  for (const batch of ['1', '4']) {
    const { status, stdout } = await runCli(...words, '--batch', batch, '--json');
    expect(status).toBe(0);
    const result = JSON.parse(stdout) as { images: number; batch: number; layers: { cycles: number; weightBits: number; weightPlanes: number }[] };
    expect(result).toMatchObject({ images: 5, batch: Number(batch) });
    expect(result.layers.map(({ weightBits, weightPlanes }) => [weightBits, weightPlanes])).toEqual([[3, 2], [2, 2]]);
    cycles.push(result.layers.reduce((sum, layer) => sum + layer.cycles, 0));
    expect((await readNpy(join(folder, 'y.npy'))).data).toEqual(Int32Array.from(images.flatMap((image) => [...runReference(network, image).at(-1)!.codes])));
  }
  // Four images at a time take less than three of them one by one.
  expect(cycles[1]!).toBeLessThan(3 * cycles[0]!);
});

it('refuses a batch of images through layers with a window, in one sentence', async () => {
  await writeNetwork(join(folder, 'network.json'), smallNetwork());
  await writeNpy(join(folder, 'x.npy'), { dtype: '|u1', shape: [4, 5, 2], data: new Uint8Array(40) });
  expect(await runCli('run', '--network', join(folder, 'network.json'), '--input', join(folder, 'x.npy'), '--batch', '2')).toEqual({
    status: 2, stdout: '', stderr: 'bitloom: network small: a batch of 2 images needs dense layers only, layer conv1 is a convolution layer; run the images one by one\n',
  });
});
