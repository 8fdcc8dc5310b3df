import { defaultParameters, type AcceleratorParameters } from '../../src/hwgen/accelerator/parameters.js';
import type { LayerShape } from '../../src/network/network.js';
import { networkShapes } from '../../src/network/shapes/network-shapes.js';
import type { NetworkBits } from './random-weights.js';

/** One line of the benchmark. */
export interface Entry {
  readonly name: string;
  readonly shapes: readonly LayerShape[];
  readonly bits: NetworkBits;
  readonly parameters: AcceleratorParameters;
  /** Images at once, of a network of dense layers. */
  readonly batch?: number;
}

const all = (bits: number): NetworkBits => ({ weight: bits, activation: bits, image: bits });
const array = (changes: Partial<AcceleratorParameters>): AcceleratorParameters => ({ ...defaultParameters, ...changes });

const pointwise: LayerShape = {
  name: 'conv', kind: 'convolution', inputShape: [4, 4, 32], outputShape: [4, 4, 32], kernel: [1, 1], stride: [1, 1],
  padding: { top: 0, bottom: 0, left: 0, right: 0 },
};

/** Published figures of other accelerators exist for the first five; the others have an image of 8 bits, as real ones have. */
export const entries: readonly Entry[] = [
  { name: 'resnet20', shapes: networkShapes('resnet20')!, bits: all(2), parameters: array({}) },
  { name: 'resnet18', shapes: networkShapes('resnet18')!, bits: all(2), parameters: array({ activationDepth: 8192 }) },
  { name: 'resnet18-bands', shapes: networkShapes('resnet18')!, bits: all(2), parameters: array({}) },
  { name: 'resnet8', shapes: networkShapes('resnet8')!, bits: all(4), parameters: array({}) },
  { name: 'resnet8', shapes: networkShapes('resnet8')!, bits: all(8), parameters: array({ dm: 16, activationDepth: 8192 }) },
  { name: 'conv1x1-32-32', shapes: [pointwise], bits: all(8), parameters: array({ dk: 32 }) },
  { name: 'resnet20-image8', shapes: networkShapes('resnet20')!, bits: { ...all(2), image: 8 }, parameters: array({}) },
  { name: 'resnet8-image8', shapes: networkShapes('resnet8')!, bits: { ...all(4), image: 8 }, parameters: array({}) },
  { name: 'resnet18-image8', shapes: networkShapes('resnet18')!, bits: { ...all(2), image: 8 }, parameters: array({}) },
  { name: 'ds-cnn', shapes: networkShapes('ds-cnn')!, bits: { ...all(4), image: 8 }, parameters: array({}) },
  { name: 'mobilenet', shapes: networkShapes('mobilenet')!, bits: { ...all(4), image: 8 }, parameters: array({ activationDepth: 8192 }) },
  { name: 'autoencoder', shapes: networkShapes('autoencoder')!, bits: all(4), parameters: array({}) },
  { name: 'autoencoder', shapes: networkShapes('autoencoder')!, bits: all(8), parameters: array({}) },
  { name: 'autoencoder', shapes: networkShapes('autoencoder')!, bits: all(8), parameters: array({}), batch: 8 },
  { name: 'autoencoder', shapes: networkShapes('autoencoder')!, bits: all(8), parameters: array({}), batch: 16 },
];
