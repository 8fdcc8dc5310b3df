import type { MapShape } from '../../network/network.js';
import type { ConvolutionLayer, Model } from './model.js';

/**
 * A small network for small images (16 x 16 and 28 x 28): three 3 x 3 convolutions with 16, 32 and 32 channels and one dense layer.
 * Strides of two in place of pooling. The first layer halves the map because its 8-bit pixels cost the accelerator 64 plane pairs per
 * tile; the second keeps it, so that the layers whose bits are searched hold most of the cycles.
 */
export function digits(inputShape: MapShape, classes: number): Model {
  return {
    name: 'digits',
    inputShape,
    layers: [
      convolution('conv1', 'input', 16, 2),
      convolution('conv2', 'conv1', 32, 1),
      convolution('conv3', 'conv2', 32, 2),
      { kind: 'dense', name: 'dense', input: 'conv3', units: classes },
    ],
  };
}

function convolution(name: string, input: string, channels: number, stride: number): ConvolutionLayer {
  return { kind: 'convolution', name, input, channels, kernel: [3, 3], stride: [stride, stride], padding: { top: 1, bottom: 1, left: 1, right: 1 } };
}
