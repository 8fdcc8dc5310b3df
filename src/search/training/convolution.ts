import * as tf from '@tensorflow/tfjs';
import type { LayerShape } from '../../network/network.js';

/**
 * Convolution of [n,h,w,in] with [kh,kw,in,out], or for `dense` the whole map times [kh,kw,in,out] to [n,1,1,out]. Padding is an
 * operation of its own before a `valid` convolution, so what is added where is the same here, in the reference and in hardware.
 */
export function convolve(x: tf.Tensor4D, weights: tf.Tensor4D, { kind, kernel, stride, padding, outputShape }: LayerShape): tf.Tensor4D {
  if (kind === 'dense') {
    const inputs = kernel[0] * kernel[1] * x.shape[3];
    const product = multiply(tf.reshape(x, [-1, inputs]), tf.reshape(weights, [inputs, outputShape[2]]));
    return tf.reshape(product, [-1, 1, 1, outputShape[2]]);
  }
  const { top, bottom, left, right } = padding;
  const padded = top + bottom + left + right === 0 ? x : tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
  return tf.conv2d(padded, weights, [...stride], 'valid');
}

/** Matrix product whose gradient transposes before it multiplies: the wasm backend's products of transposed operands are a plain loop. */
function multiply(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((left, right, save) => {
    (save as tf.GradSaveFunc)([left as tf.Tensor, right as tf.Tensor]);
    return {
      value: tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D),
      gradFunc: (dy, saved) => {
        const [savedLeft, savedRight] = saved as [tf.Tensor2D, tf.Tensor2D];
        const upstream = dy as tf.Tensor2D;
        return [tf.matMul(upstream, tf.transpose(savedRight)), tf.matMul(tf.transpose(savedLeft), upstream)];
      },
    };
  })(a, b) as tf.Tensor2D;
}
