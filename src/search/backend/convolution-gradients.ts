import * as tf from '@tensorflow/tfjs';

/**
 * The two gradients of a convolution, as compositions of forward convolutions, registered as kernels of a backend.
 *
 *   dX = conv2d(pad(dilate(dY)), transpose(reverse(W, [0, 1]), [0, 1, 3, 2]))
 *   dW = transpose(conv2d(transpose(X, [3, 1, 2, 0]), transpose(dilate(dY), [1, 2, 0, 3])), [1, 2, 0, 3])
 *
 * The wasm backend of TensorFlow.js 4.22 has no `Conv2DBackpropFilter` (tfjs issue 8474), and its `Conv2DBackpropInput` runs ten
 * times slower than its forward convolution. Only `valid` convolutions in NHWC are served: this project pads explicitly, and the
 * kernels refuse everything else.
 */
export function registerConvolutionGradients(backendName: string): void {
  replaceKernel('Conv2DBackpropFilter', backendName, ({ inputs, attrs }) => {
    const { strides, filterShape } = readAttributes('Conv2DBackpropFilter', attrs);
    return filterGradient(inputs['x'] as tf.Tensor4D, inputs['dy'] as tf.Tensor4D, filterShape as Shape4D, strides);
  });
  replaceKernel('Conv2DBackpropInput', backendName, ({ inputs, attrs }) => {
    const { strides, inputShape } = readAttributes('Conv2DBackpropInput', attrs);
    return inputGradient(inputs['dy'] as tf.Tensor4D, inputs['filter'] as tf.Tensor4D, inputShape as Shape4D, strides);
  });
}

type Shape4D = [number, number, number, number];
type Strides = [number, number];

/** dL/dX of Y = conv2d(X, W, strides, 'valid'). X [n,h,w,in], W [kh,kw,in,out], dY [n,oh,ow,out]. */
export function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, inputShape: Shape4D, strides: Strides): tf.Tensor4D {
  return tf.tidy(() => {
    const [kernelHeight, kernelWidth] = filter.shape;
    const roomy = inputShape[1] >= dy.shape[1] * strides[0] && inputShape[2] >= dy.shape[2] * strides[1];
    const dilated = roomy ? dilateWithTail(dy, strides) : dilate(dy, strides);
    // Rows and columns of X beyond the last kernel position receive zeros: the padding after is larger by what the stride left over.
    const padded = tf.pad(dilated, [
      [0, 0],
      [kernelHeight - 1, inputShape[1] - dilated.shape[1]],
      [kernelWidth - 1, inputShape[2] - dilated.shape[2]],
      [0, 0],
    ]);
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(padded, turned, 1, 'valid');
  });
}

/** dL/dW of Y = conv2d(X, W, strides, 'valid'). Shapes as in `inputGradient`. */
export function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D, strides: Strides): tf.Tensor4D {
  return tf.tidy(() => {
    const fits = (tail: Strides): boolean => [0, 1].every((axis) => x.shape[axis + 1] === (dy.shape[axis + 1]! - 1) * strides[axis]! + filterShape[axis]! + tail[axis]!);
    let read = x;
    let dilated: tf.Tensor4D;
    if (fits([strides[0] - 1, strides[1] - 1])) {
      // The rows that the last kernel position leaves over meet the zeros at the end of the dilated map: no slices, which are slow.
      dilated = dilateWithTail(dy, strides);
    } else {
      dilated = dilate(dy, strides);
      // Without the rows and columns that no kernel position reads, the result has exactly the filter's height and width.
      if (!fits([0, 0])) read = tf.slice(x, [0, 0, 0, 0], [-1, dilated.shape[1] + filterShape[0] - 1, dilated.shape[2] + filterShape[1] - 1, -1]);
    }
    const gradient = tf.conv2d(tf.transpose(read, [3, 1, 2, 0]), tf.transpose(dilated, [1, 2, 0, 3]), 1, 'valid');
    return tf.transpose(gradient, [1, 2, 0, 3]);
  });
}

/** Puts stride - 1 zeros between neighbours: [n,h,w,c] -> [n,(h-1)*sy+1,(w-1)*sx+1,c]. */
function dilate(x: tf.Tensor4D, strides: Strides): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  const whole = dilateWithTail(x, strides);
  const size: Shape4D = [count, (height - 1) * strides[0] + 1, (width - 1) * strides[1] + 1, channels];
  return whole.shape.join() === size.join() ? whole : tf.slice(whole, [0, 0, 0, 0], size);
}

/** Puts stride - 1 zeros after each element: [n,h,w,c] -> [n,h*sy,w*sx,c]. One pad over a reshaped map, no scatter. */
function dilateWithTail(x: tf.Tensor4D, [strideY, strideX]: Strides): tf.Tensor4D {
  if (strideY === 1 && strideX === 1) return x;
  const [count, height, width, channels] = x.shape;
  const spread = tf.pad(tf.reshape(x, [count * height, 1, width, channels]), [
    [0, 0],
    [0, strideY - 1],
    [0, 0],
    [0, (strideX - 1) * channels],
  ]);
  return tf.reshape(spread, [count, height * strideY, width * strideX, channels]);
}

interface Attributes {
  readonly strides: Strides;
  readonly filterShape?: Shape4D;
  readonly inputShape?: Shape4D;
}

function readAttributes(kernel: string, attrs: tf.NamedAttrMap | undefined): Attributes {
  const { strides, pad, dataFormat, filterShape, inputShape } = attrs as Record<string, unknown>;
  if (dataFormat !== 'NHWC' || pad !== 'valid') {
    throw new Error(`${kernel}: data format ${String(dataFormat)} with padding ${String(pad)}; only NHWC with 'valid' is served: pad explicitly.`);
  }
  const pair = typeof strides === 'number' ? [strides, strides] : strides;
  return { strides: pair as Strides, filterShape: filterShape as Shape4D, inputShape: inputShape as Shape4D };
}

function replaceKernel(kernelName: string, backendName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}
