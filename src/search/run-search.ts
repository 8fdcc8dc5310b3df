import { writeNetwork } from '../network/network-file.js';
import type { LayerShape } from '../network/network.js';
import type { CostTable } from '../sim/cycles/cost-table.js';
import { loadBackend } from './backend/load-backend.js';
import { type Contest, searchBits, trainAt, trainFloat, uniformStart } from './contest.js';
import { checkCostTable, layerBits, layerCycles, networkCycles } from './cost/assignment.js';
import { searchSpace } from './cost/search-space.js';
import { parseTarget, targetCycles } from './cost/target.js';
import { uniformBaselines } from './cost/uniform-baselines.js';
import { loadDataset } from './data/load-dataset.js';
import { findModel } from './models/find-model.js';
import { layerShapes } from './models/model.js';
import type { ProgressSink } from './run/progress.js';
import { fingerprint, packageVersion, RunFolder } from './run/run-folder.js';
import { checkParameters, type SearchParameters } from './search-parameters.js';
import type { SearchReport, SearchResult, UniformResult } from './search-result.js';

export interface SearchOptions {
  readonly parameters: SearchParameters;
  /** Usually `runs/<name>`. Created; a search that is there already is only touched by `resume`. */
  readonly runDirectory: string;
  /** Go on from the checkpoints in `runDirectory`, with the parameters of that run (`readParameters`). */
  readonly resume: boolean;
  /** Cycles of the model's layers on the accelerator in question. */
  readonly costTable: (shapes: readonly LayerShape[]) => CostTable | Promise<CostTable>;
  readonly progress: ProgressSink;
  /** Breaks the search off soon after it fires, with `Interrupted`. */
  readonly signal?: AbortSignal;
  /** What the caller needs to repeat the run (accelerator parameters, say), kept in `parameters.json` as JSON. */
  readonly caller?: unknown;
}

/**
 * Searches bitwidths at a cycle budget, retrains, folds to the integer network, and trains the uniform networks to compare with. The
 * same parameters, data, cost table and backend give the same result, resumed or not.
 *
 * Throws `InputError` for options, data, target, cost table or checkpoints that can't be used, `Interrupted` when the signal fired.
 */
export async function runSearch(options: SearchOptions): Promise<SearchResult> {
  const { runDirectory, resume, progress, signal } = options;
  const parameters = checkParameters(options.parameters);

  // 1. What is searched: data, model, hardware cost, budget. Nothing is written before all of it is known to be usable.
  const dataset = await loadDataset(parameters.data, { seed: parameters.seed, ...limits(parameters) });
  const model = findModel(parameters.model, dataset.shape, dataset.classes);
  const shapes = layerShapes(model);
  const table = await options.costTable(shapes);
  checkCostTable(table, shapes);
  const space = searchSpace(model, parameters.candidates, parameters.searchEdges);
  const budget = targetCycles(parseTarget(parameters.target), model, space, table);
  const backend = await loadBackend(parameters.backend);

  // 2. The run folder. On resume the checkpoints' fingerprint tells whether it is the same search.
  const folder = new RunFolder(runDirectory);
  await folder.open(resume);
  const versions = { bitloom: await packageVersion(), node: process.version, tfjs: backend.version, backend: backend.name };
  if (!resume) {
    await folder.writeJson('cost-table.json', table);
    await folder.writeJson('parameters.json', { parameters, versions, caller: options.caller ?? null });
  }
  const stages = { checkpointFile: (stage: string) => folder.checkpointFile(stage), fingerprint: fingerprint(parameters, dataset, table), resume, progress, signal };
  const contest: Contest = { parameters, dataset, model, stages };

  // 3. The float network, the start of all others.
  const float = await trainFloat(contest);
  progress.line(`float accuracy ${percent(float.accuracy)}`);

  // 4. Search, fit to the budget, retrain from the meta weights.
  const found = await searchBits(contest, space, table, budget, float.values);
  const cycles = networkCycles(model, found.assignment, table);
  progress.line(`searched: ${layerBits(model, found.assignment).map(({ name, weightBits, activationBits }) => `${name} ${weightBits}x${activationBits}`).join(', ')}; ${cycles} cycles of ${budget}`);
  const searched = await trainAt(contest, 'retrain', found.assignment, found.values, parameters.retrainEpochs);
  const networkFile = folder.path('network.json');
  await writeNetwork(networkFile, searched.network);
  progress.line(`searched accuracy ${percent(searched.accuracy.quantized)}, integer ${percent(searched.accuracy.integer)}`);

  // 5. Uniform networks at no more cycles, trained for as many epochs in all.
  const uniform: UniformResult[] = [];
  const seconds: Record<string, number> = { float: sumSeconds(float.history), search: sumSeconds(found.history), retrain: sumSeconds(searched.history) };
  for (const { assignment, ...baseline } of uniformBaselines(model, table, parameters.candidates, budget, parameters.baselines)) {
    const trained = await trainAt(contest, `uniform-${baseline.name}`, assignment, uniformStart(model, float.values), parameters.epochs + parameters.retrainEpochs);
    await writeNetwork(folder.path('baselines', baseline.name, 'network.json'), trained.network);
    uniform.push({ ...baseline, ...trained.accuracy });
    seconds[`uniform-${baseline.name}`] = sumSeconds(trained.history);
    progress.line(`uniform ${baseline.name} accuracy ${percent(trained.accuracy.quantized)}, integer ${percent(trained.accuracy.integer)}; ${baseline.cycles} cycles`);
  }

  // 6. The report.
  const perLayer = layerCycles(model, found.assignment, table);
  const report: SearchReport = {
    format: 'bitloom-search',
    version: 1,
    parameters,
    versions,
    images: { train: dataset.train.count, test: dataset.test.count },
    targetCycles: budget,
    argmaxCycles: networkCycles(model, found.argmax, table),
    cycles,
    costTableHash: table.hash,
    layers: layerBits(model, found.assignment).map((bits, i) => ({ ...bits, shape: shapes[i]!, cycles: perLayer[i]! })),
    accuracy: { float: float.accuracy, ...searched.accuracy, uniform },
    history: found.history,
    seconds,
  };
  await folder.writeJson('results.json', report);
  return { ...report, runDirectory, networkFile, network: searched.network, costTable: table, dataset };
}

function limits({ trainCount, testCount }: SearchParameters): { trainCount?: number; testCount?: number } {
  return { ...(trainCount === undefined ? {} : { trainCount }), ...(testCount === undefined ? {} : { testCount }) };
}

function sumSeconds(history: readonly Readonly<Record<string, unknown>>[]): number {
  return history.reduce((sum, { seconds }) => sum + (seconds as number), 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
