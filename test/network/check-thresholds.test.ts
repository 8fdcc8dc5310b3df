import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { checkForm, checkNetwork } from '../../src/network/check-network.js';
import { withEqualThresholds } from '../../src/network/equal-thresholds.js';
import { lowerNetwork } from '../../src/network/lowering/lower-network.js';
import { readNetwork, writeNetwork } from '../../src/network/network-file.js';
import type { Layer, Network } from '../../src/network/network.js';
import { networkOf, smallLayer, smallNetwork } from './small-network.js';

const bits = 2;
const channel = [-4, 0, 7];
const thresholds = [channel, channel, channel];
const layer = smallLayer({ output: { kind: 'codes', bits, signed: false }, thresholdBits: bits, requantise: { thresholds } });

/** The first layer changed; the sentence that it gets. */
function complaint(change: object): string {
  const network = networkOf({ ...layer, ...change } as Layer);
  const { weights: _, ...structure } = network.layers[0]!;
  try {
    checkForm(JSON.parse(JSON.stringify({ ...network, layers: [structure] })), 'network.json');
    checkNetwork(network, 'network.json');
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing wrong';
}

describe('thresholds of a layer', () => {
  it('get one sentence for what is wrong with them', () => {
    const messages = [
      {},
      { requantise: { thresholds, falling: [true, false, true] } },
      { requantise: { thresholds: thresholds.slice(1) } },
      { requantise: { thresholds: [channel, [0, 1], channel] } },
      { requantise: { thresholds: [channel, channel, [5, 3, 9]] } },
      { requantise: { thresholds: [channel, channel, [5, 6, 2 ** 31 + 1]] } },
      { requantise: { thresholds: [channel, channel, [5, 6.5, 7]] } },
      { requantise: { thresholds: 7 } },
      { requantise: { thresholds, falling: [true] } },
      { requantise: { thresholds, falling: [0, 1, 0] } },
      { requantise: { thresholds, shift: [0, 0, 0] } },
      { requantise: { multiplier: [1, 1, 1], add: [0, 0, 0] } },
      { requantise: smallLayer().requantise },
      { thresholdBits: undefined },
      { thresholdBits: 3 },
      { output: { kind: 'raw' } },
      { residual: true },
      { kind: 'maxpool', weightBits: 1, weightCode: 'unsigned', weights: new Int16Array(0), outputShape: [2, 3, 2], requantise: { thresholds: [channel, channel] } },
    ].map(complaint);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "nothing wrong
      nothing wrong
      network.json: layer "conv1", requantise.thresholds: expected 3 lists, one per output channel, found 2
      network.json: layer "conv1", requantise.thresholds[1]: expected 3 for codes of 2 bits, found 2
      network.json: layer "conv1", requantise.thresholds[2][1]: expected 5 or more, as thresholds ascend, found 3
      network.json: layer "conv1", requantise.thresholds[2][2]: expected a whole number in -2147483648..2147483648, found 2147483649
      network.json: layer "conv1", requantise.thresholds[2][1]: expected a whole number in -2147483648..2147483648, found 6.5
      network.json: layer "conv1", requantise.thresholds: expected a list of thresholds for every output channel, found 7
      network.json: layer "conv1", requantise.falling: expected 3 flags, one per output channel, found 1
      network.json: layer "conv1", requantise.falling[0]: expected true or false, found 0
      network.json: layer "conv1", requantise: expected the lists { multiplier, add, shift } or { thresholds }, found {"thresholds":[[-4,0,7],[-4,0,7],[-4,0,7]],"shift":[0,0,0]}
      network.json: layer "conv1", requantise: expected the lists { multiplier, add, shift } or { thresholds }, found {"multiplier":[1,1,1],"add":[0,0,0]}
      network.json: layer "conv1", thresholdBits: found 2, and no thresholds in requantise; remove it, or give them
      network.json: layer "conv1", thresholdBits: expected 2, the bits of the codes that the thresholds make, found nothing
      network.json: layer "conv1", thresholdBits: expected 2, the bits of the codes that the thresholds make, found 3
      network.json: layer "conv1", output: found raw results, which thresholds do not make; write codes, or multiplier, add and shift
      network.json: layer "conv1", requantise: found thresholds in a residual layer, whose sum of two maps has no one scale to compare in; write multiplier, add and shift
      network.json: layer "conv1", requantise: found thresholds, but a maxpool does not requantise; write multiplier 1, add 0 and shift 0 for every channel"
    `);
  });

  it('need an accelerator that has them', () => {
    const lower = (thresholdBits: number | undefined) => () => lowerNetwork(networkOf(layer), { ...defaultParameters, ...(thresholdBits !== undefined && { thresholdBits }) });
    expect(lower(undefined)).toThrowErrorMatchingInlineSnapshot(`[InputError: layer conv1: its codes of 2 bits come by thresholds, the accelerator is built without; set thresholdBits to 2 in the accelerator configuration]`);
    expect(lower(1)).toThrowErrorMatchingInlineSnapshot(`[InputError: layer conv1: its codes of 2 bits come by thresholds, the accelerator is built with thresholdBits 1; set thresholdBits to 2 in the accelerator configuration]`);
    expect(lower(2)).not.toThrow();
    expect(lower(8)).not.toThrow();
  });

  it('are written and read like the rest', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thresholds-'));
    const file = join(folder, 'network.json');
    const { layers: [first, last], ...rest } = smallNetwork();
    const network: Network = { ...rest, layers: [withEqualThresholds(first!), last!] };
    await writeNetwork(file, network);
    expect(await readNetwork(file)).toMatchObject({ layers: [{ thresholdBits: 4, requantise: network.layers[0]!.requantise }, {}] });
    expect(await readFile(file, 'utf8')).toContain('"falling"');
    await rm(folder, { recursive: true });
  });
});
