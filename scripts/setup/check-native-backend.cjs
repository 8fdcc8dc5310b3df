/** `node check-native-backend.cjs ROOT` prints TensorFlow's version if ROOT's tfjs-node computes a convolution and its two gradients rightly here, else ends with status 1 and a reason. */
const { createRequire } = require('node:module');
const util = require('node:util');
// tfjs-node 4.22 calls what Node 23 took away.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
try {
  const tf = createRequire(`${process.argv[2]}/`)('@tensorflow/tfjs-node');
  const x = tf.ones([1, 3, 3, 1]);
  const w = tf.fill([2, 2, 1, 1], 2);
  const [dx, dw] = tf.grads((image, filter) => tf.conv2d(image, filter, 1, 'valid').square().sum())([x, w]);
  // Each output is 8, so dL/dy = 16; the middle pixel is read by four windows of weight 2, each tap reads four pixels.
  const found = [dx.dataSync()[4], dw.dataSync()[0]];
  if (found.join() !== '128,64') throw new Error(`gradients of a convolution are ${found.join(' and ')}, expected 128 and 64`);
  process.stdout.write(tf.backend().binding.TF_Version);
} catch (error) {
  process.stderr.write(`${error.message.split('\n')[0]}\n`);
  process.exitCode = 1;
}
