import * as tf from '@tensorflow/tfjs';

/** `upstream` where x > 0, else 0: how a gradient passes what was cut off. Both of one shape. In one pass where the backend has it (`native-kernels.ts`). */
export function gate(upstream: tf.Tensor, x: tf.Tensor): tf.Tensor {
  if (tf.getKernel('Gate', tf.getBackend()) === undefined) return tf.tidy(() => tf.mul(upstream, tf.step(x)));
  return tf.engine().runKernel('Gate', { dy: upstream, x }) as tf.Tensor;
}

/** `upstream` where x < bound, else 0, for an upstream that is 0 already where x < 0. (x = bound passes in the backend's own pass.) */
export function gateBelow(upstream: tf.Tensor, x: tf.Tensor, bound: number): tf.Tensor {
  if (tf.getKernel('GateWithin', tf.getBackend()) === undefined) return tf.tidy(() => gate(upstream, tf.sub(bound, x)));
  return tf.engine().runKernel('GateWithin', { dy: upstream, x }, { bound }) as tf.Tensor;
}
