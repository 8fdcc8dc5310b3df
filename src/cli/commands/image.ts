import type { Command } from '../command.js';
import { configOption, jsonOption, text } from '../option-values.js';
import { networkOption } from '../run-options.js';
import { textTable } from '../text-table.js';
import { requireWritableFile } from '../writable.js';

export interface ImageOptions {
  readonly network: string;
  readonly input: string | undefined;
  readonly out: string;
  readonly address: string;
  readonly config: string | undefined;
  readonly json: boolean;
}

/** `bitloom image`: what a network puts into the memory of the hardware: descriptors, weights and, if given, an input. */
export const image: Command<ImageOptions> = {
  usage: 'image',
  summary: "Write a network's descriptors, weights and input as the bytes that the hardware reads",
  examples: [
    ['image --network network.json --input x.npy --out network.bin', 'an image for address 0, which driver.h relocates'],
    ['image --network network.json --out network.bin --address 0x40000000', 'one that stays where it is put'],
  ],
  options: (parser) => parser
    .option('network', networkOption)
    .option('input', text('input', { describe: 'input codes, a .npy of shape (H, W, C); of several images the first' }))
    .option('out', text('out', { demandOption: true, describe: 'file to write' }))
    .option('address', text('address', { default: '0', describe: 'where the image will stand: a multiple of 4096, 0x40000000 or decimal' }))
    .option('config', configOption)
    .option('json', jsonOption),

  run: async (options, output) => {
    const { InputError } = await import('../../errors/input-error.js');
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { writeAtomically } = await import('../../files/write-atomically.js');
    const { readNetwork } = await import('../../network/network-file.js');
    const { readInputTensor } = await import('../../network/tensor-file.js');
    const { descriptorStride } = await import('../../hwgen/accelerator/descriptor.js');
    const { lowerNetwork } = await import('../../network/lowering/lower-network.js');
    const { relocateImage } = await import('../../network/lowering/relocate-image.js');

    // 1. Lower the network.
    const address = /^(0x[0-9a-f]+|\d+)$/i.test(options.address) ? Number(options.address) : NaN;
    if (!(address <= 2 ** 32 - 4096 && address % 4096 === 0)) throw new InputError(`--address: expected a multiple of 4096 below 4 GiB, found ${options.address}`);
    await requireWritableFile('out', options.out);
    const network = await readNetwork(options.network);
    const input = options.input === undefined ? undefined : (await readInputTensor(options.input, network)).images[0]!;
    const program = lowerNetwork(network, await readAcceleratorParameters(options.config));
    if (address + program.memoryBytes > 2 ** 32) throw new InputError(`--address: the network takes ${program.memoryBytes} bytes, which do not fit between ${hex(address)} and 4 GiB`);

    // 2. The bytes: descriptors and weights, then the input.
    const moved = relocateImage(program, address);
    const packed = program.packInput(input ?? new Int32Array(network.input.shape.reduce((a, b) => a * b)));
    const bytes = new Uint8Array(program.inputAddress + packed.length);
    bytes.set(moved);
    bytes.set(packed, program.inputAddress);
    await writeAtomically(options.out, bytes);

    // 3. Where everything is.
    const outputs = program.layers.flatMap(({ layer, store }) => (store ? [{ layer, store }] : []));
    const regions = [
      { what: 'descriptors', address: address + program.chainAddress, bytes: program.descriptors.length * descriptorStride },
      { what: 'descriptors and weights', address, bytes: moved.length },
      { what: 'input', address: address + program.inputAddress, bytes: packed.length },
      ...outputs.map(({ layer, store }) => ({ what: `output ${layer.name}`, address: address + store.address, bytes: store.bytes })),
      { what: 'memory in use', address, bytes: program.memoryBytes },
    ];
    const planes = program.layers.flatMap(({ layer: { name, weightBits }, givenBits }) => (weightBits < givenBits ? [{ layer: name, weightBits: givenBits, weightPlanes: weightBits }] : []));
    for (const { layer, weightBits, weightPlanes } of planes) output.progress(`layer ${layer}: ${weightPlanes} of ${weightBits} weight planes hold anything; the others are left out`);
    if (options.json) output.result(JSON.stringify({ file: options.out, bytes: bytes.length, address, regions, planes }));
    else output.result(`${textTable(['region', 'address', 'bytes'], regions.map(({ what, address: at, bytes: size }) => [what, hex(at), size]))}\n${options.out}: ${bytes.length} bytes`);
    return 0;
  },
};

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
