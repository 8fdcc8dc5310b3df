/**
 * The integer network: the contract between search, reference, lowering and reports. Stored as `network.json` (this structure without
 * `weights`) and `weights.bin`. All values are integers; every operation on them is exact.
 */
export interface Network {
  readonly format: 'bitloom-network';
  readonly version: 1;
  readonly name: string;
  /** Shape and code of the input map, tensor layout [height][width][channels]. */
  readonly input: { readonly shape: MapShape; readonly bits: number; readonly signed: boolean };
  /**
   * Most bits of a code that a layer writes or adds, 1 to 8; 8 when absent. The accelerator takes so many slots for the planes of a tile
   * whatever their number, so that the time of a layer depends on no other layer's bits; fewer make short tiles faster.
   */
  readonly mapBits?: number | undefined;
  /** In execution order. The last one is the output. */
  readonly layers: readonly Layer[];
}

/** [height, width, channels] */
export type MapShape = readonly [number, number, number];

/** What decides a layer's cycles besides its bitwidths: everything but the data. */
export interface LayerShape {
  readonly name: string;
  /**
   * `dense` sees its whole input map: kernel = input height x width, no padding, output 1 x 1. The pools look at each channel alone and
   * have no weights: `maxpool` gives the largest code in its window, without requantisation, `averagepool` the sum of the window's codes,
   * requantised. Padding counts as zeros in both.
   */
  readonly kind: 'convolution' | 'dense' | 'maxpool' | 'averagepool';
  readonly inputShape: MapShape;
  readonly outputShape: MapShape;
  /** [height, width] */
  readonly kernel: readonly [number, number];
  /** [vertical, horizontal] */
  readonly stride: readonly [number, number];
  /** Rows and columns of zeros around the input. output = floor((input + before + after - extent) / stride) + 1, extent = (kernel - 1) * dilation + 1. */
  readonly padding: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };
  /** Distance of the kernel's taps, [vertical, horizontal]; [1, 1] when absent. Only of a convolution. */
  readonly dilation?: readonly [number, number] | undefined;
  /**
   * Groups of channels; 1 when absent. Divides input and output channels: output channels of group g see the input channels of group g
   * only. As many groups as input channels is a depthwise convolution. Only of a convolution.
   */
  readonly groups?: number | undefined;
  /** A second map, of the output's shape, is added before the requantisation's shift (`Layer.skip`). Not of a pool. */
  readonly residual?: boolean | undefined;
  /**
   * Bits of the codes, when thresholds make them (`Layer.requantise`): they are read with the weights, so they take time. Not of a maxpool, nor
   * with `residual`.
   */
  readonly thresholdBits?: number | undefined;
}

/**
 * One layer with its requantisation.
 *
 *   sum(o,y,x)  = sum over k of w(o,k) * activation(k)              w from its code, see weightCode
 *   v           = sum * multiplier[o] + add[o] + skip(o,y,x) * skip.multiplier          exact; the last term with a residual only
 *   output code = saturate(roundHalfEven(v / 2^shift[o]))           to the output's range
 *
 * or, by thresholds, lowest code + number of thresholds[o] <= sum (see Thresholds).
 *
 * Pools have weightBits 1, weightCode unsigned and no weights. The sum of an averagepool goes over the window's codes of channel o, each with
 * weight 1; 1 / (kernel height * kernel width), which makes a mean of it, is in multiplier and shift. A maxpool is written as what it is made
 * of, an identity: multiplier 1, add 0, shift 0 for every channel, output bits and sign as the input's.
 */
export interface Layer extends LayerShape {
  /** Name of an earlier layer, or `input`. */
  readonly input: string;
  readonly weightBits: number;
  /**
   * How a weight code c of M bits is read. `unsigned`: c. `signed`: two's complement, -2^(M-1)..2^(M-1)-1.
   * `dorefa`: code 0..2^M-1 stands for 2c - (2^M - 1), the odd grid of DoReFa-Net (arXiv 1606.06160).
   */
  readonly weightCode: 'unsigned' | 'signed' | 'dorefa';
  /** Bits and sign of the incoming codes: those of the input map or of the feeding layer's output. */
  readonly activationBits: number;
  readonly activationSigned: boolean;
  /** Weight codes [outChannels][kernelHeight][kernelWidth][inChannels / groups]; signed codes as negative numbers. One byte each in weights.bin. None of a pool. */
  readonly weights: Int16Array;
  readonly requantise: Requantise;
  /** Present exactly when `residual` is true. */
  readonly skip?: Skip | undefined;
  /** `codes`: saturated to `bits` (1..8). `raw`: the 32-bit two's-complement result, for logits (saturated to 32 bits). */
  readonly output: { readonly kind: 'codes'; readonly bits: number; readonly signed: boolean } | { readonly kind: 'raw' };
}

/** The second input of a residual layer. */
export interface Skip {
  /** Name of an earlier layer, or `input`: a map of the layer's output shape. */
  readonly input: string;
  /** Bits and sign of its codes. */
  readonly bits: number;
  readonly signed: boolean;
  /** Signed, 16 bits; the same for all channels. */
  readonly multiplier: number;
}

/** How sums become codes. */
export type Requantise = MultiplyAddShift | Thresholds;

/** One entry per output channel. */
export interface MultiplyAddShift {
  /** Signed, 16 bits: -32768..32767. */
  readonly multiplier: readonly number[];
  /** Signed, 42 bits. */
  readonly add: readonly number[];
  /** 0..47. */
  readonly shift: readonly number[];
}

/**
 * Any function of the sum that only rises or only falls, per output channel: code = lowest code + number of thresholds T with sum >= T, or, where it
 * falls, highest code - that number.
 */
export interface Thresholds {
  /** [output channel][2^bits - 1], each channel's in ascending order, equal ones allowed; -2^31..2^31: no sum reaches 2^31. */
  readonly thresholds: readonly (readonly number[])[];
  /** [output channel]; absent: no channel falls. */
  readonly falling?: readonly boolean[] | undefined;
}

/** Whether thresholds make the codes. */
export const hasThresholds = (requantise: Requantise): requantise is Thresholds => 'thresholds' in requantise;
