import type * as tf from '@tensorflow/tfjs';

/** A way to learn the clip of an activation quantizer; the codes are the same for all (`quantizeActivations`). */
export interface ActivationQuantizer {
  /** For help texts: the paper. */
  readonly source: string;
  /** Where the clip of a batch-normalised map starts. */
  initialClip(bits: number): number;
  /** The clip's descent direction, dL/dalpha or a multiple of it, as a scalar: from the map, dL/dX^ and the candidate's clip. */
  clipGradient(x: tf.Tensor, upstream: tf.Tensor, clip: number, bits: number): tf.Scalar;
}
