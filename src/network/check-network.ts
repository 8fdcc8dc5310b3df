import type { z } from 'zod';
import type { InputError } from '../errors/input-error.js';
import { joinPath, schemaError } from '../errors/schema-error.js';
import { checkLayer, checkWeights, fail, type LayerStructure, shapeText } from './check-layer.js';
import { networkSchema, type NetworkFile } from './network-schema.js';
import type { MapShape, Network } from './network.js';

/**
 * Checks everything that the doc comments of Network promise: each field's form and range, edges and skips (shape, bits, sign), output shapes, list
 * lengths, weight codes, and that the reference's arithmetic stays exact. `place` names the network in messages (its file).
 *
 * Throws InputError at the first thing that is wrong, naming layer, field, value and expectation.
 */
export function checkNetwork(network: Network, place: string): void {
  const { layers, ...rest } = network;
  checkForm({ ...rest, layers: layers.map(({ weights: _, ...layer }) => layer) }, place);
  checkStructure(network, place);
  for (const layer of layers) checkWeights(layer, `${place}: layer "${layer.name}"`);
}

/** The fields of `network.json`, each for itself. Throws InputError. */
export function checkForm(raw: unknown, place: string): NetworkFile {
  const found = networkSchema.safeParse(raw);
  if (!found.success) throw formError(raw, found.error, place);
  return found.data;
}

/** What holds between fields and between layers; needs no weights. Throws InputError. */
export function checkStructure(network: NetworkStructure, place: string): void {
  const maps = new Map<string, FeatureMapFormat>([['input', { ...network.input, raw: false }]]);
  const read = new Set<string>();
  for (const layer of network.layers) {
    const at = `${place}: layer "${layer.name}"`;
    if (maps.has(layer.name)) fail(at, 'name', 'is taken by the network input or an earlier layer; give each layer its own name');
    checkEdge(layer, maps, at);
    checkLayer(layer, at);
    checkSkip(layer, maps, at);
    checkMapBits(layer, network.mapBits ?? 8, at);
    read.add(layer.input);
    if (layer.skip !== undefined) read.add(layer.skip.input);
    maps.set(layer.name, layer.output.kind === 'raw'
      ? { shape: layer.outputShape, bits: 32, signed: true, raw: true }
      : { shape: layer.outputShape, bits: layer.output.bits, signed: layer.output.signed, raw: false });
  }
  const unread = network.layers.slice(0, -1).find(({ name }) => !read.has(name));
  if (unread !== undefined) {
    fail(`${place}: layer "${unread.name}"`, 'output', 'is read by no later layer, and it is not the last one; remove the layer or correct the edges');
  }
}

function checkMapBits({ output, skip }: LayerStructure, mapBits: number, at: string): void {
  const widest = Math.max(output.kind === 'codes' ? output.bits : 0, skip?.bits ?? 0);
  if (widest > mapBits) fail(at, 'output', `codes of ${widest} bits are written or added, mapBits allows ${mapBits}; raise mapBits or leave it out`);
}

/** A network, its weights there or still to come. */
export type NetworkStructure = Omit<Network, 'layers'> & { readonly layers: readonly LayerStructure[] };

interface FeatureMapFormat {
  readonly shape: MapShape;
  readonly bits: number;
  readonly signed: boolean;
  readonly raw: boolean;
}

function checkEdge(layer: LayerStructure, maps: ReadonlyMap<string, FeatureMapFormat>, at: string): void {
  const source = sourceMap('input', layer.input, maps, at);
  const says = sourceText(layer.input);
  if (layer.inputShape.some((size, i) => size !== source.shape[i])) {
    fail(at, 'inputShape', `expected ${shapeText(source.shape)}, the shape of ${says}, found ${shapeText(layer.inputShape)}`);
  }
  if (layer.activationBits !== source.bits) fail(at, 'activationBits', `expected ${source.bits}, the bits of ${says}, found ${layer.activationBits}`);
  if (layer.activationSigned !== source.signed) fail(at, 'activationSigned', `expected ${source.signed}, the sign of ${says}, found ${layer.activationSigned}`);
}

/** The second input: there with a residual only, of the output's shape. */
function checkSkip({ residual = false, skip, outputShape }: LayerStructure, maps: ReadonlyMap<string, FeatureMapFormat>, at: string): void {
  if (skip === undefined) {
    if (residual) fail(at, 'skip', 'expected the map that a residual layer adds { input, bits, signed, multiplier }, found nothing');
    return;
  }
  if (!residual) fail(at, 'residual', 'expected true, as the layer has a skip; correct it or remove the skip');
  const source = sourceMap('skip.input', skip.input, maps, at);
  const says = sourceText(skip.input);
  if (outputShape.some((size, i) => size !== source.shape[i])) {
    fail(at, 'skip.input', `expected a map of the output's shape ${shapeText(outputShape)}, found ${says} of ${shapeText(source.shape)}`);
  }
  if (skip.bits !== source.bits) fail(at, 'skip.bits', `expected ${source.bits}, the bits of ${says}, found ${skip.bits}`);
  if (skip.signed !== source.signed) fail(at, 'skip.signed', `expected ${source.signed}, the sign of ${says}, found ${skip.signed}`);
}

function sourceMap(field: string, name: string, maps: ReadonlyMap<string, FeatureMapFormat>, at: string): FeatureMapFormat {
  const source = maps.get(name);
  if (source === undefined) fail(at, field, `found "${name}", expected "input" or the name of an earlier layer (${[...maps.keys()].slice(1).join(', ') || 'there is none'})`);
  if (source.raw) fail(at, field, `"${name}" gives raw 32-bit results, which only the network's output can be; give that layer an output of kind "codes"`);
  return source;
}

function sourceText(name: string): string {
  return name === 'input' ? 'the network input' : `layer "${name}"`;
}

function formError(raw: unknown, error: z.ZodError, place: string): InputError {
  return schemaError(place, raw, error, (path) => {
    if (path[0] !== 'layers' || typeof path[1] !== 'number') return joinPath(path);
    const name = (raw as { layers: { name?: unknown }[] }).layers[path[1]]?.name;
    const layer = typeof name === 'string' ? `layer "${name}"` : `layers[${path[1]}]`;
    return path.length === 2 ? layer : `${layer}, ${joinPath(path.slice(2))}`;
  });
}
