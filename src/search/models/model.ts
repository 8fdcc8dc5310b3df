import type { LayerShape, MapShape } from '../../network/network.js';

/**
 * A network to be searched, as data: the training graph (src/search/graph) and the hardware's shapes (`layerShapes`) both derive from it.
 * Layers are in execution order and name the map that they read, so a chain is the case where each names the layer before it.
 * The last layer is dense and gives one raw logit per class; after every other layer follow batch norm and a clipped activation.
 */
export interface Model {
  readonly name: string;
  /** [height, width, channels] of the unsigned 8-bit input image. */
  readonly inputShape: MapShape;
  readonly layers: readonly ModelLayer[];
}

export type ModelLayer = ConvolutionLayer | DenseLayer;

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
}

export interface DenseLayer {
  readonly kind: 'dense';
  readonly name: string;
  readonly input: string;
  readonly units: number;
}

/** Shapes of all layers as the hardware sees them, in order. Throws an Error when a layer reads a map that is not there yet. */
export function layerShapes(model: Model): LayerShape[] {
  const maps = new Map<string, MapShape>([['input', model.inputShape]]);
  return model.layers.map((layer) => {
    const inputShape = maps.get(layer.input);
    if (!inputShape) throw new Error(`Model ${model.name}, layer ${layer.name}: its input "${layer.input}" is not an earlier layer.`);
    const shape = layer.kind === 'dense' ? denseShape(layer, inputShape) : convolutionShape(layer, inputShape);
    maps.set(layer.name, shape.outputShape);
    return shape;
  });
}

/** The layer that gives the logits. */
export function lastLayer(model: Model): ModelLayer {
  return model.layers.at(-1)!;
}

function denseShape({ name, units }: DenseLayer, inputShape: MapShape): LayerShape {
  return {
    name,
    kind: 'dense',
    inputShape,
    outputShape: [1, 1, units],
    kernel: [inputShape[0], inputShape[1]],
    stride: [1, 1],
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
}

function convolutionShape({ name, channels, kernel, stride, padding }: ConvolutionLayer, inputShape: MapShape): LayerShape {
  const height = Math.floor((inputShape[0] + padding.top + padding.bottom - kernel[0]) / stride[0]) + 1;
  const width = Math.floor((inputShape[1] + padding.left + padding.right - kernel[1]) / stride[1]) + 1;
  return { name, kind: 'convolution', inputShape, outputShape: [height, width, channels], kernel, stride, padding };
}
