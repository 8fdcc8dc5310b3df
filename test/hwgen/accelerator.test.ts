import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { checkParameters } from '../../src/hwgen/accelerator/check-parameters.js';
import { descriptorFields, encodeDescriptor } from '../../src/hwgen/accelerator/descriptor.js';
import { emitDesign } from '../../src/hwgen/accelerator/emit-design.js';
import { geometry } from '../../src/hwgen/accelerator/geometry.js';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { itWithVerilator } from '../with-verilator.js';

describe('rtl-out', () => {
  it('is current: what the generator writes for the default configuration, byte for byte', async () => {
    for (const [name, text] of emitDesign(defaultParameters, process.cwd())) {
      expect(await readFile(join('rtl-out', name), 'utf8'), `rtl-out/${name} is stale: run "npx bitloom generate"`).toBe(text);
    }
  });
});

describe('the emitted Verilog', () => {
  itWithVerilator('passes verilator --lint-only -Wall without a word, in several proportions', async () => {
    for (const changes of [{}, { dm: 2, dn: 7, dk: 32, portBits: 32 }, { dm: 2, dn: 2, dk: 32, portBits: 32, requantiseBits: 2, lean: true }, { dm: 16, dn: 4, dk: 128, portBits: 128 }]) {
      const folder = await mkdtemp(join(tmpdir(), 'bitloom-lint-'));
      try {
        const files = [...emitDesign(checkParameters({ ...defaultParameters, ...changes }), process.cwd())].filter(([name]) => name.endsWith('.v'));
        for (const [name, text] of files) await writeFile(join(folder, name), text);
        const { all } = await execa('verilator', ['--lint-only', '-Wall', '--top-module', 'accelerator', ...files.map(([name]) => name)], { cwd: folder, all: true, reject: false });
        expect(all).toBe('');
      } finally {
        await rm(folder, { recursive: true });
      }
    }
  });

  it('is the same for the same source', () => {
    expect(emitDesign(defaultParameters, process.cwd())).toEqual(emitDesign({ ...defaultParameters }, process.cwd()));
  });
});

describe('the descriptor', () => {
  it('has fields that do not overlap', () => {
    const taken = new Map<number, string>();
    for (const [name, field] of Object.entries(descriptorFields)) {
      const bits = typeof field.bits === 'number' ? field.bits : { activation: 16, weight: 16, bank: 8 }[field.bits];
      for (let bit = field.low; bit < field.low + bits; bit++) {
        expect(taken.get(bit), `${name} and ${taken.get(bit)} share bit ${bit}`).toBeUndefined();
        taken.set(bit, name);
      }
    }
  });

  it('stands in memory little endian, magic number first', () => {
    const bytes = encodeDescriptor({ load_address: 0x12345678, first_row: -1 }, geometry(defaultParameters));
    expect([...bytes.subarray(0, 8)]).toEqual([0x17, 0x0b, 0, 0, 0x78, 0x56, 0x34, 0x12]);
    expect([...bytes.subarray(48, 52)]).toEqual([0xff, 0xff, 0, 0]);
  });

  it('refuses a value that its field does not hold', () => {
    expect(() => encodeDescriptor({ weight_plane_last: 8 }, geometry(defaultParameters))).toThrow('descriptor field weight_plane_last: 8 is outside 0..7');
  });
});

describe('parameters', () => {
  it.each([
    [{ dm: 3 }, 'accelerator configuration: dm: expected a power of two from 2 to 128, found 3'],
    [{ dm: 64, dk: 32 }, 'accelerator configuration: dm: expected at most dk, which is 32, found 64'],
    [{ dn: 0 }, 'accelerator configuration: dn: expected a whole number from 1 to 64, found 0'],
    [{ portBits: 48 }, 'accelerator configuration: portBits: expected a power of two from 32 to 1024, found 48'],
    [{ accumulatorBits: 40 }, 'accelerator configuration: accumulatorBits: expected a whole number from 16 to 32, found 40'],
  ])('%o is refused with the rule', (changes, message) => {
    expect(() => checkParameters({ ...defaultParameters, ...changes })).toThrow(message);
  });
});
