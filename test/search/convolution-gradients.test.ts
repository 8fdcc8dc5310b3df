import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/search/backend/load-backend.js';
import { convolve } from '../../src/search/training/convolution.js';
import type { LayerShape } from '../../src/network/network.js';
import { RandomStream } from '../../src/search/training/random-stream.js';

// map: [height, width, in, out]; padding: [top, bottom, left, right]
const cases = [
  { map: [5, 5, 2, 3], kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1] },
  { map: [6, 6, 2, 3], kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] },
  { map: [6, 8, 3, 2], kernel: [3, 3], stride: [2, 2], padding: [0, 1, 0, 1] },
  { map: [7, 5, 1, 4], kernel: [3, 2], stride: [2, 1], padding: [0, 0, 1, 0] },
  { map: [8, 7, 2, 2], kernel: [1, 1], stride: [2, 2], padding: [0, 0, 0, 0] },
  { map: [9, 9, 2, 2], kernel: [2, 2], stride: [3, 3], padding: [0, 0, 0, 0] },
] as const;

type Shape4D = [number, number, number, number];

function shapeOf({ map, kernel, stride, padding: [top, bottom, left, right] }: (typeof cases)[number]): LayerShape {
  const [height, width, inputs, outputs] = map;
  return {
    name: 'layer',
    kind: 'convolution',
    inputShape: [height, width, inputs],
    outputShape: [Math.floor((height + top + bottom - kernel[0]) / stride[0]) + 1, Math.floor((width + left + right - kernel[1]) / stride[1]) + 1, outputs],
    kernel,
    stride,
    padding: { top, bottom, left, right },
  };
}

function random(shape: readonly number[], name: string): Float32Array {
  const stream = RandomStream.from(1, name);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => stream.normal());
}

/** Output and both gradients of sum(output * upstream), as plain numbers, on the current backend. */
function run(shape: LayerShape): { output: number[]; dx: number[]; dw: number[] } {
  const xShape: Shape4D = [2, ...shape.inputShape];
  const wShape: Shape4D = [...shape.kernel, shape.inputShape[2], shape.outputShape[2]];
  const x = tf.tensor4d(random(xShape, 'x'), xShape);
  const w = tf.tensor(random(wShape, 'w'), wShape) as tf.Tensor4D;
  const dy = tf.tensor(random([2, ...shape.outputShape], 'dy'), [2, ...shape.outputShape]) as tf.Tensor4D;
  const output = convolve(x, w, shape);
  const [dx, dw] = tf.grads((a, b) => convolve(a as tf.Tensor4D, b as tf.Tensor4D, shape))([x, w], dy);
  return { output: [...output.dataSync()], dx: [...dx!.dataSync()], dw: [...dw!.dataSync()] };
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(Math.abs(value - expected[i]!), `element ${i}`).toBeLessThan(1e-4));
}

describe('convolution gradients on the wasm backend', () => {
  beforeAll(async () => void (await loadBackend('wasm')));
  afterAll(async () => void (await tf.setBackend('wasm')));

  test.each(cases)('equal those of the plain backend: %j', async (description) => {
    const shape = shapeOf(description);
    await tf.setBackend('wasm');
    const found = run(shape);
    await tf.setBackend('cpu');
    const expected = run(shape);
    await tf.setBackend('wasm');
    expectClose(found.output, expected.output);
    expectClose(found.dx, expected.dx);
    expectClose(found.dw, expected.dw);
  });

  test('equal numeric gradients, stride 2 with padding', async () => {
    const shape = shapeOf(cases[1]);
    const wShape: [number, number, number, number] = [3, 3, 2, 3];
    const x = tf.tensor(random([1, 6, 6, 2], 'x'), [1, 6, 6, 2]) as tf.Tensor4D;
    const values = random(wShape, 'w');
    const loss = (w: Float32Array): number => tf.tidy(() => tf.sum(tf.square(convolve(x, tf.tensor(w.slice(), wShape) as tf.Tensor4D, shape))).dataSync()[0]!);
    const gradient = tf.grad((w) => tf.sum(tf.square(convolve(x, w as tf.Tensor4D, shape))))(tf.tensor(values.slice(), wShape)).dataSync();
    for (const i of [0, 7, 22, 53]) {
      const [up, down] = [values.slice(), values.slice()];
      up[i]! += 0.01;
      down[i]! -= 0.01;
      expect(gradient[i]).toBeCloseTo((loss(up) - loss(down)) / 0.02, 1);
    }
  });

  test('a dense layer multiplies its whole map in [y][x][channel] order', () => {
    const shape: LayerShape = { name: 'dense', kind: 'dense', inputShape: [1, 2, 2], outputShape: [1, 1, 1], kernel: [1, 2], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 } };
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const w = tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]);
    const [dx, dw] = tf.grads((a, b) => convolve(a as tf.Tensor4D, b as tf.Tensor4D, shape))([x, w]);
    expect([...convolve(x, w, shape).dataSync()]).toEqual([4321]);
    expect([...dx!.dataSync()]).toEqual([1, 10, 100, 1000]);
    expect([...dw!.dataSync()]).toEqual([1, 2, 3, 4]);
  });

  test('leave no tensor behind', () => {
    const shape = shapeOf(cases[2]);
    const before = tf.memory().numTensors;
    tf.tidy(() => void run(shape));
    expect(tf.memory().numTensors).toBe(before);
  });
});
