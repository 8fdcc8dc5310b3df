import type { LayerShape } from '../network.js';
import { dense } from './layer-shapes.js';

/**
 * The fully connected autoencoder of MLPerf Tiny anomaly detection: 640 features (5 frames of 128 mel bands), a bottleneck of 8.
 *
 * Koizumi et al., DCASE 2020 task 2, arXiv 2006.05822; Banbury et al., "MLPerf Tiny Benchmark", arXiv 2106.07597.
 */
export function autoencoderShapes(): readonly LayerShape[] {
  const sizes = [640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640];
  return sizes.slice(1).map((outputs, index) => dense(`dense${index + 1}`, [1, 1, sizes[index]!], outputs));
}
