import type { LayerShape } from '../network.js';
import { autoencoderShapes } from './autoencoder.js';
import { dsCnnShapes } from './ds-cnn.js';
import { lenetShapes } from './lenet.js';
import { mobilenetShapes } from './mobilenet.js';
import { resnetNames, resnetShapes } from './resnet.js';

const networks = new Map<string, () => readonly LayerShape[]>([
  ...resnetNames.map((name) => [name, () => resnetShapes(name)] as const),
  ['ds-cnn', dsCnnShapes],
  ['mobilenet', mobilenetShapes],
  ['autoencoder', autoencoderShapes],
  ['lenet5', lenetShapes],
]);

/** Names that networkShapes knows. */
export const networkShapeNames: readonly string[] = [...networks.keys()];

/** The layers of a known network in execution order, for cost tables; undefined for any other name. */
export function networkShapes(name: string): readonly LayerShape[] | undefined {
  return networks.get(name)?.();
}
