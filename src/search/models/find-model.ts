import { InputError } from '../../errors/input-error.js';
import type { MapShape } from '../../network/network.js';
import { type ResnetName, resnetNames } from '../../network/shapes/resnet.js';
import { digits } from './digits.js';
import { dsCnn, mobilenet } from './depthwise-separable.js';
import { lenet5 } from './lenet.js';
import { layerShapes, type Model } from './model.js';
import { resnet } from './resnet.js';

/** `width`: channels of the first convolution, undefined for the model's own. */
type Builder = (inputShape: MapShape, classes: number, width: number | undefined) => Model;

interface KnownModel {
  readonly build: Builder;
  /** Whether it can be built wider or narrower. */
  readonly scales: boolean;
}

const models = new Map<string, KnownModel>([
  ['digits', { build: digits, scales: false }],
  ['lenet5', { build: lenet5, scales: false }],
  ...resnetNames.map((name: ResnetName) => [name, { build: (...args: Parameters<Builder>) => resnet(name, ...args), scales: true }] as const),
  ['ds-cnn', { build: dsCnn, scales: true }],
  ['mobilenet', { build: mobilenet, scales: true }],
]);

/** Names that `findModel` knows, for help texts. */
export const modelNames: readonly string[] = [...models.keys()];

/**
 * The model of that name for images of that shape; `width`, the channels of its first convolution, scales all others with it. Throws `InputError`
 * for an unknown name, a width that the model can't have, or images too small for it.
 */
export function findModel(name: string, inputShape: MapShape, classes: number, width?: number): Model {
  const known = models.get(name);
  if (!known) throw new InputError(`model "${name}" is not known; use one of: ${modelNames.join(', ')}`);
  if (width !== undefined && !known.scales) {
    const scaling = [...models].flatMap(([other, { scales }]) => (scales ? [other] : []));
    throw new InputError(`model ${name} has one width only; leave out the width of ${width}, or use one of: ${scaling.join(', ')}`);
  }
  const model = known.build(inputShape, classes, width);
  const gone = layerShapes(model).find(({ outputShape, kernel }) => Math.min(outputShape[0], outputShape[1], ...kernel) < 1);
  if (gone) throw new InputError(`model ${name}: images of ${inputShape.join(' x ')} are too small, nothing is left of them in layer ${gone.name}; use larger images or another model`);
  return model;
}
