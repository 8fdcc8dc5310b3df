import * as tf from '@tensorflow/tfjs';

/** The strengths' settings: a short memory of the direction, because their gradient turns with the weights (search.md). */
const beta1 = 0.5;
const beta2 = 0.999;
const epsilon = 1e-8;

/** Adam (Kingma and Ba, arXiv 1412.6980) with beta1 0.5 for the strengths of the candidates. */
export class Adam {
  private readonly moments: Map<string, tf.Variable>;
  /** Steps taken, which the bias correction counts. Part of the state to save. */
  steps = 0;

  constructor(readonly variables: readonly (readonly [string, tf.Variable])[]) {
    this.moments = new Map(
      variables.flatMap(([name, { shape }]) =>
        ['first', 'second'].map((moment) => [`${name}.${moment}`, tf.tidy(() => tf.variable(tf.zeros(shape), false))] as const),
      ),
    );
  }

  /** One step. `gradients` by `tf.Variable.name`; not disposed of here. `rate`: one for all, or by the name given to the constructor. */
  step(gradients: tf.NamedTensorMap, rate: number | ((name: string) => number)): void {
    const rateOf = typeof rate === 'number' ? () => rate : rate;
    this.steps++;
    const correction = Math.sqrt(1 - beta2 ** this.steps) / (1 - beta1 ** this.steps);
    tf.tidy(() => {
      for (const [name, variable] of this.variables) {
        const gradient = gradients[variable.name]!;
        const first = this.moments.get(`${name}.first`)!;
        const second = this.moments.get(`${name}.second`)!;
        first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
        second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        variable.assign(tf.sub(variable, tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), rateOf(name) * correction)));
      }
    });
  }

  /** State to save, by name, besides `steps`. */
  tensors(): ReadonlyMap<string, tf.Variable> {
    return this.moments;
  }

  dispose(): void {
    for (const moment of this.moments.values()) moment.dispose();
  }
}
