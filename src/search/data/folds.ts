import { type LabelledImages, sliceImages } from './dataset.js';

/** Images of one fold and of all others. */
export interface FoldedImages {
  readonly heldOut: LabelledImages;
  readonly others: LabelledImages;
}

/** Images in each of `folds` folds. Those that do not fill a fold belong to none, so that all are of one size. */
export function foldSize({ count }: Pick<LabelledImages, 'count'>, folds: number): number {
  return Math.floor(count / folds);
}

/** The images with fold `fold` (from 0 on, round and round) held out: neighbours in their order, as many in each. What belongs to no fold is among the others. */
export function holdOut(images: LabelledImages, folds: number, fold: number): FoldedImages {
  const size = foldSize(images, folds);
  const start = (fold % folds) * size;
  return { heldOut: sliceImages(images, start, start + size), others: join(sliceImages(images, 0, start), sliceImages(images, start + size, images.count)) };
}

function join(first: LabelledImages, second: LabelledImages): LabelledImages {
  if (first.count === 0) return second;
  if (second.count === 0) return first;
  const both = (a: Uint8Array, b: Uint8Array): Uint8Array => {
    const all = new Uint8Array(a.length + b.length);
    all.set(a);
    all.set(b, a.length);
    return all;
  };
  return { images: both(first.images, second.images), labels: both(first.labels, second.labels), count: first.count + second.count };
}
