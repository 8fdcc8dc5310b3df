import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitDesign } from '../../../src/hwgen/accelerator/emit-design.js';
import { errorCodes, errorTexts } from '../../../src/hwgen/accelerator/error-codes.js';
import { defaultParameters, type AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { registerMap, type RegisterName } from '../../../src/hwgen/accelerator/register-map.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { relocateImage } from '../../../src/network/lowering/relocate-image.js';
import { writeNetwork } from '../../../src/network/network-file.js';
import { writeNpy } from '../../../src/network/npy.js';
import { runReference } from '../../../src/network/reference.js';
import { Device } from '../../../src/sim/device/device.js';
import { openSystem } from '../../../src/sim/device/open-system.js';
import { runCli } from '../../cli/run-cli.js';
import { smallNetwork } from '../../network/small-network.js';
import { itWithVerilator } from '../../with-verilator.js';

/** Where the image stands in the simulated memory. */
const address = 0x4000;

/**
 * The board of the test: registers and memory are behind a pipe, a line per access. It runs the example three times: with a write region that holds the output, with one
 * that does not, and with too little time.
 */
const board = String.raw`#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long ask(const char *what, unsigned long a, unsigned long b) {
  unsigned long answer = 0;
  printf("%s %lu %lu\n", what, a, b);
  fflush(stdout);
  if (scanf("%lu", &answer) != 1) exit(9);
  return answer;
}
#define BITLOOM_BASE 0x100u
#define BITLOOM_MEMORY_ADDRESS ${address}u
static uint32_t memory_bytes = 0x10000, time_limit = 100000;
#define BITLOOM_MEMORY_BYTES memory_bytes
#define BITLOOM_TIME_LIMIT_CYCLES time_limit
#define BITLOOM_READ(base, offset) ((uint32_t)ask("read", (base) + (offset), 0))
#define BITLOOM_WRITE(base, offset, value) ((void)ask("write", (base) + (offset), (value)))
#define BITLOOM_WAIT() do { (void)ask("wait", 0, 0); bitloom_interrupt(); } while (0)
#include "example.c"

int main(int count, char **words) {
  static uint32_t image[1 << 16];
  FILE *file = fopen(words[1], "rb");
  size_t bytes;
  unsigned long error;
  if (count != 4 || file == NULL) return 8;
  bytes = fread(image, 1, sizeof image, file);
  fclose(file);
  ask("done", (unsigned long)bitloom_prepare(image), (unsigned long)bitloom_prepare(image + (1 << 15)));
  file = fopen(words[2], "wb");
  if (file == NULL || fwrite(image, 1, bytes, file) != bytes || fclose(file) != 0) return 7;
  ask("load", bytes, 0);
  error = (unsigned long)bitloom_run();
  ask("done", error, bitloom_cycles(BITLOOM_BASE));
  memory_bytes = (uint32_t)atol(words[3]) - BITLOOM_MEMORY_ADDRESS;
  error = (unsigned long)bitloom_run();
  ask("done", error, (unsigned long)bitloom_finished(BITLOOM_BASE));
  memory_bytes = 0x10000;
  time_limit = 50;
  error = (unsigned long)bitloom_run();
  ask("done", error, (unsigned long)bitloom_finished(BITLOOM_BASE));
  for (error = 0; error < 10; error++) fprintf(stderr, "%s\n", bitloom_error_text((uint32_t)error));
  return 0;
}
`;

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'bitloom-driver-')); });
afterAll(() => rmSync(folder, { recursive: true }));

