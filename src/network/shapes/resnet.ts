import type { LayerShape, MapShape } from '../network.js';

/**
 * The convolutions and the dense layer of the ResNets, for cost tables: shapes in execution order, shortcut convolutions behind their
 * block. Residual additions and pooling are not layers here; a shape begins where pooling left the map.
 *
 * CIFAR networks: He et al., arXiv 1512.03385, section 4.2, with projection shortcuts where the size changes; ImageNet networks: table 1.
 * ResNet-8: MLPerf Tiny image classification.
 */
export function resnetShapes(name: ResnetName): readonly LayerShape[] {
  const { input, stem, stages, classes } = resnets[name];
  const layers: LayerShape[] = [convolution('conv1', input, stem.kernel, stem.stride, stages[0]!.channels)];
  let map: MapShape = stem.pooled ? halved(layers[0]!.outputShape) : layers[0]!.outputShape;
  stages.forEach(({ channels, blocks }, stage) => {
    for (let block = 0; block < blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const prefix = `stage${stage + 1}.block${block + 1}`;
      const first = convolution(`${prefix}.conv1`, map, 3, stride, channels);
      layers.push(first, convolution(`${prefix}.conv2`, first.outputShape, 3, 1, channels));
      if (stride !== 1 || map[2] !== channels) layers.push(convolution(`${prefix}.shortcut`, map, 1, stride, channels));
      map = first.outputShape;
    }
  });
  layers.push(dense('dense', [1, 1, map[2]], classes));
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
const resnets = {
  resnet8: cifar(1),
  resnet20: cifar(3),
  resnet32: cifar(5),
  resnet56: cifar(9),
  resnet18: imagenet([2, 2, 2, 2]),
  resnet34: imagenet([3, 4, 6, 3]),
};

export const resnetNames = Object.keys(resnets) as ResnetName[];

/** A square convolution with the padding of its family: (kernel - 1) / 2 on every side. */
function convolution(name: string, inputShape: MapShape, kernel: number, stride: number, channels: number): LayerShape {
  const side = (kernel - 1) / 2;
  const size = (length: number): number => Math.floor((length + 2 * side - kernel) / stride) + 1;
  return {
    name, kind: 'convolution', inputShape, outputShape: [size(inputShape[0]), size(inputShape[1]), channels],
    kernel: [kernel, kernel], stride: [stride, stride], padding: { top: side, bottom: side, left: side, right: side },
  };
}

function dense(name: string, inputShape: MapShape, outputs: number): LayerShape {
  return {
    name, kind: 'dense', inputShape, outputShape: [1, 1, outputs],
    kernel: [inputShape[0], inputShape[1]], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
}

const halved = ([height, width, channels]: MapShape): MapShape => [Math.ceil(height / 2), Math.ceil(width / 2), channels];
