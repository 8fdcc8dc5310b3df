import * as tf from '@tensorflow/tfjs';
import type { LayerShape } from '../../network/network.js';
import { convolve } from '../training/convolution.js';

// Padding is an operation of its own before `valid` windows, so what is added where is the same here, in the reference and in hardware.

/** Sums of a layer with weights: [n,h,w,in] with [kh,kw,in/groups,out] to [n,oh,ow,out]. Output channels of a group see its input channels only. */
export function layerSums(x: tf.Tensor4D, weights: tf.Tensor4D, shape: LayerShape): tf.Tensor4D {
  const groups = shape.groups ?? 1;
  const [inputs, outputs] = [shape.inputShape[2], shape.outputShape[2]];
  if (groups === 1) return convolve(x, weights, shape);
  if (groups === inputs && outputs === inputs) {
    const filter = tf.reshape(weights, [...shape.kernel, inputs, 1]) as tf.Tensor4D;
    return tf.depthwiseConv2d(pad(x, shape.padding), filter, [...shape.stride], 'valid');
  }
  const [maps, filters] = [tf.split<tf.Tensor4D>(x, groups, 3), tf.split<tf.Tensor4D>(weights, groups, 3)];
  const ofGroup: LayerShape = { ...shape, groups: 1, inputShape: [shape.inputShape[0], shape.inputShape[1], inputs / groups], outputShape: [shape.outputShape[0], shape.outputShape[1], outputs / groups] };
  return tf.concat(maps.map((map, group) => convolve(map, filters[group]!, ofGroup)), 3);
}

/** The largest value or the mean of each channel in each window. Padding counts as zeros: a map has no negative values where it is padded. */
export function pooled(x: tf.Tensor4D, { kind, kernel, stride, padding }: LayerShape): tf.Tensor4D {
  const pool = kind === 'maxpool' ? tf.maxPool<tf.Tensor4D> : tf.avgPool<tf.Tensor4D>;
  return pool(pad(x, padding), [...kernel], [...stride], 'valid');
}

function pad(x: tf.Tensor4D, { top, bottom, left, right }: LayerShape['padding']): tf.Tensor4D {
  return top + bottom + left + right === 0 ? x : tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
}
