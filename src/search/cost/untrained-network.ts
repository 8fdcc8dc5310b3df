import type { Layer, Network } from '../../network/network.js';
import { weightCount } from '../../network/weight-count.js';
import { hasWeights, isGrouped, layerShapes, type Model, skipOf } from '../models/model.js';
import { type Assignment, layerBits, pixelBits } from './assignment.js';

/**
 * A network of the model's layers at these bits before any training: the right shapes, edges and formats, every weight the largest code, constants of zero.
 * For questions that need no values: whether an accelerator holds it, how its maps lie, how long it takes.
 */
export function untrainedNetwork(model: Model, assignment: Assignment, mapBits?: number): Network {
  const shapes = layerShapes(model);
  const bits = layerBits(model, assignment);
  const layers = model.layers.map((layer, index): Layer => {
    const { weightBits, activationBits } = bits[index]!;
    const shape = shapes[index]!;
    const skip = skipOf(layer);
    const zeros = new Array<number>(shape.outputShape[2]).fill(0);
    const outputBits = assignment.maps.get(layer.name);
    const weights = new Int16Array(weightCount(shape));
    return {
      ...shape, input: layer.input, weightBits, activationBits, activationSigned: false,
      weightCode: !hasWeights(layer) ? 'unsigned' : isGrouped(layer) ? 'signed' : 'dorefa',
      weights: weights.fill(isGrouped(layer) ? -(2 ** (weightBits - 1)) : 2 ** weightBits - 1),
      requantise: { multiplier: layer.kind === 'maxpool' ? zeros.map(() => 1) : zeros, add: zeros, shift: zeros },
      ...(skip !== undefined && { skip: { input: skip, bits: assignment.maps.get(skip)!, signed: false, multiplier: 0 } }),
      output: outputBits === undefined ? { kind: 'raw' } : { kind: 'codes', bits: outputBits, signed: false },
    };
  });
  return {
    format: 'bitloom-network', version: 1, name: model.name, input: { shape: model.inputShape, bits: pixelBits, signed: false },
    ...(mapBits !== undefined && { mapBits }), layers,
  };
}
