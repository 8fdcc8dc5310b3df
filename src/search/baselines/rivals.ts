import { writeNetwork } from '../../network/network-file.js';
import { type Contest, settledStart, taught, trainAt, type TrainedNetwork } from '../contest.js';
import { type Assignment, layerBits, networkCycles } from '../cost/assignment.js';
import { MetaNetwork, type VariableValues } from '../graph/meta-network.js';
import { candidateBits, quantizedStart, settleValues } from '../quantized-start.js';
import { percent } from '../run/progress.js';
import type { RunFolder } from '../run/run-folder.js';
import { runStage, totalSeconds } from '../run/stage.js';
import type { RivalResult } from '../search-result.js';
import { NetworkTrainee, type TrainingSettings } from '../training/network-trainee.js';
import { RandomStream } from '../training/random-stream.js';
import { oneOfCandidates } from './calibration.js';
import { evolveBits } from './evolve-bits.js';
import { leastLossAssignment } from './integer-program.js';
import type { RivalName } from './rival-names.js';
import { randomAssignment } from './random-assignment.js';
import { measureSensitivity } from './sensitivity.js';

/**
 * Settles bits by each of the named ways and trains at them, for as many epochs in all as search and retraining take together: from the float
 * network, but for the evolution, which spends the search's epochs on weights that it shares between random bits. Their integer networks
 * go to `baselines/<name>/` of the run folder.
 */
export async function trainRivals(contest: Contest, names: readonly RivalName[], float: VariableValues, folder: RunFolder): Promise<RivalResult[]> {
  const { model, problem, stages } = contest;
  const results: RivalResult[] = [];
  for (const name of names) {
    const { assignment, trained, seconds } = await ways[name](contest, float);
    await writeNetwork(folder.path('baselines', name, 'network.json'), trained.network);
    const cycles = networkCycles(model, assignment, problem.cycles);
    results.push({ name, cycles, layers: layerBits(model, assignment), ...trained.accuracy, seconds: seconds + totalSeconds(trained.history) });
    stages.progress.line(`${name}: accuracy ${percent(trained.accuracy.quantized)}, integer ${percent(trained.accuracy.integer)}; ${cycles} cycles`);
  }
  return results;
}

/** Settled bits, the network trained at them, and the seconds that settling took. */
interface Settled {
  readonly assignment: Assignment;
  readonly trained: TrainedNetwork;
  readonly seconds: number;
}

const ways: Readonly<Record<RivalName, (contest: Contest, float: VariableValues) => Promise<Settled>>> = {
  async random(contest, float) {
    const { model, parameters, problem: { space, costs, budget } } = contest;
    const assignment = randomAssignment(model, space, costs, budget, RandomStream.from(parameters.seed, 'random'));
    return { assignment, trained: await trainThroughout(contest, 'random', assignment, float), seconds: 0 };
  },

  async sensitivity(contest, float) {
    const { model, problem: { space, costs, budget } } = contest;
    const start = performance.now();
    const assignment = leastLossAssignment(model, space, costs, budget, await measureSensitivity(contest, float));
    const seconds = (performance.now() - start) / 1000;
    return { assignment, trained: await trainThroughout(contest, 'sensitivity', assignment, float), seconds };
  },

  async evolution(contest, float) {
    const { model, parameters, problem: { space } } = contest;
    const shared = await trainShared(contest, float);
    const start = performance.now();
    const assignment = await evolveBits(contest, shared.values, parameters.evaluations);
    const seconds = shared.seconds + (performance.now() - start) / 1000;
    const values = settleValues(model, shared.values, candidateBits(space), assignment);
    return { assignment, trained: await trainAt(contest, 'evolution', assignment, values, parameters.retrainEpochs), seconds };
  },
};

function trainThroughout(contest: Contest, stage: string, assignment: Assignment, float: VariableValues): Promise<TrainedNetwork> {
  const { epochs, retrainEpochs } = contest.parameters;
  return trainAt(contest, stage, assignment, settledStart(contest, float, assignment), epochs + retrainEpochs);
}

/** Weights that serve many bits: every step at other random bits within the budget (single path one-shot, arXiv 1904.00420). */
function trainShared(contest: Contest, float: VariableValues): Promise<{ values: VariableValues; seconds: number }> {
  return taught(contest, contest.parameters.epochs, (training) => trainSharedWith(contest, float, training));
}

async function trainSharedWith(contest: Contest, float: VariableValues, training: TrainingSettings): Promise<{ values: VariableValues; seconds: number }> {
  const { model, parameters, quantizers, problem: { space, costs, budget } } = contest;
  const bits = candidateBits(space);
  const network = MetaNetwork.fromValues(model, quantizedStart(model, float, quantizers, bits));
  const random = RandomStream.from(parameters.seed, 'shared');
  const draw = () => oneOfCandidates(contest, bits, randomAssignment(model, space, costs, budget, random));
  const trainee = new NetworkTrainee(network, draw, random, training);
  try {
    const history = await runStage('shared', parameters.epochs, trainee, contest.stages);
    return { values: network.values(), seconds: totalSeconds(history) };
  } finally {
    trainee.dispose();
  }
}
