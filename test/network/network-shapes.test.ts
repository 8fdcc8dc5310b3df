import { describe, expect, it } from 'vitest';
import { checkStructure, type NetworkStructure } from '../../src/network/check-network.js';
import { isPool } from '../../src/network/channel-groups.js';
import type { LayerStructure } from '../../src/network/check-layer.js';
import type { LayerShape } from '../../src/network/network.js';
import { networkShapeNames, networkShapes } from '../../src/network/shapes/network-shapes.js';
import { weightCount } from '../../src/network/weight-count.js';

/** Multiply-accumulates and weights of convolutions and dense layers, without pooling. */
function counts(name: string): { macs: number; weights: number } {
  const layers = networkShapes(name)!.filter((layer) => !isPool(layer));
  return {
    macs: layers.reduce((sum, layer) => sum + layer.outputShape[0] * layer.outputShape[1] * weightCount(layer), 0),
    weights: layers.reduce((sum, layer) => sum + weightCount(layer), 0),
  };
}

/** The shapes with edges as their order and names tell, so that the checker of networks can judge them. */
function structureOf(shapes: readonly LayerShape[]): NetworkStructure {
  const bits = 4;
  const each = (length: number, value: number): number[] => new Array<number>(length).fill(value);
  let blockInput = 'input';
  const layers = shapes.map((shape, index): LayerStructure => {
    const before = index === 0 ? 'input' : shapes[index - 1]!.name;
    const shortcut = before.endsWith('.shortcut');
    if (shape.name.endsWith('.conv1')) blockInput = before;
    const input = shape.name.endsWith('.shortcut') ? blockInput : shortcut ? shapes[index - 2]!.name : before;
    return {
      ...shape, input, weightBits: 1, weightCode: 'unsigned', activationBits: bits, activationSigned: false,
      requantise: { multiplier: each(shape.outputShape[2], 1), add: each(shape.outputShape[2], 0), shift: each(shape.outputShape[2], 0) },
      output: { kind: 'codes', bits, signed: false },
      ...(shape.residual === true && { skip: { input: shortcut ? before : blockInput, bits, signed: false, multiplier: 1 } }),
    };
  });
  return { format: 'bitloom-network', version: 1, name: 'shapes', input: { shape: shapes[0]!.inputShape, bits, signed: false }, layers };
}

describe('shapes of known networks', () => {
  // ResNets: He et al. and torchvision; MLPerf Tiny: the benchmark's paper; LeNet-5 with all of C3 connected, added up by hand.
  it.each([
    ['resnet18', 1814e6], ['resnet34', 3664e6], ['resnet20', 41e6], ['resnet56', 126e6], ['resnet8', 12.5e6],
    ['ds-cnn', 2.66e6], ['mobilenet', 7.49e6], ['autoencoder', 264_192], ['lenet5', 117_600 + 240_000 + 48_000 + 10_080 + 840],
  ] as const)('%s has %d multiply-accumulates', (name, expected) => {
    expect(Math.abs(counts(name).macs / expected - 1)).toBeLessThan(0.02);
  });

  it.each([
    // Weights of convolutions and dense layers, without biases and batch normalisation.
    ['ds-cnn', 40 * 64 + 4 * (9 * 64 + 64 * 64) + 64 * 12],
    ['resnet18', 11_678_912],
    ['autoencoder', 264_192],
  ] as const)('%s has %d weights', (name, expected) => {
    expect(counts(name).weights).toBe(expected);
  });

  it.each(networkShapeNames)('%s is a network: its layers fit together, its residuals find the map to add', (name) => {
    expect(() => checkStructure(structureOf(networkShapes(name)!), name)).not.toThrow();
  });

  it('have a residual in every block of a ResNet, pooling where the papers have it, and one group per channel where it is depthwise', () => {
    const summary = networkShapeNames.map((name) => {
      const shapes = networkShapes(name)!;
      const pools = shapes.filter(isPool).map(({ name: layer, inputShape, outputShape }) => `${layer} ${inputShape.join('x')} -> ${outputShape.join('x')}`);
      const grouped = shapes.filter((layer) => layer.groups !== undefined).length;
      return `${name}: ${shapes.length} layers, ${shapes.filter(({ residual }) => residual).length} residual, ${grouped} depthwise; ${pools.join(', ') || 'no pooling'}`;
    });
    expect(summary.join('\n')).toMatchInlineSnapshot(`
      "resnet8: 11 layers, 3 residual, 0 depthwise; avgpool 8x8x64 -> 1x1x64
      resnet20: 23 layers, 9 residual, 0 depthwise; avgpool 8x8x64 -> 1x1x64
      resnet32: 35 layers, 15 residual, 0 depthwise; avgpool 8x8x64 -> 1x1x64
      resnet56: 59 layers, 27 residual, 0 depthwise; avgpool 8x8x64 -> 1x1x64
      resnet18: 23 layers, 8 residual, 0 depthwise; maxpool 112x112x64 -> 56x56x64, avgpool 7x7x512 -> 1x1x512
      resnet34: 39 layers, 16 residual, 0 depthwise; maxpool 112x112x64 -> 56x56x64, avgpool 7x7x512 -> 1x1x512
      ds-cnn: 11 layers, 0 residual, 4 depthwise; avgpool 25x5x64 -> 1x1x64
      mobilenet: 29 layers, 0 residual, 13 depthwise; avgpool 3x3x256 -> 1x1x256
      autoencoder: 10 layers, 0 residual, 0 depthwise; no pooling
      lenet5: 7 layers, 0 residual, 0 depthwise; S2 28x28x6 -> 14x14x6, S4 10x10x16 -> 5x5x16"
    `);
  });

  it('are undefined for any other name', () => {
    expect([networkShapes('resnet19'), networkShapes('toString')]).toEqual([undefined, undefined]);
  });
});
