import * as tf from '@tensorflow/tfjs';

/**
 * The two gradients of a depthwise convolution, which the wasm backend of TensorFlow.js 4.22 lacks, as kernels made of its forward operations:
 *
 *   dX = depthwise(pad(dilate(dY)), reverse(W, [0, 1]))
 *   dW[tap] = sum over images and pixels of X[stride * pixel + tap] * dY[pixel]
 *
 * Only `valid` convolutions in NHWC with one output channel per input channel are served, as `convolution-gradients.ts`.
 */
export function registerDepthwiseGradients(backendName: string): void {
  registerWhereMissing('DepthwiseConv2dNativeBackpropInput', backendName, ({ inputs, attrs }) => {
    const { strides, shape } = readAttributes('DepthwiseConv2dNativeBackpropInput', attrs, 'inputShape');
    return depthwiseInputGradient(inputs['dy'] as tf.Tensor4D, inputs['filter'] as tf.Tensor4D, shape, strides);
  });
  registerWhereMissing('DepthwiseConv2dNativeBackpropFilter', backendName, ({ inputs, attrs }) => {
    const { strides, shape } = readAttributes('DepthwiseConv2dNativeBackpropFilter', attrs, 'filterShape');
    return depthwiseFilterGradient(inputs['x'] as tf.Tensor4D, inputs['dy'] as tf.Tensor4D, shape, strides);
  });
}

type Shape4D = [number, number, number, number];
type Strides = [number, number];

/** dL/dX. dY [n,oh,ow,c], W [kh,kw,c,1], X [n,h,w,c]. */
function depthwiseInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, [count, height, width, channels]: Shape4D, strides: Strides): tf.Tensor4D {
  return tf.tidy(() => {
    const [kernelHeight, kernelWidth] = filter.shape;
    const dilated = dilate(dy, strides);
    // Rows that no window reaches get zeros, as do those that the dilation has put behind the last one; what sticks out is cut off.
    const [below, right] = [height - dilated.shape[1], width - dilated.shape[2]];
    const padded = tf.pad(dilated, [[0, 0], [kernelHeight - 1, Math.max(0, below)], [kernelWidth - 1, Math.max(0, right)], [0, 0]]);
    const size: Shape4D = [count, height + kernelHeight - 1, width + kernelWidth - 1, channels];
    const fitting = below < 0 || right < 0 ? tf.slice(padded, [0, 0, 0, 0], size) : padded;
    return tf.depthwiseConv2d(fitting, tf.reverse(filter, [0, 1]), 1, 'valid');
  });
}

/** dL/dW, [kh,kw,c,1]. */
function depthwiseFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, [kernelHeight, kernelWidth, channels]: Shape4D, [strideY, strideX]: Strides): tf.Tensor4D {
  return tf.tidy(() => {
    const [, height, width] = dy.shape;
    const ones = tf.ones([1, dy.size / channels]) as tf.Tensor2D;
    const taps: tf.Tensor[] = [];
    for (let row = 0; row < kernelHeight; row++) {
      for (let column = 0; column < kernelWidth; column++) {
        const end = [row + (height - 1) * strideY + 1, column + (width - 1) * strideX + 1] as const;
        const seen = tf.stridedSlice(x, [0, row, column, 0], [x.shape[0], ...end, channels], [1, strideY, strideX, 1]);
        taps.push(tf.matMul(ones, tf.reshape(tf.mul(seen, dy), [-1, channels])));
      }
    }
    return tf.reshape(tf.concat(taps, 0), [kernelHeight, kernelWidth, channels, 1]);
  });
}

/** Zeros between pixels: [n,h,w,c] -> [n,h*sy,w*sx,c], in steps of rank 4 or less. */
function dilate(dy: tf.Tensor4D, [strideY, strideX]: Strides): tf.Tensor4D {
  if (strideY === 1 && strideX === 1) return dy;
  const [count, height, width, channels] = dy.shape;
  const columns = tf.pad(tf.reshape(dy, [count * height * width, 1, channels]), [[0, 0], [0, strideX - 1], [0, 0]]);
  const rows = tf.pad(tf.reshape(columns, [count * height, 1, width * strideX * channels]), [[0, 0], [0, strideY - 1], [0, 0]]);
  return tf.reshape(rows, [count, height * strideY, width * strideX, channels]);
}

function readAttributes(kernel: string, attrs: tf.NamedAttrMap | undefined, shapeName: 'inputShape' | 'filterShape'): { strides: Strides; shape: Shape4D } {
  const { strides, pad, dilations, [shapeName]: shape } = attrs as Record<string, unknown>;
  const apart = [dilations].flat().some((value) => value !== undefined && value !== 1);
  const several = shapeName === 'filterShape' && (shape as Shape4D)[3] !== 1;
  if (pad !== 'valid' || apart || several) {
    throw new Error(`${kernel}: padding ${String(pad)}, dilation ${String(dilations)}; only 'valid' without dilation and with one output channel per input channel is served: pad explicitly.`);
  }
  return { strides: (typeof strides === 'number' ? [strides, strides] : strides) as Strides, shape: shape as Shape4D };
}

function registerWhereMissing(kernelName: string, backendName: string, kernelFunc: tf.KernelFunc): void {
  if (!tf.getKernel(kernelName, backendName)) tf.registerKernel({ kernelName, backendName, kernelFunc });
}
