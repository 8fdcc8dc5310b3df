import { averagePoolShape } from '../average-pool.js';
import type { LayerShape, MapShape } from '../network.js';
import { convolution, dense, depthwise, pointwise, samePadding } from './layer-shapes.js';

/** Stride of a block's depthwise convolution and channels of its pointwise one, at width 1: MobileNetV1, table 1. */
export const mobilenetBlocks: readonly (readonly [stride: number, channels: number])[] = [
  [1, 64], [2, 128], [1, 128], [2, 256], [1, 256], [2, 512], [1, 512], [1, 512], [1, 512], [1, 512], [1, 512], [2, 1024], [1, 1024],
];

/**
 * MobileNetV1 of MLPerf Tiny visual wake words: a quarter of the channels, images of 96 x 96 x 3, two classes.
 *
 * Howard et al., arXiv 1704.04861; Banbury et al., "MLPerf Tiny Benchmark", arXiv 2106.07597.
 */
export function mobilenetShapes(): readonly LayerShape[] {
  const width = 0.25;
  const input: MapShape = [96, 96, 3];
  const layers = [convolution('conv1', input, 32 * width, { kernel: [3, 3], stride: [2, 2], padding: samePadding(input, [3, 3], [2, 2]) })];
  let map = layers[0]!.outputShape;
  for (const [index, [step, channels]] of mobilenetBlocks.entries()) {
    const stride = [step, step] as const;
    const spread = depthwise(`block${index + 1}.depthwise`, map, { kernel: [3, 3], stride, padding: samePadding(map, [3, 3], stride) });
    const mixed = pointwise(`block${index + 1}.pointwise`, spread.outputShape, channels * width);
    layers.push(spread, mixed);
    map = mixed.outputShape;
  }
  const pooled = averagePoolShape('avgpool', map);
  return [...layers, pooled, dense('dense', pooled.outputShape, 2)];
}
