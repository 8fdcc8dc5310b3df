import { InputError } from '../errors/input-error.js';
import { writeNetwork } from '../network/network-file.js';
import type { PlacedShape } from '../network/lowering/map-graph.js';
import type { CostTable } from '../sim/cycles/cost-table.js';
import { runBackend } from './backend/run-backend.js';
import { startBaselines } from './baselines/second-process.js';
import { trainBaselines } from './baselines/train-baselines.js';
import { type Contest, searchBits, trainAt, trainFloat } from './contest.js';
import { checkCostTable, layerBits, layerCycles, networkCycles } from './cost/assignment.js';
import { networkMapBits } from './cost/map-bits.js';
import { searchSpace } from './cost/search-space.js';
import { parseTarget } from './cost/target.js';
import { foldSize } from './data/folds.js';
import { loadDataset } from './data/load-dataset.js';
import { searchProblem } from './search-problem.js';
import { findModel } from './models/find-model.js';
import { layerShapes, type Model, placedLayers } from './models/model.js';
import { chooseQuantizers } from './quantizers/quantizer-choice.js';
import { percent, type ProgressSink } from './run/progress.js';
import { fingerprint, packageVersion, RunFolder } from './run/run-folder.js';
import { type EpochRecord, totalSeconds } from './run/stage.js';
import { EventFiles } from './run/tensorboard.js';
import { checkParameters, datasetOptions, type SearchParameters } from './search-parameters.js';
import type { SearchReport, SearchResult } from './search-result.js';

export interface SearchOptions {
  readonly parameters: SearchParameters;
  /** Usually `runs/<name>`. Created; a search that is there already is only touched by `resume`. */
  readonly runDirectory: string;
  /** Go on from the checkpoints in `runDirectory`, with the parameters of that run (`readParameters`). */
  readonly resume: boolean;
  /**
   * Cycles of the model's layers, given as shapes with their edges, on the accelerator in question. No map has more bits than `mapBits`, and
   * the networks are made with the `mapBits` that the table says it is for. InputError when it can't run the model.
   */
  readonly costTable: (shapes: readonly PlacedShape[], model: Model, mapBits: number) => CostTable | Promise<CostTable>;
  readonly progress: ProgressSink;
  /** Breaks the search off soon after it fires, with `Interrupted`. */
  readonly signal?: AbortSignal;
  /** 2 (the default) trains the networks to compare with in a second process beside the search, 1 after it. The results are the same. */
  readonly processes?: 1 | 2;
  /** Folder for event files of TensorBoard, `<folder>/<name of the run folder>/<stage>/`. Without it none are written. */
  readonly tensorboard?: string | undefined;
  /** What the caller needs to repeat the run (accelerator parameters, say), kept in `parameters.json` as JSON. */
  readonly caller?: unknown;
}

/**
 * Searches bitwidths at a budget, retrains, folds to the integer network, and trains the networks to compare with. The
 * same parameters, data, cost table and backend give the same result, resumed or not.
 *
 * Throws `InputError` for options, data, target, cost table or checkpoints that can't be used, `Interrupted` when the signal fired.
 */
