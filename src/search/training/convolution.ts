import * as tf from '@tensorflow/tfjs';
import type { LayerShape } from '../../network/network.js';

/**
 * Convolution of [n,h,w,in] with [kh,kw,in,out], or for `dense` the whole map times [kh,kw,in,out] to [n,1,1,out]. Padding is an
 * operation of its own before a `valid` convolution, so what is added where is the same here, in the reference and in hardware.
 */
export function convolve(x: tf.Tensor4D, weights: tf.Tensor4D, { kind, kernel, stride, padding, outputShape }: LayerShape): tf.Tensor4D {
  if (kind === 'dense') {
    const inputs = kernel[0] * kernel[1] * x.shape[3];
    const product = tf.matMul(tf.reshape(x, [-1, inputs]), tf.reshape(weights, [inputs, outputShape[2]]));
    return tf.reshape(product, [-1, 1, 1, outputShape[2]]);
  }
  const { top, bottom, left, right } = padding;
  const padded = top + bottom + left + right === 0 ? x : tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
  return tf.conv2d(padded, weights, [...stride], 'valid');
}
