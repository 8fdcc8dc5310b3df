import type { LayerShape } from './network.js';

/** What places a layer's window on its input. */
export type Window = Pick<LayerShape, 'inputShape' | 'kernel' | 'stride' | 'padding' | 'dilation'>;

/** Pixels from the first to the last tap of `kernel` taps that lie `dilation` apart, both included. */
export function windowExtent(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/** [height, width] of a layer's output; below 1 where the window is larger than the padded input. */
export function windowOutput({ inputShape, kernel, stride, padding, dilation = [1, 1] }: Window): readonly [number, number] {
  const steps = (axis: 0 | 1, before: number, after: number): number =>
    Math.floor((inputShape[axis] + before + after - windowExtent(kernel[axis], dilation[axis])) / stride[axis]) + 1;
  return [steps(0, padding.top, padding.bottom), steps(1, padding.left, padding.right)];
}
