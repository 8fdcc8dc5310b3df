import type { LayerShape } from './network.js';

/** Number of weights of a layer: output channels x kernel height x kernel width x input channels of a group; none of a maxpool. */
export function weightCount({ kind, kernel, inputShape, outputShape, groups = 1 }: Pick<LayerShape, 'kind' | 'kernel' | 'inputShape' | 'outputShape' | 'groups'>): number {
  return kind === 'maxpool' ? 0 : outputShape[2] * kernel[0] * kernel[1] * (inputShape[2] / groups);
}