const gcc = (...words: string[]): void => void execFileSync('gcc', ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Wconversion', '-Werror', ...words], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
const emit = (parameters: AcceleratorParameters): void => {
  for (const name of ['registers.h', 'driver.h', 'example.c']) writeFileSync(join(folder, name), emitDesign(parameters, process.cwd()).get(name)!);
};

// Verilator needs a compiler, so gcc is where it is.
describe('driver.h and example.c', () => {
  itWithVerilator('compile without a word as C99 and as they are, for several accelerators', () => {
    for (const changes of [{}, { dm: 16, dn: 4, dk: 128, portBits: 128, thresholdBits: 6 }]) {
      emit({ ...defaultParameters, ...changes });
      gcc('-c', 'example.c', '-o', 'example.o');
    }
  });

  itWithVerilator('run a network on the simulated Verilog design, from the file of bitloom image to the reference\'s result', async () => {
    // 1. The program, from what a user has.
    const network = smallNetwork();
    const input = Array.from({ length: 40 }, (_, i) => (i * 5) % 8);
    await writeNetwork(join(folder, 'network.json'), network);
    await writeNpy(join(folder, 'x.npy'), { dtype: '|u1', shape: [4, 5, 2], data: Uint8Array.from(input) });
    const words = ['--network', join(folder, 'network.json'), '--input', join(folder, 'x.npy'), '--out', join(folder, 'image.bin'), '--json'];
    const image = JSON.parse((await runCli('image', ...words)).stdout) as { regions: { what: string; address: number; bytes: number }[] };
    const output = image.regions.find(({ what }) => what === 'output fc')!;
    emit(defaultParameters);
    writeFileSync(join(folder, 'board.c'), board);
    gcc('board.c', '-o', 'board');

    // 2. The board: each line of the program is an access to the simulated system.
    const device = await Device.open(await openSystem('sim', defaultParameters, 2 ** 19), defaultParameters, { latency: 20, seed: 0 });
    const names = new Map<number, RegisterName>(registerMap(defaultParameters).registers.map(({ name, offset }) => [offset, name]));
    const said: number[][] = [];
    const program = spawn(join(folder, 'board'), ['image.bin', 'moved.bin', String(address + output.address)], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    let texts = '';
    program.stderr.on('data', (text: Buffer) => { texts += text.toString(); });
    const ended = new Promise<number | null>((resolve) => { program.on('close', resolve); });
    for await (const line of createInterface({ input: program.stdout })) {
      const [what, a, b] = line.split(' ').map((word, i) => (i === 0 ? word : Number(word))) as [string, number, number];
      let answer = 0;
      if (what === 'read') answer = await device.readRegister(names.get(a - 0x100)!);
      else if (what === 'write') await device.writeRegister(names.get(a - 0x100)!, b);
      else if (what === 'load') await device.writeMemory(address, readFileSync(join(folder, 'moved.bin')));
      else if (what === 'wait') await device.simulator.runUntil('irq', 1, 100_000);
      else {
        said.push([a, b]);
        if (said.length === 2) expect([...lowered.layers.at(-1)!.store!.unpack(await device.readMemory(address + output.address, output.bytes))]).toEqual([...runReference(network, input).at(-1)!.codes]);
      }
      program.stdin.write(`${answer}\n`);
    }
    expect(await ended).toBe(0);

    // 3. Prepared, and a block of zeros refused; run; refused to write outside its region; ended after its time.
    const cycles = said[1]![1]!;
    expect(said).toEqual([[0, 4], [0, cycles], [errorCodes.forbiddenWrite, 0], [errorCodes.timeLimit, 0]]);
    expect(texts.trimEnd().split('\n')).toEqual([...[...errorTexts].sort(([a], [b]) => a - b).map(([, text]) => text), 'an error that this header does not know']);
    expect(await device.readRegister('TIME_LIMIT')).toBe(50);
    expect([await device.readRegister('WRITE_BASE'), await device.readRegister('WRITE_END')]).toEqual([address, address + 0x10000]);
    expect(cycles).toBeGreaterThan(100);
  });

  const lowered = lowerNetwork(smallNetwork(), defaultParameters);
  it('relocate as bitloom image --address does', async () => {
    await writeNetwork(join(folder, 'network.json'), smallNetwork());
    const at = async (...words: string[]) => {
      expect((await runCli('image', '--network', join(folder, 'network.json'), '--out', join(folder, 'a.bin'), ...words)).status).toBe(0);
      return readFileSync(join(folder, 'a.bin'));
    };
    const [zero, moved] = [await at(), await at('--address', '0x40001000')];
    expect([...moved.subarray(0, lowered.image.length)]).toEqual([...relocateImage(lowered, 0x4000_1000)]);
    const different = [...zero.keys()].filter((i) => zero[i] !== moved[i]).map((i) => [Math.floor(i / 128), Math.floor((i % 128) / 4)].join('.'));
    expect([...new Set(different)]).toEqual(['0.1', '0.6', '0.21', '1.1', '1.6', '1.21']);
  });
});

describe('bitloom image', () => {
  it('says where everything is, and refuses an address that bursts do not like', async () => {
    await writeNetwork(join(folder, 'network.json'), smallNetwork());
    const words = ['image', '--network', join(folder, 'network.json'), '--out', join(folder, 'b.bin')];
    expect((await runCli(...words)).stdout.replaceAll(folder, 'DIR')).toMatchSnapshot();
    for (const wrong of ['100', '-4096', 'here', '0xfffff000']) expect([(await runCli(...words, '--address', wrong)).status, (await runCli(...words, '--address', wrong)).stderr]).toMatchSnapshot();
  });
});
