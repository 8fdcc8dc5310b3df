import type { Network } from '../network/network.js';
import type { Assignment } from './cost/assignment.js';
import { fitToBudget } from './strengths/fit-to-budget.js';
import { SearchTrainee, type SearchEpoch } from './strengths/search-trainee.js';
import { Strengths } from './strengths/strengths.js';
import type { Dataset } from './data/dataset.js';
import { foldNetwork } from './folding/fold-network.js';
import { integerPredictions } from './folding/integer-predictions.js';
import type { Precision } from './graph/forward.js';
import type { SearchProblem } from './search-problem.js';
import { MetaNetwork, type VariableValues } from './graph/meta-network.js';
import type { Model } from './models/model.js';
import { candidateBits, quantizedStart, settledBits, settleValues } from './quantized-start.js';
import { defaultQuantizers, type QuantizerChoice } from './quantizers/quantizer-choice.js';
import { type EpochRecord, runStage, type StageContext } from './run/stage.js';
import type { SearchParameters } from './search-parameters.js';
import type { QuantizedAccuracy } from './search-result.js';
import { defaultAugmentation } from './training/batches.js';
import { accuracy, predict } from './training/evaluate.js';
import { NetworkTrainee, type TrainingSettings } from './training/network-trainee.js';
import { RandomStream } from './training/random-stream.js';

/** What all contestants of one search share: the same data, the same start, the same code. */
export interface Contest {
  readonly parameters: SearchParameters;
  readonly dataset: Dataset;
  readonly model: Model;
  readonly quantizers: QuantizerChoice;
  readonly problem: SearchProblem;
  /** The float network, once it is trained: what others are taught by, where the parameters say so. */
  readonly teacher?: VariableValues | undefined;
  /** Of the cost table, see `Network.mapBits`. */
  readonly mapBits: number | undefined;
  readonly stages: StageContext;
}

/** A network at settled bits after its training. */
export interface TrainedNetwork {
  readonly network: Network;
  readonly accuracy: QuantizedAccuracy;
  readonly history: readonly EpochRecord[];
}

/** The float network, trained from scratch: the reference, and where all others start from. */
export async function trainFloat(contest: Contest): Promise<{ values: VariableValues; accuracy: number; history: readonly EpochRecord[] }> {
  const { model, dataset, parameters } = contest;
  const network = MetaNetwork.initialise(model, RandomStream.from(parameters.seed, 'initialise'));
  const precision: Precision = { kind: 'float' };
  const trainee = new NetworkTrainee(network, precision, RandomStream.from(parameters.seed, 'float'), settings(contest, parameters.floatEpochs));
  try {
    const history = await runStage('float', parameters.floatEpochs, trainee, contest.stages);
    return { values: network.values(), accuracy: accuracy(predict(network, dataset.test, precision), dataset.test), history };
  } finally {
    trainee.dispose();
  }
}

/** The outcome of a search: bits that fit the budget, and the meta weights with the clips of those bits. */
export interface Found {
  readonly assignment: Assignment;
  /** Of the greatest strengths, before fitting. */
  readonly argmax: Assignment;
  readonly values: VariableValues;
  readonly history: readonly SearchEpoch[];
}

/** EBS from the float network, then the fit to the budget. */
export function searchBits(contest: Contest, start: VariableValues): Promise<Found> {
  return taught(contest, contest.parameters.epochs, (training) => searchWith(contest, start, training));
}

async function searchWith(contest: Contest, start: VariableValues, training: TrainingSettings): Promise<Found> {
  const { model, parameters, quantizers, problem: { space, costs, budget } } = contest;
  const candidates = candidateBits(space);
  const network = MetaNetwork.fromValues(model, quantizedStart(model, start, quantizers, candidates));
  const strengths = new Strengths(space, { weights: parameters.weightBias, maps: parameters.activationBias }, quantizers);
  const method = { kind: parameters.method, rates: { weights: parameters.weightRate, maps: parameters.activationRate }, folds: parameters.folds };
  const trainee = new SearchTrainee(network, strengths, RandomStream.from(parameters.seed, 'search'), costs, budget, training, method);
  try {
    const history = (await runStage('search', parameters.epochs, trainee, contest.stages)) as SearchEpoch[];
    const argmax = strengths.argmax();
    const assignment = fitToBudget(model, space, costs, budget, argmax, (kind, name) => strengths.values(kind, name));
    return { assignment, argmax, values: settleValues(model, network.values(), candidates, assignment), history };
  } finally {
    trainee.dispose();
  }
}

/** Training at settled bits from values with one clip per map, folding, and accuracy as trained and as integers. */
export function trainAt(contest: Contest, stage: string, assignment: Assignment, start: VariableValues, epochs: number): Promise<TrainedNetwork> {
  return taught(contest, epochs, (training) => trainWith(contest, stage, assignment, start, training));
}

async function trainWith(contest: Contest, stage: string, assignment: Assignment, start: VariableValues, training: TrainingSettings): Promise<TrainedNetwork> {
  const { model, dataset, parameters, quantizers, mapBits } = contest;
  const network = MetaNetwork.fromValues(model, start);
  const precision = settledPrecision(model, assignment, quantizers);
  const trainee = new NetworkTrainee(network, precision, RandomStream.from(parameters.seed, stage), training);
  try {
    const history = await runStage(stage, training.epochs, trainee, contest.stages);
    const folded = foldNetwork(network, assignment, `${model.name}-${stage}`, quantizers, mapBits);
    const quantized = predict(network, dataset.test, precision);
    const integer = await integerPredictions(folded, dataset.test);
    const agreement = accuracy(integer, { labels: quantized });
    return { network: folded, accuracy: { quantized: accuracy(quantized, dataset.test), integer: accuracy(integer, dataset.test), agreement }, history };
  } finally {
    trainee.dispose();
  }
}

/** The start of a network whose bits are settled without a search: the float network with one fresh clip per map. */
export function settledStart({ model, quantizers }: Contest, float: VariableValues, assignment: Assignment): VariableValues {
  return quantizedStart(model, float, quantizers, settledBits(assignment));
}

/** Every operand at its assigned bits. */
export function settledPrecision(model: Model, { weights, maps }: Assignment, quantizers: QuantizerChoice = defaultQuantizers): Precision {
  const settled = (kind: 'weights' | 'maps', bits: ReadonlyMap<string, number>, names: readonly string[]) =>
    new Map(names.map((name) => [name, { bits: [bits.get(name)!], shares: [1], quantizer: quantizers[kind](name) }]));
  return { kind: 'quantized', weights: settled('weights', weights, model.layers.map(({ name }) => name)), maps: settled('maps', maps, [...maps.keys()]) };
}

/** How the float network trains, and all others but for the teacher. */
function settings({ parameters, dataset }: Contest, epochs: number): TrainingSettings {
  return { data: dataset.train, batchSize: parameters.batchSize, augmentation: defaultAugmentation(dataset.shape), epochs };
}

/** `work` with the settings that all quantized contestants train by; the teacher, if any, lives as long as it takes. */
export async function taught<T>(contest: Contest, epochs: number, work: (settings: TrainingSettings) => Promise<T>): Promise<T> {
  const { model, parameters: { distillation }, teacher } = contest;
  if (distillation === 0 || teacher === undefined) return work(settings(contest, epochs));
  const network = MetaNetwork.fromValues(model, teacher);
  try {
    return await work({ ...settings(contest, epochs), teacher: { network, share: distillation } });
  } finally {
    network.dispose();
  }
}
