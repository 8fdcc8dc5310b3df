import * as tf from '@tensorflow/tfjs';
import { choosingMaps, type SearchSpace } from '../cost/search-space.js';
import { layerSums, pooled } from '../graph/layer-operations.js';
import type { MetaNetwork } from '../graph/meta-network.js';
import { hasWeights, lastLayer, skipOf } from '../models/model.js';
import { initialClip } from '../quantizers/pact-activations.js';
import { quantizeActivations } from '../quantizers/quantize-activations.js';
import { quantizeWeights } from '../quantizers/quantize-weights.js';
import type { RandomStream } from '../training/random-stream.js';
import { batchNormTraining } from '../training/batch-norm.js';

/**
 * The supernet of differentiable search before EBS (DNAS, Wu et al., arXiv 1812.00090): per layer and pair of candidate bitwidths a
 * branch with weights of its own, Y = sum_i sum_j p_i q_j conv(Q_i(W_ij), Q_j(X)), N M convolutions. It is here for its cost, time and memory
 * of a training step beside those of EBS, and is not searched with: shares are constant and equal.
 */
export class Supernet {
  /** Weights of the branches, by layer: [weights' candidates][maps' candidates]. */
  private readonly branches: ReadonlyMap<string, tf.Variable[][]>;
  private readonly clips: ReadonlyMap<string, tf.Variable[]>;

  /** Shares `network`'s batch norm, and its weights where there is nothing to choose. */
  constructor(
    private readonly network: MetaNetwork,
    private readonly space: SearchSpace,
    random: RandomStream,
  ) {
    const variable = (shape: number[], value: () => number): tf.Variable =>
      tf.tidy(() => tf.variable(tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value), shape)));
    this.branches = new Map(network.model.layers.filter(hasWeights).map(({ name, input }) => {
      const { shape } = network.variable(name, 'weights');
      return [name, space.weights.get(name)!.map(() => space.maps.get(input)!.map(() => variable(shape, () => 0.1 * random.normal())))];
    }));
    this.clips = new Map(choosingMaps(space).filter((name) => name !== 'input').map((name) => [name, space.maps.get(name)!.map(() => variable([1], () => initialClip))]));
  }

  /** Everything that a step trains, with names for the optimizer. */
  variables(): [string, tf.Variable][] {
    const norms = this.network.trainable().filter(([name]) => /\.(gamma|beta|scale|bias)$/.test(name));
    return [
      ...norms,
      ...[...this.branches].flatMap(([layer, all]) => all.flat().map((branch, i): [string, tf.Variable] => [`${layer}.branch${i}`, branch])),
      ...[...this.clips].flatMap(([map, all]) => all.map((clip, j): [string, tf.Variable] => [`${map}.${j}.clips`, clip])),
    ];
  }

  /** Logits [n,classes]; batch norm with the batch's statistics. */
  forward(images: tf.Tensor4D): tf.Tensor2D {
    const { network, space } = this;
    const { model, shapes } = network;
    // Of every map its candidates, quantized to as many bits each.
    const maps = new Map<string, tf.Tensor4D[]>([['input', [images]]]);
    for (const [index, layer] of model.layers.entries()) {
      const inputs = maps.get(layer.input)!;
      if (!hasWeights(layer)) {
        const pools = inputs.map((map) => pooled(map, shapes[index]!));
        maps.set(layer.name, layer.kind === 'maxpool' ? pools : this.candidates(layer.name, mean(pools)));
        continue;
      }
      const branches = this.branches.get(layer.name)!;
      const share = 1 / (branches.length * inputs.length);
      const sums = branches.flatMap((row, i) => inputs.map((map, j) => {
        const weights = quantizeWeights(row[j]!, { bits: [space.weights.get(layer.name)![i]!], shares: [1] }) as tf.Tensor4D;
        return tf.mul(layerSums(map, weights, shapes[index]!), share);
      })).reduce((sum, part) => tf.add(sum, part));
      if (layer === lastLayer(model)) {
        const logits = tf.add(tf.mul(sums, network.variable(layer.name, 'scale')), network.variable(layer.name, 'bias'));
        return tf.reshape(logits, [images.shape[0], -1]);
      }
      const normal = batchNormTraining(sums, network.batchNorm(layer.name), true);
      const skip = skipOf(layer);
      maps.set(layer.name, this.candidates(layer.name, skip === undefined ? normal : tf.add(normal, mean(maps.get(skip)!))));
    }
    throw new Error(`Model ${model.name} has no layers.`);
  }

  /** A map at every candidate's bits. */
  private candidates(layer: string, values: tf.Tensor): tf.Tensor4D[] {
    const clips = this.clips.get(this.space.groups.get(layer)!)!;
    return this.space.maps.get(layer)!.map((b, j) => quantizeActivations(values, clips[j] as tf.Tensor as tf.Tensor1D, { bits: [b], shares: [1] }) as tf.Tensor4D);
  }

  /** Not of the network. */
  dispose(): void {
    for (const variable of [...this.branches.values()].flat(2)) variable.dispose();
    for (const variable of [...this.clips.values()].flat()) variable.dispose();
  }
}

/** Equal shares of all candidates of a map. */
function mean(maps: readonly tf.Tensor[]): tf.Tensor {
  return tf.mul(maps.reduce((sum, map) => tf.add(sum, map)), 1 / maps.length);
}
