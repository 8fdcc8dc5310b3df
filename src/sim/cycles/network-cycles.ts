import type { Program } from '../../network/lowering/lower-network.js';
import type { LayerCycles } from './layer-cycles.js';
import { layerFigures, type LayerFigures } from './layer-figures.js';
import { stepCycles, sumCycles } from './step-cycles.js';

/** The cycles of every layer of a lowered network, by the model: equal to those that a simulator counts. */
export function networkCycles(program: Program, latency: number): LayerCycles[] {
  const descriptors = descriptorCycles(program, latency);
  return program.layers.map((_, index) => sumCycles(descriptors.filter((__, at) => program.descriptors[at]!.layer === index)));
}

/** The same descriptor by descriptor. */
export function descriptorCycles({ descriptors, layers, parameters }: Program, latency: number): LayerCycles[] {
  return descriptors.map(({ layer, step }) => {
    const { layer: { weightBits, activationBits }, mapBits } = layers[layer]!;
    return stepCycles(step, weightBits, activationBits, parameters, { latency, mapBits });
  });
}

/** Everything that the model says of the descriptors of a lowered network. */
export function descriptorFigures({ descriptors, layers, parameters }: Program, latency: number): LayerFigures[] {
  return descriptors.map(({ layer, step }) => {
    const { layer: { weightBits, activationBits, output, skip }, mapBits } = layers[layer]!;
    return layerFigures({ steps: [step], weightBits, activationBits, keep: output.kind === 'codes' ? output.bits : undefined, added: skip?.bits }, parameters, { latency, mapBits });
  });
}
