import { groupInputs, isPool } from './channel-groups.js';
import type { LayerShape } from './network.js';

/** Number of weights of a layer: output channels x kernel height x kernel width x input channels of a group; none of a pool. */
export function weightCount(shape: Pick<LayerShape, 'kind' | 'kernel' | 'inputShape' | 'outputShape' | 'groups'>): number {
  const { kernel, outputShape } = shape;
  return isPool(shape) ? 0 : outputShape[2] * kernel[0] * kernel[1] * groupInputs(shape);
}
