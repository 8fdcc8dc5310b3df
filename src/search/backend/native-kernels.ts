import * as tf from '@tensorflow/tfjs';

/** What tfjs-node's backend offers besides the kernels of TensorFlow.js: any operation of TensorFlow, by name. */
interface NativeBackend {
  executeSingleOutput(operation: string, attributes: readonly Attribute[], inputs: readonly tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(operation: string, attributes: readonly Attribute[], inputs: readonly tf.TensorInfo[], outputs: number): tf.Tensor[];
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT' | 'TF_ATTR_BOOL' | 'TF_ATTR_STRING' | 'TF_FLOAT', number>>;
}
interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/**
 * Operations of TensorFlow in one pass over a map each, as kernels of the native backend under names of our own. TensorFlow.js has none of
 * them: put together from its kernels, batch norm and masks took two thirds of a training step.
 *
 *   BatchNormTraining          x [n,h,w,c], gamma [c], beta [c]                 -> y, mean [c], variance [c]       as FusedBatchNormV3
 *   BatchNormTrainingGradient  dy, x [n,h,w,c], gamma, mean, variance [c]       -> dx, dgamma, dbeta               as FusedBatchNormGradV3
 *   QuantizeMap                x, clip (scalar)                                 -> clip q_bits(clip(x, 0, clip) / clip)  as QuantizeAndDequantizeV2
 *   ClipByValue                x                                                -> the library's own, which is a maximum and a minimum, anew
 *   Gate                       dy, x of one shape                               -> dy where x > 0, else 0          as ReluGrad
 *   GateWithin                 dy, x of one shape                               -> dy where 0 <= x <= bound, else 0    as FakeQuantWithMinMaxArgsGradient
 *
 * `mean` and `variance` are the batch's, without correction for its size. The attribute `epsilon` is added to the variance, `bits` are 1 to 8; halves are rounded to even.
 */
export function registerNativeKernels(): void {
  if (tf.getKernel('Gate', 'tensorflow') !== undefined) return;
  const native = tf.backend() as unknown as NativeBackend;
  const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING, TF_FLOAT } = native.binding;
  const ofFloats = (name: string): Attribute => ({ name, type: TF_ATTR_TYPE, value: TF_FLOAT });
  const batchNorm = (attributes: tf.NamedAttrMap | undefined): Attribute[] => [
    ofFloats('T'), ofFloats('U'),
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: attributes!['epsilon'] },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
  const register = (kernelName: string, kernelFunc: tf.KernelFunc): void => tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc });

  register('Gate', ({ inputs }) => native.executeSingleOutput('ReluGrad', [ofFloats('T')], [inputs['dy']!, inputs['x']!]));
  register('GateWithin', ({ inputs, attrs }) => {
    const attributes: Attribute[] = [
      { name: 'min', type: TF_ATTR_FLOAT, value: 0 },
      { name: 'max', type: TF_ATTR_FLOAT, value: attrs!['bound'] },
      // Codes of any number of bits have the same ends.
      { name: 'num_bits', type: TF_ATTR_INT, value: 8 },
      { name: 'narrow_range', type: TF_ATTR_BOOL, value: false },
    ];
    return native.executeSingleOutput('FakeQuantWithMinMaxArgsGradient', attributes, [inputs['dy']!, inputs['x']!]);
  });
  register('QuantizeMap', ({ inputs, attrs }) => {
    const zero = tf.scalar(0);
    const attributes: Attribute[] = [
      ofFloats('T'),
      { name: 'signed_input', type: TF_ATTR_BOOL, value: false },
      { name: 'num_bits', type: TF_ATTR_INT, value: attrs!['bits'] },
      { name: 'range_given', type: TF_ATTR_BOOL, value: true },
      { name: 'round_mode', type: TF_ATTR_STRING, value: 'HALF_TO_EVEN' },
      { name: 'narrow_range', type: TF_ATTR_BOOL, value: false },
      { name: 'axis', type: TF_ATTR_INT, value: -1 },
    ];
    const quantized = native.executeSingleOutput('QuantizeAndDequantizeV2', attributes, [inputs['x']!, zero, inputs['clip']!]);
    zero.dispose();
    return quantized;
  });
  tf.unregisterKernel('ClipByValue', 'tensorflow');
  register('ClipByValue', ({ inputs, attrs }) => {
    const { clipValueMin, clipValueMax } = attrs as unknown as tf.ClipByValueAttrs;
    const bounds = [tf.scalar(clipValueMin), tf.scalar(clipValueMax)];
    const clipped = native.executeSingleOutput('ClipByValue', [ofFloats('T')], [inputs['x']!, ...bounds]);
    tf.dispose(bounds);
    return clipped;
  });
  register('BatchNormTraining', ({ inputs, attrs }) => {
    const none = tf.tensor1d([]);
    // Statistics so far (none), then the batch's: corrected for its size, for inference, and as they are, for the gradient.
    const outputs = native.executeMultipleOutputs('FusedBatchNormV3', batchNorm(attrs as tf.NamedAttrMap), [inputs['x']!, inputs['gamma']!, inputs['beta']!, none, none], 6);
    const [y, corrected, variance, mean, ownVariance, rest] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    tf.dispose([none, corrected, variance, rest]);
    return [y, mean, ownVariance];
  });
  register('BatchNormTrainingGradient', ({ inputs, attrs }) => {
    const none = tf.tensor1d([]);
    const statistics = [inputs['gamma']!, inputs['mean']!, inputs['variance']!];
    const outputs = native.executeMultipleOutputs('FusedBatchNormGradV3', batchNorm(attrs as tf.NamedAttrMap), [inputs['dy']!, inputs['x']!, ...statistics, none], 5);
    tf.dispose([none, ...outputs.slice(3)]);
    return outputs.slice(0, 3);
  });
}
