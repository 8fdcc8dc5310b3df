import { averagePoolShape } from '../average-pool.js';
import type { LayerShape, MapShape } from '../network.js';
import { convolution, dense, depthwise, pointwise, samePadding } from './layer-shapes.js';

/**
 * DS-CNN of MLPerf Tiny keyword spotting: 49 x 10 MFCC features, 64 channels, four depthwise-separable blocks, 12 classes. Its average
 * pooling takes 24 of the 25 rows, as the benchmark's model does.
 *
 * Zhang et al., "Hello Edge", arXiv 1711.07128; Banbury et al., "MLPerf Tiny Benchmark", arXiv 2106.07597.
 */
export function dsCnnShapes(): readonly LayerShape[] {
  const input: MapShape = [49, 10, 1];
  const channels = 64;
  const layers = [convolution('conv1', input, channels, { kernel: [10, 4], stride: [2, 2], padding: samePadding(input, [10, 4], [2, 2]) })];
  const map = layers[0]!.outputShape;
  for (let block = 1; block <= 4; block++) {
    layers.push(
      depthwise(`block${block}.depthwise`, map, { kernel: [3, 3], padding: samePadding(map, [3, 3], [1, 1]) }),
      pointwise(`block${block}.pointwise`, map, channels),
    );
  }
  const pooled = averagePoolShape('avgpool', map, { kernel: [24, 5] });
  return [...layers, pooled, dense('dense', pooled.outputShape, 12)];
}
