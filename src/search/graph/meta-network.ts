import * as tf from '@tensorflow/tfjs';
import { groupInputs } from '../../network/channel-groups.js';
import type { LayerShape } from '../../network/network.js';
import { weightScale } from '../quantizers/dorefa-weights.js';
import { initialClip } from '../quantizers/pact-activations.js';
import { quantizingLayers } from '../models/map-groups.js';
import { hasWeights, lastLayer, layerShapes, type Model } from '../models/model.js';
import type { BatchNormVariables } from '../training/batch-norm.js';
import type { RandomStream } from '../training/random-stream.js';

/** Values of a network's variables by name, on the host. */
export type VariableValues = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

/**
 * The variables of one network in training. Names: `<layer>.weights` [kh,kw,in/groups,out] (full-precision meta weights);
 * `<layer>.gamma|beta|mean|variance` [channels] of its batch norm and `<layer>.clips` [candidates], one PACT clip per candidate
 * bitwidth of its output map (averagepools have these alone, maxpools nothing); `<layer>.steps` [candidates] where the weights' quantizer learns them; for the last layer `<layer>.scale` [1] and `<layer>.bias` [classes] of the logits instead.
 */
export class MetaNetwork {
  readonly shapes: readonly LayerShape[];
  private constructor(
    readonly model: Model,
    private readonly variables: ReadonlyMap<string, tf.Variable>,
  ) {
    this.shapes = layerShapes(model);
  }

  /** Fresh weights, normal with the standard deviation of He et al. (arXiv 1502.01852). One clip per map. */
  static initialise(model: Model, random: RandomStream): MetaNetwork {
    const values = new Map<string, { shape: number[]; values: Float32Array }>();
    const shapes = layerShapes(model);
    const quantizing = new Set(quantizingLayers(model));
    for (const [index, layer] of model.layers.entries()) {
      const { name, kernel, outputShape: [, , channels] } = shapes[index]!;
      const put = (field: string, shape: number[], fill: () => number) =>
        values.set(`${name}.${field}`, { shape, values: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, fill) });
      if (hasWeights(layer)) {
        const inputs = groupInputs(shapes[index]!);
        put('weights', [kernel[0], kernel[1], inputs, channels], () => random.normal() * Math.sqrt(2 / (kernel[0] * kernel[1] * inputs)));
      }
      if (layer === lastLayer(model)) {
        put('scale', [1], () => 1);
        put('bias', [channels], () => 0);
      } else if (hasWeights(layer)) {
        for (const field of ['gamma', 'variance']) put(field, [channels], () => 1);
        for (const field of ['beta', 'mean']) put(field, [channels], () => 0);
      }
      if (quantizing.has(name)) put('clips', [1], () => startingClip(model, name));
    }
    return MetaNetwork.fromValues(model, values);
  }

  static fromValues(model: Model, values: VariableValues): MetaNetwork {
    const variables = [...values].map(([name, { shape, values: data }]) => {
      // A copy: TensorFlow.js may keep a reference to the array that it is given.
      const initial = tf.tensor(data.slice(), [...shape]);
      const variable = tf.variable(initial, !/\.(mean|variance)$/.test(name));
      initial.dispose();
      return [name, variable] as const;
    });
    return new MetaNetwork(model, new Map(variables));
  }

  variable(layer: string, field: string): tf.Variable {
    const found = this.variables.get(`${layer}.${field}`);
    if (!found) throw new Error(`Network ${this.model.name} has no variable ${layer}.${field}.`);
    return found;
  }

  /** `<layer>.steps`, where the layer's weights are quantized with learnt steps. */
  learntSteps(layer: string): tf.Variable | undefined {
    return this.variables.get(`${layer}.steps`);
  }

  batchNorm(layer: string): BatchNormVariables {
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map((field) => this.variable(layer, field));
    return { gamma: gamma!, beta: beta!, mean: mean!, variance: variance! };
  }

  /** By name, in a fixed order: everything that a checkpoint must hold. */
  all(): ReadonlyMap<string, tf.Variable> {
    return this.variables;
  }

  /** Those that training moves; the optimizer keeps its state under the same names. */
  trainable(): [string, tf.Variable][] {
    return [...this.variables].filter(([, variable]) => variable.trainable);
  }

  /** Copies everything to the host. */
  values(): VariableValues {
    return new Map([...this.variables].map(([name, variable]) => [name, { shape: variable.shape, values: variable.dataSync().slice() as Float32Array }]));
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
  }
}

/**
 * Where the clip of a layer's output map starts: a batch-normalised map at PACT's start, a mean at a third of it, because values average out
 * and a clip that is too wide leaves few codes in use. Clips that are too narrow grow by their gradient.
 */
export function startingClip(model: Model, layer: string, normal = initialClip): number {
  return model.layers.find(({ name }) => name === layer)?.kind === 'averagepool' ? normal / 3 : normal;
}

/**
 * Values for a network with other candidate bitwidths: clips per map by `clips` (from the old ones, given its layer's name). With
 * `fromFloat` the logits' scale takes over what DoReFa's normalisation of the last weights divides away.
 */
export function withClips(
  model: Model,
  values: VariableValues,
  clips: (layer: string, old: Float32Array) => readonly number[],
  fromFloat = false,
): VariableValues {
  const changed = new Map(values);
  for (const [name, { values: old }] of values) {
    if (!name.endsWith('.clips')) continue;
    const fresh = Float32Array.from(clips(name.slice(0, -'.clips'.length), old));
    changed.set(name, { shape: [fresh.length], values: fresh });
  }
  if (fromFloat) {
    const last = lastLayer(model).name;
    const weights = values.get(`${last}.weights`)!;
    const scale = values.get(`${last}.scale`)!.values[0]!;
    const lost = tf.tidy(() => weightScale(tf.tensor(weights.values.slice(), [...weights.shape])));
    changed.set(`${last}.scale`, { shape: [1], values: Float32Array.of(scale * lost) });
  }
  return changed;
}
