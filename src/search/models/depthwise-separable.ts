import type { MapShape } from '../../network/network.js';
import { noPadding, samePadding } from '../../network/shapes/layer-shapes.js';
import { mobilenetBlocks } from '../../network/shapes/mobilenet.js';
import { windowOutput } from '../../network/window.js';
import type { Model, ModelLayer } from './model.js';

/**
 * DS-CNN of MLPerf Tiny keyword spotting (Zhang et al., arXiv 1711.07128) for maps of any size, 49 x 10 x 1 in the benchmark, whose average pooling
 * takes half of the input's rows and columns, 24 x 5 there. `width`: channels of all layers, 64 when absent.
 */
export function dsCnn(inputShape: MapShape, classes: number, width = 64): Model {
  const blocks = Array.from({ length: 4 }, () => [1, width] as const);
  const { layers, map } = separableLayers(inputShape, { kernel: [10, 4], channels: width }, blocks);
  const window = [Math.floor(inputShape[0] / 2), Math.floor(inputShape[1] / 2)] as const;
  return { name: 'ds-cnn', inputShape, layers: [...layers, average(map.name, window), { kind: 'dense', name: 'dense', input: 'avgpool', units: classes }] };
}

/** MobileNetV1 (Howard et al., arXiv 1704.04861), of MLPerf Tiny visual wake words at `width` 8, the channels of its first convolution. */
export function mobilenet(inputShape: MapShape, classes: number, width = 8): Model {
  const blocks = mobilenetBlocks.map(([stride, channels]) => [stride, (channels * width) / 32] as const);
  const { layers, map } = separableLayers(inputShape, { kernel: [3, 3], channels: width }, blocks);
  return { name: 'mobilenet', inputShape, layers: [...layers, average(map.name, map.size), { kind: 'dense', name: 'dense', input: 'avgpool', units: classes }] };
}

interface Separable {
  readonly layers: readonly ModelLayer[];
  /** The last map. */
  readonly map: { readonly name: string; readonly size: readonly [number, number] };
}

/** A convolution of stride 2, then blocks of a depthwise 3 x 3 and a 1 x 1 convolution; padded as TensorFlow's `SAME`. */
function separableLayers(
  inputShape: MapShape, stem: { readonly kernel: readonly [number, number]; readonly channels: number }, blocks: readonly (readonly [stride: number, channels: number])[],
): Separable {
  const layers: ModelLayer[] = [];
  let map = { name: 'input', shape: inputShape };
  const convolve = (name: string, channels: number, kernel: readonly [number, number], step: number, groups = 1): void => {
    const stride = [step, step] as const;
    const padding = samePadding(map.shape, kernel, stride);
    layers.push({ kind: 'convolution', name, input: map.name, channels, kernel, stride, padding, ...(groups > 1 && { groups }) });
    const [height, width] = windowOutput({ inputShape: map.shape, kernel, stride, padding });
    map = { name, shape: [height, width, channels] };
  };
  convolve('conv1', stem.channels, stem.kernel, 2);
  for (const [index, [step, channels]] of blocks.entries()) {
    convolve(`block${index + 1}.depthwise`, map.shape[2], [3, 3], step, map.shape[2]);
    convolve(`block${index + 1}.pointwise`, channels, [1, 1], 1);
  }
  return { layers, map: { name: map.name, size: [map.shape[0], map.shape[1]] } };
}

function average(input: string, kernel: readonly [number, number]): ModelLayer {
  return { kind: 'averagepool', name: 'avgpool', input, kernel, stride: kernel, padding: noPadding };
}
