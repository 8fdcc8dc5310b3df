import type { Assignment } from './cost/assignment.js';
import type { SearchSpace } from './cost/search-space.js';
import { startingClip, type VariableValues, withClips } from './graph/meta-network.js';
import { lastLayer, type Model } from './models/model.js';
import { initialStep } from './quantizers/lsq-weights.js';
import { activationQuantizers } from './quantizers/quantize-activations.js';
import { weightQuantizers } from './quantizers/quantize-weights.js';
import type { QuantizerChoice } from './quantizers/quantizer-choice.js';

/** Candidate bitwidths of a layer's weights and of its output map. */
export interface CandidateBits {
  weights(layer: string): readonly number[];
  maps(layer: string): readonly number[];
}

/**
 * The start of a quantized network: the float network's values with a fresh clip per candidate of each map, and a fresh step per candidate
 * of the weights whose quantizer learns it. DoReFa divides the weights by their largest, which batch norm makes up for in all layers but
 * the last: there the logits' scale takes it over.
 */
export function quantizedStart(model: Model, float: VariableValues, quantizers: QuantizerChoice, bits: CandidateBits): VariableValues {
  const clips = (layer: string): number[] => bits.maps(layer).map((b) => startingClip(model, layer, activationQuantizers[quantizers.maps(layer)].initialClip(b)));
  const values = new Map(withClips(model, float, clips, quantizers.weights(lastLayer(model).name) === 'dorefa'));
  for (const [name, { values: weights }] of float) {
    const layer = name.slice(0, -'.weights'.length);
    if (!name.endsWith('.weights') || !weightQuantizers[quantizers.weights(layer)].learntStep) continue;
    const steps = Float32Array.from(bits.weights(layer), (b) => initialStep(weights, b));
    values.set(`${layer}.steps`, { shape: [steps.length], values: steps });
  }
  return values;
}

/** Values with one clip and step per operand: those of the chosen bits among the candidates. */
export function settleValues(model: Model, values: VariableValues, bits: CandidateBits, chosen: Assignment): VariableValues {
  const settled = new Map(withClips(model, values, (layer, old) => [old[bits.maps(layer).indexOf(chosen.maps.get(layer)!)]!]));
  for (const [name, { values: old }] of values) {
    if (!name.endsWith('.steps')) continue;
    const layer = name.slice(0, -'.steps'.length);
    settled.set(name, { shape: [1], values: Float32Array.of(old[bits.weights(layer).indexOf(chosen.weights.get(layer)!)]!) });
  }
  return settled;
}

/** The candidates of a search. */
export function candidateBits({ weights, maps }: SearchSpace): CandidateBits {
  return { weights: (layer) => weights.get(layer)!, maps: (layer) => maps.get(layer)! };
}

/** Candidates of settled bits: each operand's own. */
export function settledBits({ weights, maps }: Assignment): CandidateBits {
  return { weights: (layer) => [weights.get(layer)!], maps: (layer) => [maps.get(layer)!] };
}
