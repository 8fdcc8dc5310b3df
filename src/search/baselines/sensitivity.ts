import type { Contest } from '../contest.js';
import { choose } from '../cost/search-space.js';
import { MetaNetwork, type VariableValues } from '../graph/meta-network.js';
import { type CandidateBits, quantizedStart } from '../quantized-start.js';
import { meanLoss } from '../training/mean-loss.js';
import { breathe, calibrationBatches, oneOfCandidates } from './calibration.js';
import type { LossTable } from './integer-program.js';
import { operands } from './random-assignment.js';

/** Bits that stand for "not quantized" where one operand's share of the loss is measured. */
const referenceBits = 8;

/**
 * How much each operand's quantization raises the loss: that of the float network with this operand (the weights of a layer, or the maps of
 * a group) at the candidate's bits and all others at 8, less that with all at 8, on training images; never negative. What HAWQ-V2 (arXiv
 * 1911.03852) estimates from the Hessian's trace is measured here.
 */
export async function measureSensitivity(contest: Contest, float: VariableValues): Promise<LossTable> {
  const { model, quantizers, problem: { space } } = contest;
  const bits: CandidateBits = { weights: (layer) => [...space.weights.get(layer)!, referenceBits], maps: (layer) => [...space.maps.get(layer)!, referenceBits] };
  const network = MetaNetwork.fromValues(model, quantizedStart(model, float, quantizers, bits));
  const batches = calibrationBatches(contest);
  const wide = { ...space, weights: new Map([...space.weights.keys()].map((name) => [name, bits.weights(name)])), maps: new Map([...space.maps.keys()].map((name) => [name, bits.maps(name)])) };
  const loss = (kind?: 'weights' | 'maps', name?: string, candidate = 0): number => {
    const assignment = choose(wide, (otherKind, otherName, all) => (otherKind === kind && otherName === name ? candidate : all.length - 1));
    return meanLoss(network, batches, oneOfCandidates(contest, bits, assignment));
  };
  try {
    const reference = loss();
    const measured = new Map<string, number[]>();
    for (const { kind, name, bits: candidates } of operands(space)) {
      const rises: number[] = [];
      for (let i = 0; i < candidates.length; i++) {
        rises.push(Math.max(0, loss(kind, name, i) - reference));
        await breathe(contest, 'the measurement of sensitivities');
      }
      measured.set(`${kind}.${name}`, rises);
    }
    return (kind, name, candidate) => measured.get(`${kind}.${name}`)![candidate]!;
  } finally {
    network.dispose();
    for (const { images } of batches) images.dispose();
  }
}
