import fc from 'fast-check';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { networkCycles } from '../../../src/sim/cycles/network-cycles.js';
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
