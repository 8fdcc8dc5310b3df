import type { PlacedShape } from '../../network/lowering/map-graph.js';
import type { LayerShape, MapShape } from '../../network/network.js';
import { windowOutput } from '../../network/window.js';

/**
 * A network to be searched, as data: the training graph (src/search/graph) and the hardware's shapes (`layerShapes`) both derive from it.
 * Layers are in execution order and name the maps that they read, so a chain is the case where each names the layer before it.
 *
 * The last layer is dense and gives one raw logit per class. After every other convolution and dense layer follow batch norm, the
 * addition of `skip` where there is one, and a clipped activation. Pools have none of these: a maxpool hands on codes of its input, an
 * averagepool quantizes the mean.
 */
export interface Model {
  readonly name: string;
  /** [height, width, channels] of the unsigned 8-bit input image. */
  readonly inputShape: MapShape;
  readonly layers: readonly ModelLayer[];
}

export type ModelLayer = ConvolutionLayer | DenseLayer | PoolLayer;

export interface ConvolutionLayer {
  readonly kind: 'convolution';
  readonly name: string;
  /** Name of an earlier layer, or `input`. */
  readonly input: string;
  readonly channels: number;
  /** [height, width] */
  readonly kernel: readonly [number, number];
  /** [vertical, horizontal] */
  readonly stride: readonly [number, number];
  /** Rows and columns of zeros, explicit so that no two readers can differ on what `same` means. */
  readonly padding: LayerShape['padding'];
  /** Groups of channels, as `LayerShape.groups`: as many as input channels for a depthwise convolution. Absent: 1. */
  readonly groups?: number;
  /** Name of an earlier map of the output's shape that is added before the activation. */
  readonly skip?: string;
  /**
   * Whether the activation is linear within its clip, -clip/2..clip/2, in place of a clipped ReLU, 0..clip: what a projection shortcut has.
   * Its map may only be read as a skip, because its code 0 is not the value 0 of a padded pixel.
   */
  readonly centred?: true;
}

export interface DenseLayer {
  readonly kind: 'dense';
  readonly name: string;
  readonly input: string;
  readonly units: number;
}

export interface PoolLayer {
  readonly kind: 'maxpool' | 'averagepool';
  readonly name: string;
  readonly input: string;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: LayerShape['padding'];
}

/** Shapes of all layers as the hardware sees them, in order. Throws an Error where a layer reads a map that is not there yet or that it can't read. */
export function layerShapes(model: Model): LayerShape[] {
  const maps = new Map<string, MapShape>([['input', model.inputShape]]);
  const centred = new Set<string>();
  return model.layers.map((layer) => {
    const fail = (what: string): never => {
      throw new Error(`Model ${model.name}, layer ${layer.name}: ${what}.`);
    };
    const inputShape = maps.get(layer.input) ?? fail(`its input "${layer.input}" is not an earlier layer`);
    if (centred.has(layer.input)) fail(`its input "${layer.input}" is centred and can only be a skip`);
    const shape = shapeOf(layer, inputShape);
    const skip = skipOf(layer);
    if (skip !== undefined) {
      const added = maps.get(skip) ?? fail(`its skip "${skip}" is not an earlier layer`);
      if (added.some((size, axis) => size !== shape.outputShape[axis])) fail(`its skip "${skip}" is ${added.join(' x ')}, its output ${shape.outputShape.join(' x ')}`);
    }
    maps.set(layer.name, shape.outputShape);
    if (isCentred(layer)) centred.add(layer.name);
    return shape;
  });
}

/** The shapes with the edges between them, so that a cost table knows which maps wait for which layers. */
export function placedLayers(model: Model): PlacedShape[] {
  const shapes = layerShapes(model);
  return model.layers.map((layer, index): PlacedShape => {
    const skip = skipOf(layer);
    return { ...shapes[index]!, input: layer.input, ...(skip !== undefined && { skip: { input: skip } }) };
  });
}

/** The layer that gives the logits. */
export function lastLayer(model: Model): ModelLayer {
  return model.layers.at(-1)!;
}

/** Whether a layer has weights, and with them batch norm (or, as the last layer, scale and bias). Pools have none. */
export function hasWeights(layer: ModelLayer): layer is ConvolutionLayer | DenseLayer {
  return layer.kind === 'convolution' || layer.kind === 'dense';
}

/** Whether a layer has groups of channels, and so weights on a grid with a zero for the channels of other groups. */
export function isGrouped(layer: ModelLayer): boolean {
  return layer.kind === 'convolution' && (layer.groups ?? 1) > 1;
}

/** Name of the map that a layer adds, if any. */
export function skipOf(layer: ModelLayer): string | undefined {
  return layer.kind === 'convolution' ? layer.skip : undefined;
}

/** Whether a layer's activation is linear within its clip, see `ConvolutionLayer.centred`. */
export function isCentred(layer: ModelLayer): boolean {
  return layer.kind === 'convolution' && layer.centred === true;
}

const noPadding = { top: 0, bottom: 0, left: 0, right: 0 };

function shapeOf(layer: ModelLayer, inputShape: MapShape): LayerShape {
  const { name, kind } = layer;
  if (kind === 'dense') {
    return { name, kind, inputShape, outputShape: [1, 1, layer.units], kernel: [inputShape[0], inputShape[1]], stride: [1, 1], padding: noPadding };
  }
  const { kernel, stride, padding } = layer;
  const [height, width] = windowOutput({ inputShape, kernel, stride, padding });
  if (kind !== 'convolution') return { name, kind, inputShape, outputShape: [height, width, inputShape[2]], kernel, stride, padding };
  return {
    name, kind, inputShape, outputShape: [height, width, layer.channels], kernel, stride, padding,
    ...(isGrouped(layer) && { groups: layer.groups }),
    ...(layer.skip !== undefined && { residual: true }),
  };
}
