import { averagePoolShape } from '../average-pool.js';
import type { LayerShape, MapShape } from '../network.js';
import { convolution, dense, halfPadding, maxpool } from './layer-shapes.js';

/**
 * The layers of the ResNets, for cost tables: shapes in execution order. The second convolution of a block adds the block's input
 * (`residual`); where the size changes, that went through the shortcut convolution, which stands before it. Pooling layers are named
 * `maxpool` and `avgpool`.
 *
 * CIFAR networks: He et al., arXiv 1512.03385, section 4.2, with projection shortcuts where the size changes; ImageNet networks: table 1.
 * ResNet-8: MLPerf Tiny image classification (Banbury et al., arXiv 2106.07597), with the paddings of the CIFAR networks.
 */
export function resnetShapes(name: ResnetName): readonly LayerShape[] {
  const { input, stem, stages, classes } = resnets[name];
  const layers: LayerShape[] = [square('conv1', input, stem.kernel, stem.stride, stages[0]!.channels)];
  if (stem.pooled) layers.push(maxpool('maxpool', layers[0]!.outputShape, { kernel: [3, 3], stride: [2, 2], padding: halfPadding([3, 3]) }));
  let map = layers.at(-1)!.outputShape;
  stages.forEach(({ channels, blocks }, stage) => {
    for (let block = 0; block < blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const prefix = `stage${stage + 1}.block${block + 1}`;
      const first = square(`${prefix}.conv1`, map, 3, stride, channels);
      layers.push(first);
      if (stride !== 1 || map[2] !== channels) layers.push(square(`${prefix}.shortcut`, map, 1, stride, channels));
      layers.push({ ...square(`${prefix}.conv2`, first.outputShape, 3, 1, channels), residual: true });
      map = first.outputShape;
    }
  });
  layers.push(averagePoolShape('avgpool', map), dense('dense', [1, 1, map[2]], classes));
  return layers;
}

export type ResnetName = keyof typeof resnets;

const cifar = (blocks: number) => ({
  input: [32, 32, 3] as MapShape,
  stem: { kernel: 3, stride: 1, pooled: false },
  stages: [16, 32, 64].map((channels) => ({ channels, blocks })),
  classes: 10,
});
const imagenet = (blocks: readonly number[]) => ({
  input: [224, 224, 3] as MapShape,
  stem: { kernel: 7, stride: 2, pooled: true },
  stages: [64, 128, 256, 512].map((channels, index) => ({ channels, blocks: blocks[index]! })),
  classes: 1000,
});
/** What the networks are made of; `stages[].blocks` blocks of two convolutions with so many channels. */
export const resnets = {
  resnet8: cifar(1),
  resnet20: cifar(3),
  resnet32: cifar(5),
  resnet56: cifar(9),
  resnet18: imagenet([2, 2, 2, 2]),
  resnet34: imagenet([3, 4, 6, 3]),
};

export const resnetNames = Object.keys(resnets) as ResnetName[];

function square(name: string, inputShape: MapShape, size: number, step: number, channels: number): LayerShape {
  return convolution(name, inputShape, channels, { kernel: [size, size], stride: [step, step], padding: halfPadding([size, size]) });
}
