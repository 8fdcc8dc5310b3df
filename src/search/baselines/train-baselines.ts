import { writeNetwork } from '../../network/network-file.js';
import { type Contest, settledStart, trainAt } from '../contest.js';
import type { VariableValues } from '../graph/meta-network.js';
import { percent } from '../run/progress.js';
import type { RunFolder } from '../run/run-folder.js';
import { totalSeconds } from '../run/stage.js';
import type { RivalResult, UniformResult } from '../search-result.js';
import { networkCycles } from '../cost/assignment.js';
import { trainRivals } from './rivals.js';
import { uniformBaselines } from './uniform-baselines.js';

/** All networks to compare with. */
export interface BaselineResults {
  readonly uniform: readonly UniformResult[];
  readonly rivals: readonly RivalResult[];
}

/**
 * Trains the uniform networks that the parameters ask for, then the rivals, from the float network, for as many epochs as search and
 * retraining take together, on all images, and writes their integer networks to `baselines/<name>/` of the run folder.
 */
export async function trainBaselines(contest: Contest, float: VariableValues, folder: RunFolder): Promise<BaselineResults> {
  return { uniform: await trainUniform(contest, float, folder), rivals: await trainRivals(contest, contest.parameters.rivals, float, folder) };
}

async function trainUniform(contest: Contest, float: VariableValues, folder: RunFolder): Promise<UniformResult[]> {
  const { model, parameters, problem, stages } = contest;
  const baselines = uniformBaselines(model, problem.costs, { ...parameters, budget: problem.budget, count: parameters.baselines });
  const results: UniformResult[] = [];
  for (const { assignment, name, weightBits, activationBits } of baselines) {
    const baseline = { name, weightBits, activationBits, cycles: networkCycles(model, assignment, problem.cycles) };
    const stage = `uniform-${baseline.name}`;
    const trained = await trainAt(contest, stage, assignment, settledStart(contest, float, assignment), parameters.epochs + parameters.retrainEpochs);
    await writeNetwork(folder.path('baselines', baseline.name, 'network.json'), trained.network);
    results.push({ ...baseline, ...trained.accuracy, seconds: totalSeconds(trained.history) });
    stages.progress.line(`${stage}: accuracy ${percent(trained.accuracy.quantized)}, integer ${percent(trained.accuracy.integer)}; ${baseline.cycles} cycles`);
  }
  return results;
}
