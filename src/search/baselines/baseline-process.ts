import { readFile } from 'node:fs/promises';
import type { CostTable } from '../../sim/cycles/cost-table.js';
import { loadBackend } from '../backend/load-backend.js';
import type { Contest } from '../contest.js';
import { loadDataset } from '../data/load-dataset.js';
import type { VariableValues } from '../graph/meta-network.js';
import { searchProblem } from '../search-problem.js';
import { findModel } from '../models/find-model.js';
import { chooseQuantizers } from '../quantizers/quantizer-choice.js';
import { readCheckpoint } from '../run/checkpoint.js';
import { interruptSignal } from '../run/interrupted.js';
import { lineProgress } from '../run/progress.js';
import { RunFolder } from '../run/run-folder.js';
import { EventFiles } from '../run/tensorboard.js';
import { datasetOptions, readParameters } from '../search-parameters.js';
import type { BaselineMessage, BaselineOrder } from './second-process.js';
import { trainBaselines } from './train-baselines.js';

// The program of the second process: see second-process.ts. Everything it needs lies in the run folder.

const send = (message: BaselineMessage): Promise<void> => new Promise((resolve) => process.send!(message, () => resolve()));

async function main(order: BaselineOrder): Promise<void> {
  const folder = new RunFolder(order.runDirectory);
  const { parameters } = await readParameters(order.runDirectory);
  const dataset = await loadDataset(parameters.data, datasetOptions(parameters));
  const model = findModel(parameters.model, dataset.shape, dataset.classes, parameters.width);
  const table = await readTable(folder);
  await loadBackend(order.backend);
  // The first process has begun the run's folder of event files.
  const events = order.tensorboard === undefined ? undefined : await EventFiles.open(order.tensorboard, folder.name, true);
  const { signal } = interruptSignal();
  const { stage: _, ...progress } = lineProgress((text) => void send({ kind: 'line', text }));
  const contest: Contest = {
    parameters,
    dataset,
    model,
    quantizers: chooseQuantizers(parameters, model),
    problem: searchProblem(parameters, model, table),
    mapBits: table.mapBits,
    stages: {
      checkpointFile: (stage) => folder.checkpointFile(stage), fingerprint: order.fingerprint, resume: order.resume, progress: { ...progress, stage: () => {} }, signal,
      record: events && ((stage, history) => events.bring(stage, history)),
    },
  };
  const float = await floatValues(folder, order);
  await send({ kind: 'results', results: await trainBaselines({ ...contest, teacher: float }, float, folder) });
}

/** JSON has no Infinity: `null` stands for it. */
async function readTable(folder: RunFolder): Promise<CostTable> {
  const { layers, ...rest } = JSON.parse(await readFile(folder.path('cost-table.json'), 'utf8')) as Omit<CostTable, 'layers'> & { layers: { name: string; cycles: (number | null)[][] }[] };
  return { layers: layers.map(({ name, cycles }) => ({ name, cycles: cycles.map((row) => row.map((value) => value ?? Infinity)) })), ...rest };
}

/** The float network's variables, from the checkpoint of its last epoch. */
async function floatValues(folder: RunFolder, { fingerprint }: BaselineOrder): Promise<VariableValues> {
  const checkpoint = await readCheckpoint(folder.checkpointFile('float'), { fingerprint, stage: 'float' });
  const prefix = 'network/';
  return new Map([...checkpoint!.tensors].flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [])));
}

// Without its parent the process has nobody to work for.
process.on('disconnect', () => process.exit(1));
main(JSON.parse(process.argv[2]!) as BaselineOrder)
  .catch((error: Error) => send({ kind: 'failure', error: error.name, message: error.message }))
  .finally(() => process.exit(0));
