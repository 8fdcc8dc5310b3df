import { averagePoolShape } from '../average-pool.js';
import type { LayerShape } from '../network.js';
import { convolution, dense } from './layer-shapes.js';

/**
 * LeNet-5 on images of 32 x 32 x 1, layers named as in its paper; subsampling is average pooling, and C3 sees all maps of S2.
 *
 * LeCun et al., "Gradient-Based Learning Applied to Document Recognition", Proceedings of the IEEE 86 (1998), section II.B.
 */
export function lenetShapes(): readonly LayerShape[] {
  const c1 = convolution('C1', [32, 32, 1], 6, { kernel: [5, 5] });
  const s2 = averagePoolShape('S2', c1.outputShape, { kernel: [2, 2] });
  const c3 = convolution('C3', s2.outputShape, 16, { kernel: [5, 5] });
  const s4 = averagePoolShape('S4', c3.outputShape, { kernel: [2, 2] });
  const c5 = dense('C5', s4.outputShape, 120);
  const f6 = dense('F6', c5.outputShape, 84);
  return [c1, s2, c3, s4, c5, f6, dense('output', f6.outputShape, 10)];
}
