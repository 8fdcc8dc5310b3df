import type * as tf from '@tensorflow/tfjs';

/** What a clip's gradient is computed from. */
export interface ClipSituation {
  /** The map, as it is clipped to 0..clip. */
  readonly x: tf.Tensor;
  /** dL/dX^ of the map's shape, and its sum. */
  readonly upstream: tf.Tensor;
  readonly total: tf.Scalar;
  /** dL/dX^ where x < clip, else 0. */
  readonly below: tf.Tensor;
  readonly clip: number;
  readonly bits: number;
}

/** A way to learn the clip of an activation quantizer; the codes are the same for all (`quantizeActivations`). */
export interface ActivationQuantizer {
  /** For help texts: the paper. */
  readonly source: string;
  /** Where the clip of a batch-normalised map starts. */
  initialClip(bits: number): number;
  /** The clip's descent direction, dL/dalpha or a multiple of it, as a scalar. */
  clipGradient(situation: ClipSituation): tf.Scalar;
}
