import * as tf from '@tensorflow/tfjs';

/**
 * The two gradients of a convolution, as compositions of forward convolutions, registered as kernels of a backend. With stride 1:
 *
 *   dX = conv2d(pad(dY), transpose(reverse(W, [0, 1]), [0, 1, 3, 2]))
 *   dW = transpose(conv2d(transpose(X, [3, 1, 2, 0]), transpose(dY, [1, 2, 0, 3])), [1, 2, 0, 3])
 *
 * A convolution with stride s is one with stride 1 of the map whose s x s blocks of pixels became channels (space to depth), so the
 * gradients of strided ones are taken there: for 3 x 3 and stride 2 with 16 taps where 9 count, against 36 when dY is dilated with zeros.
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
function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, inputShape: Shape4D, strides: Strides): tf.Tensor4D {
  return tf.tidy(() => {
    const blocks = blocksOf(inputShape, strides);
    const blockFilter = filterToDepth(filter, strides);
    const [kernelHeight, kernelWidth] = blockFilter.shape;
    // Rows and columns of X beyond the last kernel position receive zeros: the padding after is larger by what the stride left over.
    const padded = tf.pad(dy, [
      [0, 0],
      [kernelHeight - 1, blocks[1] - dy.shape[1]],
      [kernelWidth - 1, blocks[2] - dy.shape[2]],
      [0, 0],
    ]);
    const turned = tf.transpose(tf.reverse(blockFilter, [0, 1]), [0, 1, 3, 2]);
    return fit(depthToSpace(tf.conv2d(padded, turned, 1, 'valid'), strides), inputShape);
  });
}

/** dL/dW of Y = conv2d(X, W, strides, 'valid'). Shapes as in `inputGradient`. */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D, strides: Strides): tf.Tensor4D {
  return tf.tidy(() => {
    const [kernelHeight, kernelWidth, inputs, outputs] = filterShape;
    const kernel = [Math.ceil(kernelHeight / strides[0]), Math.ceil(kernelWidth / strides[1])] as const;
    // Exactly the rows and columns that kernel positions read: then the result has exactly the filter's height and width.
    const blockRows = dy.shape[1] + kernel[0] - 1;
    const blockColumns = dy.shape[2] + kernel[1] - 1;
    const read = fit(x, [x.shape[0], blockRows * strides[0], blockColumns * strides[1], inputs]);
    const blocks = spaceToDepth(read, strides);
    const gradient = tf.conv2d(tf.transpose(blocks, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, 'valid');
    return filterToSpace(tf.transpose(gradient, [1, 2, 0, 3]), [kernelHeight, kernelWidth, inputs, outputs], strides);
  });
}

// Blocks of sy x sx pixels as channels, in the order [row in block][column in block][channel]. Only reshapes and one transposition of rank 4.

/** [n,h,w,c] -> [n,h/sy,w/sx,sy*sx*c]; h and w are multiples of the strides. */
function spaceToDepth(x: tf.Tensor4D, [strideY, strideX]: Strides): tf.Tensor4D {
  if (strideY === 1 && strideX === 1) return x;
  const [count, height, width, channels] = x.shape;
  const rows = tf.reshape(x, [(count * height) / strideY, strideY, width / strideX, strideX * channels]);
  return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [count, height / strideY, width / strideX, strideY * strideX * channels]);
}

/** The inverse. */
function depthToSpace(x: tf.Tensor4D, [strideY, strideX]: Strides): tf.Tensor4D {
  if (strideY === 1 && strideX === 1) return x;
  const [count, height, width, depth] = x.shape;
  const rows = tf.reshape(x, [count * height, width, strideY, depth / strideY]);
  return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [count, height * strideY, width * strideX, depth / (strideY * strideX)]);
}

/** [kh,kw,in,out] -> [ceil(kh/sy),ceil(kw/sx),sy*sx*in,out], zeros where a block reaches beyond the kernel. A filter is one map of in*out channels. */
function filterToDepth(filter: tf.Tensor4D, strides: Strides): tf.Tensor4D {
  const [height, width, inputs, outputs] = filter.shape;
  const map: tf.Tensor4D = tf.reshape(filter, [1, height, width, inputs * outputs]);
  const blocks = spaceToDepth(fit(map, blocksOf(map.shape, strides, true)), strides);
  return tf.reshape(blocks, [blocks.shape[1], blocks.shape[2], -1, outputs]);
}

/** The inverse. */
function filterToSpace(blocks: tf.Tensor4D, [height, width, inputs, outputs]: Shape4D, strides: Strides): tf.Tensor4D {
  const map: tf.Tensor4D = tf.reshape(blocks, [1, blocks.shape[0], blocks.shape[1], blocks.shape[2] * outputs]);
  return tf.reshape(fit(depthToSpace(map, strides), [1, height, width, inputs * outputs]), [height, width, inputs, outputs]);
}

/** The shape after `spaceToDepth`, or before it with `inPixels`, of a map padded to whole blocks. */
function blocksOf([count, height, width, channels]: Shape4D, [strideY, strideX]: Strides, inPixels = false): Shape4D {
  const [rows, columns] = [Math.ceil(height / strideY), Math.ceil(width / strideX)];
  return inPixels ? [count, rows * strideY, columns * strideX, channels] : [count, rows, columns, strideY * strideX * channels];
}

/** Cuts rows and columns off the end, or adds zeros there. The same tensor where nothing is to do: slices are slow on this backend. */
function fit(x: tf.Tensor4D, [count, height, width, channels]: Shape4D): tf.Tensor4D {
  const [rows, columns] = [Math.min(height, x.shape[1]), Math.min(width, x.shape[2])];
  const cut = rows < x.shape[1] || columns < x.shape[2] ? tf.slice(x, [0, 0, 0, 0], [count, rows, columns, channels]) : x;
  return rows < height || columns < width ? tf.pad(cut, [[0, 0], [0, height - rows], [0, width - columns], [0, 0]]) : cut;
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
