import fc from 'fast-check';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { networkCycles } from '../../../src/sim/cycles/network-cycles.js';
import type { MultiplyAddShift } from '../../../src/network/network.js';
import { randomNetwork } from '../../network/random-network.js';
import { acceleratorCaseArbitrary, type AcceleratorCase } from '../device/accelerator-cases.js';

/** Small accelerators (at most `most` bMAC per cycle) with good networks of at least two layers that run for 500 to 6,000 cycles: always the same ones. */
export function hostileCases(count: number, most = 2048): AcceleratorCase[] {
  const found: AcceleratorCase[] = [];
  for (let seed = 1; found.length < count; seed++) {
    const [sample] = fc.sample(acceleratorCaseArbitrary, { numRuns: 1, seed });
    const { parameters, network } = sample!;
    if (parameters.dm * parameters.dn * parameters.dk > most || network.layers.length < 2) continue;
    const experiment = { ...sample!, storeAll: true, latency: Math.min(sample!.latency, 30), parameters: { ...parameters, activationDepth: 2048, weightDepth: 4096 } };
    let cycles: number;
    try {
      cycles = networkCycles(lowerNetwork(network, experiment.parameters, { storeAll: true }), experiment.latency).reduce((sum, { total }) => sum + total, 0);
    } catch {
      continue;
    }
    if (cycles >= 500 && cycles <= 6000) found.push(experiment);
  }
  return found;
}

/**
 * Six that together use every field of the descriptor with values other than 0 and 1 that any of the first forty uses, and jobs of more
 * bursts than may be under way. Half of them have the shortest latency: beats come while addresses still go out.
 */
export function faultCases(): AcceleratorCase[] {
  const small = hostileCases(40, 1024);
  return [19, 1, 2, 34, 12, 26].map((index, place) => (place % 2 === 0 ? small[index]! : { ...small[index]!, latency: 2 })).concat(crowded(), added(), paired());
}

/** Tiles of one step, which come as fast as they leave; results that saturate at both ends; a maximum of signed codes. */
function crowded(): AcceleratorCase {
  const network = randomNetwork(7, { shape: [6, 9, 8], bits: 1, signed: false }, [
    { outputChannels: 8, weightBits: 1, weightCode: 'dorefa', outputBits: 6, outputSigned: true },
    { kind: 'maxpool', outputChannels: 8, kernel: [2, 2], stride: [1, 1], weightBits: 1, weightCode: 'unsigned' },
    { outputChannels: 12, weightBits: 2, weightCode: 'signed', outputBits: 3, outputSigned: true },
    { outputChannels: 12, weightBits: 1, weightCode: 'signed', outputBits: 2, residual: true },
  ]);
  const layers = network.layers.map((layer) => (layer.kind === 'maxpool' ? layer
    : { ...layer, requantise: { ...(layer.requantise as MultiplyAddShift), shift: (layer.requantise as MultiplyAddShift).shift.map((shift) => Math.max(0, shift - 2)) } }));
  return {
    parameters: { ...defaultParameters, dm: 8, dk: 32, dn: 2, activationDepth: 2048, weightDepth: 4096 },
    network: { ...network, layers }, latency: 4, storeAll: true, seed: 3,
  };
}

/** Additions whose results stay in the activation memory, in tiles of one step: nothing but the reads of the skip map holds them up. */
function added(): AcceleratorCase {
  const network = randomNetwork(11, { shape: [5, 9, 8], bits: 1, signed: false }, [
    { outputChannels: 8, weightBits: 1, weightCode: 'signed', outputBits: 1 },
    { outputChannels: 8, weightBits: 1, weightCode: 'signed', outputBits: 1, residual: true },
    { outputChannels: 8, weightBits: 1, weightCode: 'signed', outputBits: 8, residual: true },
    { outputChannels: 8, weightBits: 1, weightCode: 'signed', outputBits: 8, outputSigned: true, residual: true },
    { outputChannels: 4, weightBits: 1, weightCode: 'signed' },
  ]);
  return { parameters: { ...defaultParameters, dm: 8, dk: 32, dn: 2, activationDepth: 2048, weightDepth: 4096 }, network, latency: 2, storeAll: false, seed: 5 };
}

/** Maps whose even and odd columns are apart, before strides of 2 with and without padding. */
function paired(): AcceleratorCase {
  const wide = { outputChannels: 20, weightBits: 1, weightCode: 'signed', outputBits: 2 } as const;
  const halving = { ...wide, kernel: [3, 3], stride: [2, 2] } as const;
  const network = randomNetwork(13, { shape: [11, 21, 20], bits: 2, signed: false }, [
    wide, { ...halving, padding: { top: 1, bottom: 1, left: 1, right: 1 } }, { ...halving, padding: { top: 0, bottom: 0, left: 0, right: 0 } }, { outputChannels: 4, weightBits: 1, weightCode: 'signed' },
  ]);
  return { parameters: { ...defaultParameters, dm: 8, dk: 32, dn: 4, activationDepth: 2048, weightDepth: 4096 }, network, latency: 3, storeAll: false, seed: 7 };
}
