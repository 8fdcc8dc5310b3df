import { writeNetwork } from '../../network/network-file.js';
import { type Contest, settledStart, trainAt } from '../contest.js';
import type { VariableValues } from '../graph/meta-network.js';
import { percent } from '../run/progress.js';
import type { RunFolder } from '../run/run-folder.js';
import { totalSeconds } from '../run/stage.js';
import type { UniformResult } from '../search-result.js';
import type { UniformBaseline } from './uniform-baselines.js';

/**
 * Trains the uniform networks from the float network for as many epochs as search and retraining take together, on all images, and
 * writes their integer networks to `baselines/<name>/` of the run folder.
 */
export async function trainBaselines(contest: Contest, baselines: readonly UniformBaseline[], float: VariableValues, folder: RunFolder): Promise<UniformResult[]> {
  const { parameters, stages } = contest;
  const results: UniformResult[] = [];
  for (const { assignment, ...baseline } of baselines) {
    const stage = `uniform-${baseline.name}`;
    const trained = await trainAt(contest, stage, assignment, settledStart(contest, float, assignment), parameters.epochs + parameters.retrainEpochs);
    await writeNetwork(folder.path('baselines', baseline.name, 'network.json'), trained.network);
    results.push({ ...baseline, ...trained.accuracy, seconds: totalSeconds(trained.history) });
    stages.progress.line(`${stage}: accuracy ${percent(trained.accuracy.quantized)}, integer ${percent(trained.accuracy.integer)}; ${baseline.cycles} cycles`);
  }
  return results;
}
