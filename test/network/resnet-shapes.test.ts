import { describe, expect, it } from 'vitest';
import type { LayerShape } from '../../src/network/network.js';
import { resnetNames, resnetShapes } from '../../src/network/shapes/resnet.js';

const macs = ({ outputShape, kernel, inputShape }: LayerShape): number =>
  outputShape[0] * outputShape[1] * outputShape[2] * kernel[0] * kernel[1] * inputShape[2];

describe('ResNet shapes', () => {
  // Published multiply-accumulates, convolutions and dense layer; the CIFAR networks with projection shortcuts.
  it.each([
    ['resnet18', 1814], ['resnet34', 3664], ['resnet20', 41], ['resnet56', 126], ['resnet8', 12.5],
  ] as const)('%s has %d million multiply-accumulates', (name, millions) => {
    const total = resnetShapes(name).reduce((sum, shape) => sum + macs(shape), 0) / 1e6;
    expect(Math.abs(total / millions - 1)).toBeLessThan(0.02);
  });

  it.each(resnetNames)('%s: every shape is that of its kernel, stride and padding', (name) => {
    for (const { inputShape, outputShape, kernel, stride, padding } of resnetShapes(name)) {
      expect(outputShape[0]).toBe(Math.floor((inputShape[0] + padding.top + padding.bottom - kernel[0]) / stride[0]) + 1);
      expect(outputShape[1]).toBe(Math.floor((inputShape[1] + padding.left + padding.right - kernel[1]) / stride[1]) + 1);
    }
  });
});
