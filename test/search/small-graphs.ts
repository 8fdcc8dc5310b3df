import type { ConvolutionLayer, Model, ModelLayer, PoolLayer } from '../../src/search/models/model.js';

const half = (size: number): ConvolutionLayer['padding'] => ({ top: (size - 1) / 2, bottom: (size - 1) / 2, left: (size - 1) / 2, right: (size - 1) / 2 });
const none = { top: 0, bottom: 0, left: 0, right: 0 };

function convolution(name: string, input: string, channels: number, size: number, step: number, more: Partial<ConvolutionLayer> = {}): ConvolutionLayer {
  return { kind: 'convolution', name, input, channels, kernel: [size, size], stride: [step, step], padding: half(size), ...more };
}

function pool(kind: PoolLayer['kind'], name: string, input: string, size: number, step: number, padding = none): PoolLayer {
  return { kind, name, input, kernel: [size, size], stride: [step, step], padding };
}

function model(name: string, layers: readonly ModelLayer[]): Model {
  const last = layers.at(-1)!;
  return { name, inputShape: [8, 8, 1], layers: [...layers, { kind: 'dense', name: 'logits', input: last.name, units: 4 }] };
}

/** One model per kind of graph, on images of 8 x 8 pixels, four classes. The last one does to the image what others do to maps. */
export const smallGraphs: readonly Model[] = [
  model('identity-shortcuts', [
    convolution('stem', 'input', 6, 3, 1),
    convolution('a1', 'stem', 5, 3, 1), convolution('a2', 'a1', 6, 3, 1, { skip: 'stem' }),
    convolution('b1', 'a2', 6, 3, 1), convolution('b2', 'b1', 6, 3, 1, { skip: 'a2' }),
    pool('averagepool', 'mean', 'b2', 8, 8),
  ]),
  model('projection-shortcut', [
    convolution('stem', 'input', 4, 3, 1),
    convolution('a1', 'stem', 8, 3, 2), convolution('shortcut', 'stem', 8, 1, 2, { centred: true }), convolution('a2', 'a1', 8, 3, 1, { skip: 'shortcut' }),
    pool('averagepool', 'mean', 'a2', 4, 4),
  ]),
  model('max-pooling', [
    convolution('stem', 'input', 6, 3, 1), pool('maxpool', 'most', 'stem', 3, 2, half(3)), convolution('conv', 'most', 6, 3, 1, { skip: 'most' }), pool('maxpool', 'top', 'conv', 2, 2),
  ]),
  model('average-pooling-and-hidden-dense', [
    convolution('stem', 'input', 5, 5, 1), pool('averagepool', 'thirds', 'stem', 3, 2, half(3)), convolution('conv', 'thirds', 8, 3, 1), pool('averagepool', 'halves', 'conv', 2, 2),
    { kind: 'dense', name: 'hidden', input: 'halves', units: 12 },
  ]),
  model('depthwise', [
    convolution('stem', 'input', 8, 3, 2),
    convolution('spread', 'stem', 8, 3, 1, { groups: 8 }), convolution('mix', 'spread', 12, 1, 1), convolution('down', 'mix', 12, 3, 2, { groups: 12 }), convolution('pairs', 'down', 12, 3, 1, { groups: 4 }),
  ]),
  model('image-as-a-map', [
    pool('maxpool', 'bright', 'input', 3, 1, half(3)), convolution('sharp', 'bright', 1, 3, 1, { skip: 'input' }), pool('averagepool', 'small', 'sharp', 2, 2), convolution('conv', 'small', 6, 3, 1),
  ]),
];
