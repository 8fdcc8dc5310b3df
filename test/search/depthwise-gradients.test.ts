import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { layerSums, pooled } from '../../src/search/graph/layer-operations.js';
import type { LayerShape } from '../../src/network/network.js';
import { windowOutput } from '../../src/network/window.js';
import { RandomStream } from '../../src/search/training/random-stream.js';

// map: [height, width, channels]; padding: [top, bottom, left, right]
const cases = [
  { map: [5, 5, 3], kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1] },
  { map: [6, 6, 2], kernel: [3, 3], stride: [2, 2], padding: [0, 1, 0, 1] },
  { map: [7, 5, 2], kernel: [3, 2], stride: [2, 1], padding: [1, 0, 1, 0] },
  { map: [8, 9, 1], kernel: [2, 2], stride: [3, 2], padding: [0, 0, 0, 0] },
  { map: [4, 4, 2], kernel: [4, 4], stride: [4, 4], padding: [0, 0, 0, 0] },
] as const;

type Window = Omit<(typeof cases)[number], 'map'> & { readonly map: readonly [number, number, number] };

function shapeOf({ map: inputShape, kernel, stride, padding: [top, bottom, left, right] }: Window, kind: LayerShape['kind'], groups = 1): LayerShape {
  const padding = { top, bottom, left, right };
  const [height, width] = windowOutput({ inputShape, kernel, stride, padding });
  return { name: 'layer', kind, inputShape, outputShape: [height, width, inputShape[2]], kernel, stride, padding, ...(groups > 1 && { groups }) };
}

function random(shape: readonly number[], name: string): tf.Tensor {
  const stream = RandomStream.from(1, name);
  return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => stream.normal()), [...shape]);
}

interface Run {
  readonly output: number[];
  readonly gradients: number[][];
}

/** Output and gradients of sum(output * upstream) on the current backend. */
function run(shape: LayerShape): Run {
  const groups = shape.groups ?? 1;
  const inputs = [random([2, ...shape.inputShape], 'x')];
  if (shape.kind === 'convolution') inputs.push(random([...shape.kernel, shape.inputShape[2] / groups, shape.outputShape[2]], 'w'));
  const compute = (x: tf.Tensor, w?: tf.Tensor): tf.Tensor => (w ? layerSums(x as tf.Tensor4D, w as tf.Tensor4D, shape) : pooled(tf.relu(x) as tf.Tensor4D, shape));
  const gradients = tf.grads((...operands: tf.Tensor[]) => compute(operands[0]!, operands[1]))(inputs, random([2, ...shape.outputShape], 'dy'));
  return { output: [...compute(inputs[0]!, inputs[1]).dataSync()], gradients: gradients.map((gradient) => [...gradient.dataSync()]) };
}

function largestDifference(a: Run, b: Run): number {
  const [left, right] = [a, b].map(({ output, gradients }) => [output, ...gradients].flat()) as [number[], number[]];
  expect(left).toHaveLength(right.length);
  return Math.max(...left.map((value, i) => Math.abs(value - right[i]!)));
}

describe('gradients on the wasm backend', () => {
  beforeAll(async () => void (await loadBackend('wasm')));
  afterAll(async () => void (await tf.setBackend('wasm')));

  /** The same on the plain backend, which has all kernels of its own. */
  async function bothBackends(shape: LayerShape): Promise<number> {
    await tf.setBackend('wasm');
    const found = run(shape);
    await tf.setBackend('cpu');
    const expected = run(shape);
    await tf.setBackend('wasm');
    return largestDifference(found, expected);
  }

  test.each(cases)('of a depthwise convolution equal those of the plain backend: %j', async (description) => {
    expect(await bothBackends(shapeOf(description, 'convolution', description.map[2]))).toBeLessThan(1e-4);
  });

  test.each(cases)('of an averagepool equal those of the plain backend: %j', async (description) => {
    expect(await bothBackends(shapeOf(description, 'averagepool'))).toBeLessThan(1e-5);
  });

  test.each(cases)('of a maxpool equal those of the plain backend: %j', async (description) => {
    expect(await bothBackends(shapeOf(description, 'maxpool'))).toBeLessThan(1e-5);
  });

  test('of two groups are those of two convolutions side by side', () => {
    const shape: LayerShape = { ...shapeOf({ ...cases[0], map: [5, 5, 4] }, 'convolution', 2), outputShape: [5, 5, 6] };
    const [x, w] = [random([2, 5, 5, 4], 'x'), random([3, 3, 2, 6], 'w')] as [tf.Tensor4D, tf.Tensor4D];
    const found = layerSums(x, w, shape).dataSync();
    const half = (group: number): Float32Array => tf.conv2d(
      tf.pad(tf.slice(x, [0, 0, 0, 2 * group], [2, 5, 5, 2]), [[0, 0], [1, 1], [1, 1], [0, 0]]) as tf.Tensor4D, tf.slice(w, [0, 0, 0, 3 * group], [3, 3, 2, 3]) as tf.Tensor4D, 1, 'valid',
    ).dataSync() as Float32Array;
    const halves = [half(0), half(1)];
    found.forEach((value, i) => expect(value).toBeCloseTo(halves[Math.floor((i % 6) / 3)]![Math.floor(i / 6) * 3 + (i % 3)]!, 4));
  });
});
