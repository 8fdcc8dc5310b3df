import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAcceleratorParameters } from '../../src/cli/accelerator-file.js';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-accelerator-')); });
afterEach(async () => { await rm(folder, { recursive: true }); });

async function given(content: string): Promise<string> {
  const file = join(folder, 'accelerator.json');
  await writeFile(file, content);
  return file;
}

describe('the accelerator configuration', () => {
  it('is the default without a file, and in the fields that a file leaves out', async () => {
    expect(await readAcceleratorParameters(undefined)).toEqual(defaultParameters);
    expect(await readAcceleratorParameters(await given('{}'))).toEqual(defaultParameters);
    expect(await readAcceleratorParameters(await given('{ "dm": 16, "portBits": 128 }'))).toEqual({ ...defaultParameters, dm: 16, portBits: 128 });
  });

  it('takes its own output', async () => {
    expect(await readAcceleratorParameters(await given(JSON.stringify(defaultParameters)))).toEqual(defaultParameters);
  });

  it('is refused with file, field, value and expectation', async () => {
    const messages: string[] = [];
    for (const content of [
      '{ "dm": 12 }', '{ "dk": 16 }', '{ "dk": "64" }', '{ "dn": 0 }', '{ "dn": 2.5 }', '{ "portBits": 2048 }', '{ "activationDepth": 1000 }', '{ "weightDepth": null }',
      '{ "accumulatorBits": 64 }', '{ "dm": 64, "dk": 32 }', '{ "requantiseBits": 3 }', '{ "requantiseBits": 2, "thresholdBits": 4 }', '{ "lean": 1 }', '{ "rows": 8 }', '[]', '8', '{ dm: 8 }',
    ]) {
      const error = await readAcceleratorParameters(await given(content)).then(() => { throw new Error(`${content} passed`); }, (e: unknown) => e as Error);
      expect(error.name).toBe('InputError');
      messages.push(error.message.replaceAll(folder, 'DIR').replace(/(not valid JSON) \(.+\);/, '$1 (REASON);'));
    }
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "DIR/accelerator.json: dm: expected a power of two from 2 to 128, found 12
      DIR/accelerator.json: dk: expected a power of two from 32 to 512, found 16
      DIR/accelerator.json: dk: expected a number, found "64"
      DIR/accelerator.json: dn: expected a whole number from 1 to 64, found 0
      DIR/accelerator.json: dn: expected a whole number from 1 to 64, found 2.5
      DIR/accelerator.json: portBits: expected a power of two from 32 to 1024, found 2048
      DIR/accelerator.json: activationDepth: expected a power of two from 16 to 65536, found 1000
      DIR/accelerator.json: weightDepth: expected a number, found null
      DIR/accelerator.json: accumulatorBits: expected a whole number from 16 to 32, found 64
      DIR/accelerator.json: dm: expected at most dk, which is 32, found 64
      DIR/accelerator.json: requantiseBits: expected 0, 1, 2 or 4, found 3
      DIR/accelerator.json: requantiseBits: expected 0 with thresholdBits, found 2
      DIR/accelerator.json: lean: expected true or false, found 1
      DIR/accelerator.json: unknown field "rows"; remove it or correct its name
      DIR/accelerator.json: expected a JSON object with accelerator parameters, found []
      DIR/accelerator.json: expected a JSON object with accelerator parameters, found 8
      DIR/accelerator.json: not valid JSON (REASON); correct it"
    `);
  });
});