export async function runSearch(options: SearchOptions): Promise<SearchResult> {
  const { runDirectory, resume, progress, signal } = options;
  const parameters = checkParameters(options.parameters);

  // 1. What is searched: data, model, hardware cost, budget. Nothing is written before all of it is known to be usable.
  const dataset = await loadDataset(parameters.data, datasetOptions(parameters));
  checkBatchSize(parameters, dataset.train.count);
  const model = findModel(parameters.model, dataset.shape, dataset.classes, parameters.width);
  const quantizers = chooseQuantizers(parameters, model);
  const shapes = layerShapes(model);
  const mapBits = networkMapBits(model, searchSpace(model, parameters.candidates, parameters.edges), parseTarget(parameters.target));
  const table = await options.costTable(placedLayers(model), model, mapBits);
  checkCostTable(table, shapes);
  const problem = searchProblem(parameters, model, table);

  // 2. The run folder. On resume the checkpoints' fingerprint tells whether it is the same search.
  const folder = new RunFolder(runDirectory);
  await folder.open(resume);
  const backend = await runBackend(parameters.backend, resume ? await folder.backend() : undefined, progress.line);
  const events = options.tensorboard === undefined ? undefined : await EventFiles.open(options.tensorboard, folder.name, resume);
  const versions = { bitloom: await packageVersion(), node: process.version, tfjs: backend.version, backend: backend.name };
  if (!resume) {
    await folder.writeJson('cost-table.json', table);
    await folder.writeJson('parameters.json', { parameters, versions, caller: options.caller ?? null });
  }
  const stages = {
    checkpointFile: (stage: string) => folder.checkpointFile(stage), fingerprint: fingerprint(parameters, dataset, table), resume, progress, signal,
    record: events && ((stage: string, history: readonly EpochRecord[]) => events.bring(stage, history)),
  };
  const untaught: Contest = { parameters, dataset, model, quantizers, problem, mapBits: table.mapBits, stages };

  // 3. The float network, the start of all others.
  const float = await trainFloat(untaught);
  const contest: Contest = { ...untaught, teacher: float.values };
  progress.line(`float: accuracy ${percent(float.accuracy)}`);

  // 4. Networks to compare with at no more cost, trained for as many epochs in all: in a second process meanwhile where there is a second core.
  const beside = await startBaselines(backend, contest, folder, options);
  try {
    // 5. Search, fit to the budget, retrain from the meta weights.
    const found = await searchBits(contest, float.values);
    const cost = networkCycles(model, found.assignment, problem.costs);
    progress.line(`search: ${layerBits(model, found.assignment).map(({ name, weightBits, activationBits }) => `${name} ${weightBits}x${activationBits}`).join(', ')}; ${cost} ${problem.unit} of ${problem.budget}`);
    const searched = await trainAt(contest, 'retrain', found.assignment, found.values, parameters.retrainEpochs);
    const networkFile = folder.path('network.json');
    await writeNetwork(networkFile, searched.network);
    progress.line(`retrain: accuracy ${percent(searched.accuracy.quantized)}, integer ${percent(searched.accuracy.integer)}`);
    if (beside?.running()) progress.line('networks to compare with: still in training in the second process');
    const others = beside ? await beside.results() : await trainBaselines(contest, float.values, folder);

    // 6. The report.
    const perLayer = layerCycles(model, found.assignment, table);
    const report: SearchReport = {
      format: 'bitloom-search',
      version: 1,
      parameters,
      versions,
      images: { train: dataset.train.count, test: dataset.test.count },
      unit: problem.unit,
      targetCycles: problem.budget,
      argmaxCycles: networkCycles(model, found.argmax, problem.costs),
      cost,
      cycles: networkCycles(model, found.assignment, table),
      costTableHash: table.hash,
      layers: layerBits(model, found.assignment).map((bits, i) => ({ ...bits, shape: shapes[i]!, cycles: perLayer[i]! })),
      accuracy: { float: float.accuracy, ...searched.accuracy, ...others },
      history: found.history,
      seconds: { float: totalSeconds(float.history), search: totalSeconds(found.history), retrain: totalSeconds(searched.history) },
    };
    await folder.writeJson('results.json', report);
    return { ...report, runDirectory, networkFile, network: searched.network, costTable: table, dataset };
  } finally {
    beside?.stop();
  }
}

/** The strengths learn on one fold of the images at a time. */
function checkBatchSize({ batchSize, folds }: SearchParameters, images: number): void {
  const fold = foldSize({ count: images }, folds);
  if (batchSize > fold) throw new InputError(`search: batch size ${batchSize} is larger than the ${fold} images in one of the ${folds} folds of the training set; use more training images, fewer folds or a smaller batch`);
}
