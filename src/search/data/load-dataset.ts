import { InputError } from '../../errors/input-error.js';
import { loadCifar10 } from './cifar10.js';
import { type Dataset, type LabelledImages, sliceImages } from './dataset.js';
import { generateDigits } from './digits.js';
import { loadMnist } from './mnist.js';

export interface DatasetOptions {
  /** Decides the digits that are drawn. Default 1. Files don't depend on it. */
  readonly seed?: number;
  /** Digits: how many to draw, default 2,000 and 500. Files: take the first so many, default all. */
  readonly trainCount?: number;
  readonly testCount?: number;
}

/**
 * The data set that `spec` names: `digits` (drawn from a seed, needs no file), `mnist:DIR` or `cifar10:DIR`.
 *
 *     const { train, shape } = await loadDataset('mnist:data/mnist');
 *
 * Throws InputError for an unknown name or a missing, truncated or foreign file.
 */
export async function loadDataset(spec: string, options: DatasetOptions = {}): Promise<Dataset> {
  checkCount('trainCount', options.trainCount);
  checkCount('testCount', options.testCount);
  const { kind, directory } = parseSpec(spec);
  switch (kind) {
    case 'digits':
      return generateDigits({ seed: options.seed ?? 1, trainCount: options.trainCount ?? 2000, testCount: options.testCount ?? 500 });
    case 'mnist':
      return limit(await loadMnist(directory), options);
    case 'cifar10':
      return limit(await loadCifar10(directory), options);
  }
}

/** Checks the form of a data set's name without touching files. Throws InputError. */
export function parseSpec(spec: string): { kind: 'digits' | 'mnist' | 'cifar10'; directory: string } {
  const colon = spec.indexOf(':');
  const kind = colon < 0 ? spec : spec.slice(0, colon);
  const directory = colon < 0 ? '' : spec.slice(colon + 1);
  if (kind === 'digits' && colon < 0) return { kind, directory };
  if ((kind === 'mnist' || kind === 'cifar10') && directory !== '') return { kind, directory };
  throw new InputError(`data set "${spec}" is unknown; choose digits, mnist:DIR or cifar10:DIR`);
}

function limit(dataset: Dataset, { trainCount, testCount }: DatasetOptions): Dataset {
  return { ...dataset, train: first(dataset, 'training', dataset.train, trainCount), test: first(dataset, 'test', dataset.test, testCount) };
}

function first(dataset: Dataset, part: string, images: LabelledImages, count = images.count): LabelledImages {
  if (count > images.count) throw new InputError(`data set ${dataset.name}: ${count} ${part} images asked for, found ${images.count}; ask for fewer`);
  return sliceImages(images, 0, count);
}

function checkCount(name: string, count: number | undefined): void {
  if (count !== undefined && !(Number.isInteger(count) && count >= 1)) throw new InputError(`${name} is ${count}; give a whole number of at least 1`);
}
