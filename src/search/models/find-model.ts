import { InputError } from '../../errors/input-error.js';
import type { MapShape } from '../../network/network.js';
import { digits } from './digits.js';
import type { Model } from './model.js';

const models: Readonly<Record<string, (inputShape: MapShape, classes: number) => Model>> = { digits };

/** Names that `findModel` knows, for help texts. */
export const modelNames: readonly string[] = Object.keys(models);

/** The model of that name for images of that shape. Throws `InputError` for an unknown name. */
export function findModel(name: string, inputShape: MapShape, classes: number): Model {
  const build = Object.hasOwn(models, name) ? models[name] : undefined;
  if (!build) throw new InputError(`model "${name}" is not known; use one of: ${modelNames.join(', ')}`);
  return build(inputShape, classes);
}
