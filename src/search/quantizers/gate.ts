import * as tf from '@tensorflow/tfjs';

/** `upstream` where x > 0, else 0: how a gradient passes what was cut off. Both of one shape. In one pass where the backend has it (`native-kernels.ts`). */
export function gate(upstream: tf.Tensor, x: tf.Tensor): tf.Tensor {
  if (tf.getKernel('Gate', tf.getBackend()) === undefined) return tf.tidy(() => tf.mul(upstream, tf.step(x)));
  return tf.engine().runKernel('Gate', { dy: upstream, x }) as tf.Tensor;
}
