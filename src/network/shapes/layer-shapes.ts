import type { LayerShape, MapShape } from '../network.js';
import { windowOutput } from '../window.js';

export type Padding = LayerShape['padding'];

export const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/** Half a kernel, (kernel - 1) / 2, on every side: the padding of ResNets and of PyTorch's examples. For odd kernels. */
export function halfPadding([height, width]: readonly [number, number]): Padding {
  const [vertical, horizontal] = [(height - 1) / 2, (width - 1) / 2];
  return { top: vertical, bottom: vertical, left: horizontal, right: horizontal };
}

/** TensorFlow's `SAME`: as many zeros as make the output input / stride, rounded up; an odd one lies below or on the right. */
export function samePadding([inputHeight, inputWidth]: MapShape, kernel: readonly [number, number], stride: readonly [number, number]): Padding {
  const zeros = (size: number, taps: number, step: number): number => Math.max(0, (Math.ceil(size / step) - 1) * step + taps - size);
  const [vertical, horizontal] = [zeros(inputHeight, kernel[0], stride[0]), zeros(inputWidth, kernel[1], stride[1])];
  const [top, left] = [Math.floor(vertical / 2), Math.floor(horizontal / 2)];
  return { top, bottom: vertical - top, left, right: horizontal - left };
}

export interface ConvolutionWindow {
  readonly kernel: readonly [number, number];
  /** Absent: [1, 1]. */
  readonly stride?: readonly [number, number];
  /** Absent: none. */
  readonly padding?: Padding;
}

export function convolution(name: string, inputShape: MapShape, channels: number, { kernel, stride = [1, 1], padding = noPadding }: ConvolutionWindow): LayerShape {
  const [height, width] = windowOutput({ inputShape, kernel, stride, padding });
  return { name, kind: 'convolution', inputShape, outputShape: [height, width, channels], kernel, stride, padding };
}

/** As many groups, and output channels, as input channels. */
export function depthwise(name: string, inputShape: MapShape, window: ConvolutionWindow): LayerShape {
  return { ...convolution(name, inputShape, inputShape[2], window), groups: inputShape[2] };
}

/** A 1 x 1 convolution. */
export function pointwise(name: string, inputShape: MapShape, channels: number): LayerShape {
  return convolution(name, inputShape, channels, { kernel: [1, 1] });
}

export function maxpool(name: string, inputShape: MapShape, window: ConvolutionWindow): LayerShape {
  return { ...convolution(name, inputShape, inputShape[2], window), kind: 'maxpool' };
}

export function dense(name: string, inputShape: MapShape, outputs: number): LayerShape {
  return { ...convolution(name, inputShape, outputs, { kernel: [inputShape[0], inputShape[1]] }), kind: 'dense' };
}
