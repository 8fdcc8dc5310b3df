import { InputError } from '../../errors/input-error.js';
import { isPool } from '../../network/channel-groups.js';
import type { LayerShape, Network } from '../../network/network.js';

/** The layers that `bitloom cost` is asked for, and the network that they come from. */
export interface CostLayers {
  readonly shapes: readonly LayerShape[];
  readonly network?: Network | undefined;
  /** Of networks that say so, see `Network.mapBits`. */
  readonly mapBits?: number | undefined;
}

/** Bits of one layer of a report; `outputBits` are those of the codes that it leaves, absent for raw results. */
export interface LayerBits {
  readonly weightBits: number;
  readonly activationBits: number;
  readonly outputBits?: number | undefined;
}

/** What names the layers: a network file, or a model, at its own image size or else at the data set's. */
export interface CostQuestion {
  readonly model: string | undefined;
  readonly network: string | undefined;
  readonly data: string | undefined;
  readonly width?: number | undefined;
  readonly 'map-bits'?: number | undefined;
}

/** The layers of a network file, or of a model by name. InputError for a name that nobody knows, or a width that it can't have. */
export async function costLayers({ model, network, data, width, 'map-bits': mapBits }: CostQuestion): Promise<CostLayers> {
  if (network !== undefined) {
    const read = await (await import('../../network/network-file.js')).readNetwork(network);
    return { shapes: read.layers, network: read, mapBits: read.mapBits };
  }
  const { networkShapeNames, networkShapes } = await import('../../network/shapes/network-shapes.js');
  const shapes = networkShapes(model!);
  if (shapes !== undefined && data !== undefined) throw new InputError(`--data: model ${model} has an image size of its own; leave it out`);
  if (shapes !== undefined && width === undefined) return { shapes, mapBits };
  const { findModel, modelNames } = await import('../../search/models/find-model.js');
  if (!modelNames.includes(model!)) {
    if (shapes !== undefined) throw new InputError(`--width: model ${model} has one width only; leave it out`);
    throw new InputError(`--model: "${model}" is not known; use one of: ${[...new Set([...modelNames, ...networkShapeNames])].join(', ')}`);
  }
  const { placedLayers } = await import('../../search/models/model.js');
  if (shapes !== undefined) return { shapes: placedLayers(findModel(model!, shapes[0]!.inputShape, shapes.at(-1)!.outputShape[2], width)), mapBits };
  const { loadDataset } = await import('../../search/data/load-dataset.js');
  const { shape, classes } = await loadDataset(data ?? 'digits');
  return { shapes: placedLayers(findModel(model!, shape, classes, width)), mapBits };
}

/** What `--bits` says of every layer: `w2a4` the same for all but the weights of pools, `own` the network's own. InputError for anything else. */
export function bitsOfLayers(words: string, { shapes, network }: CostLayers): readonly LayerBits[] {
  if (words === 'own') {
    if (network === undefined) throw new InputError('--bits own: a model has no bits of its own; name a --network, or bits like w4a4');
    return network.layers.map(({ weightBits, activationBits, output }) => ({ weightBits, activationBits, outputBits: output.kind === 'codes' ? output.bits : undefined }));
  }
  const match = /^w([1-8])a([1-8])$/i.exec(words);
  if (match === null) throw new InputError(`--bits: expected own, or bits of 1 to 8 like w2a4, found ${words}`);
  const [weightBits, activationBits] = [Number(match[1]), Number(match[2])];
  return shapes.map((shape, index) => ({ weightBits: isPool(shape) ? 1 : weightBits, activationBits, outputBits: index === shapes.length - 1 ? undefined : activationBits }));
}
