import type { MapShape } from '../../network/network.js';
import { halfPadding, noPadding } from '../../network/shapes/layer-shapes.js';
import { type ResnetName, resnets } from '../../network/shapes/resnet.js';
import { windowOutput } from '../../network/window.js';
import type { ConvolutionLayer, Model, ModelLayer } from './model.js';

/**
 * A ResNet (He et al., arXiv 1512.03385; ResNet-8: MLPerf Tiny, arXiv 2106.07597) with the layers of `resnetShapes`, for images of any size:
 * the second convolution of a block adds the block's input or, where size or channels change, that of a 1 x 1 projection. `width` is the
 * number of channels of the first stage, doubled from stage to stage; absent: the paper's.
 */
export function resnet(name: ResnetName, inputShape: MapShape, classes: number, width?: number): Model {
  const { stem, stages } = resnets[name];
  const channelsOf = (stage: number): number => (width === undefined ? stages[stage]!.channels : width * 2 ** stage);
  const layers: ModelLayer[] = [square('conv1', 'input', channelsOf(0), stem.kernel, stem.stride)];
  if (stem.pooled) layers.push({ kind: 'maxpool', name: 'maxpool', input: 'conv1', kernel: [3, 3], stride: [2, 2], padding: halfPadding([3, 3]) });
  stages.forEach(({ blocks }, stage) => {
    for (let block = 0; block < blocks; block++) {
      const changes = stage > 0 && block === 0;
      layers.push(...basicBlock(`stage${stage + 1}.block${block + 1}`, layers.at(-1)!.name, channelsOf(stage), changes));
    }
  });
  layers.push(globalAverage(layers.at(-1)!.name, inputShape, layers), { kind: 'dense', name: 'dense', input: 'avgpool', units: classes });
  return { name, inputShape, layers };
}

/** Two 3 x 3 convolutions and the addition; `changes`: the first has stride 2, and a projection brings the block's input to its shape. */
function basicBlock(prefix: string, input: string, channels: number, changes: boolean): ConvolutionLayer[] {
  const first = square(`${prefix}.conv1`, input, channels, 3, changes ? 2 : 1);
  const second = square(`${prefix}.conv2`, first.name, channels, 3, 1);
  if (!changes) return [first, { ...second, skip: input }];
  const shortcut: ConvolutionLayer = { ...square(`${prefix}.shortcut`, input, channels, 1, 2), centred: true };
  return [first, shortcut, { ...second, skip: shortcut.name }];
}

function square(name: string, input: string, channels: number, size: number, step: number): ConvolutionLayer {
  return { kind: 'convolution', name, input, channels, kernel: [size, size], stride: [step, step], padding: halfPadding([size, size]) };
}

/** Over the whole map that the layers before it leave; each window before it halves the size or keeps it. */
function globalAverage(input: string, inputShape: MapShape, layers: readonly ModelLayer[]): ModelLayer {
  const main = layers.flatMap((layer) => (layer.kind === 'dense' || layer.name.endsWith('.shortcut') ? [] : [layer]));
  const [height, width] = main.reduce<readonly [number, number]>(
    ([rows, columns], { kernel, stride, padding }) => windowOutput({ inputShape: [rows, columns, 1], kernel, stride, padding }),
    [inputShape[0], inputShape[1]],
  );
  return { kind: 'averagepool', name: 'avgpool', input, kernel: [height, width], stride: [height, width], padding: noPadding };
}
