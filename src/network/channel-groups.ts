import type { LayerShape } from './network.js';

/** Whether a layer looks at each channel alone and has no weights. */
export function isPool({ kind }: Pick<LayerShape, 'kind'>): boolean {
  return kind === 'maxpool' || kind === 'averagepool';
}

/** Input channels that an output channel sees: those of its group, or its own channel for a pool. */
export function groupInputs(shape: Pick<LayerShape, 'kind' | 'inputShape' | 'groups'>): number {
  return isPool(shape) ? 1 : shape.inputShape[2] / (shape.groups ?? 1);
}
