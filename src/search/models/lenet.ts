import type { MapShape } from '../../network/network.js';
import { halfPadding, noPadding } from '../../network/shapes/layer-shapes.js';
import type { ConvolutionLayer, Model, PoolLayer } from './model.js';

/**
 * LeNet-5 (LeCun et al., Proceedings of the IEEE 86, 1998) with batch norm and clipped activations; layers named as in the paper, subsampling is
 * average pooling. Images below 32 x 32, MNIST's of 28 x 28 among them, get a border of two zeros, as the paper's images had.
 */
export function lenet5(inputShape: MapShape, classes: number): Model {
  const border = Math.min(inputShape[0], inputShape[1]) < 32 ? halfPadding([5, 5]) : noPadding;
  return {
    name: 'lenet5',
    inputShape,
    layers: [
      convolution('C1', 'input', 6, border),
      subsampling('S2', 'C1'),
      convolution('C3', 'S2', 16, noPadding),
      subsampling('S4', 'C3'),
      { kind: 'dense', name: 'C5', input: 'S4', units: 120 },
      { kind: 'dense', name: 'F6', input: 'C5', units: 84 },
      { kind: 'dense', name: 'output', input: 'F6', units: classes },
    ],
  };
}

function convolution(name: string, input: string, channels: number, padding: ConvolutionLayer['padding']): ConvolutionLayer {
  return { kind: 'convolution', name, input, channels, kernel: [5, 5], stride: [1, 1], padding };
}

function subsampling(name: string, input: string): PoolLayer {
  return { kind: 'averagepool', name, input, kernel: [2, 2], stride: [2, 2], padding: noPadding };
}
