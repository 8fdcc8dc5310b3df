/** Images with one label each. Pixels are unsigned bytes, layout [image][row][column][channel]; labels are class numbers. */
export interface LabelledImages {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** A classification task in memory, the same from every run: nothing is shuffled here. */
export interface Dataset {
  /** `digits`, `mnist` or `cifar10`. */
  readonly name: string;
  /** Number of classes; labels lie in 0..classes-1. */
  readonly classes: number;
  /** [height, width, channels] of every image. */
  readonly shape: readonly [number, number, number];
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/** The images from `start` (inclusive) to `end` (exclusive), sharing memory with `images`. */
export function sliceImages(images: LabelledImages, start: number, end: number): LabelledImages {
  const bytes = images.count === 0 ? 0 : images.images.length / images.count;
  const last = Math.min(end, images.count);
  return {
    images: images.images.subarray(start * bytes, last * bytes),
    labels: images.labels.subarray(start, last),
    count: Math.max(0, last - start),
  };
}
