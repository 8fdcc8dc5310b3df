import type { LayerShape } from '../network.js';
import { windowExtent } from '../window.js';

/** Rows from..to-1 of a map. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** The rows of the input map that output rows `rows` see. At least one, also where they see nothing but padding. */
export function inputRows(shape: LayerShape, rows: Rows): Rows {
  const height = shape.inputShape[0];
  const first = firstRow(shape, rows);
  const end = (rows.to - 1) * shape.stride[0] - shape.padding.top + windowExtent(shape.kernel[0], shape.dilation?.[0] ?? 1);
  const from = Math.min(Math.max(first, 0), height - 1);
  return { from, to: Math.min(Math.max(end, from + 1), height) };
}

/**
 * The layer that makes output rows `rows` out of the input rows that they see. Its padding is the rest: none at the top for a band from the
 * middle of the map. Where the band's window lies behind all rows that there are, it is negative.
 */
export function bandShape<Shape extends LayerShape>(shape: Shape, rows: Rows): Shape {
  const [height, width, channels] = shape.inputShape;
  const seen = inputRows(shape, rows);
  if (rows.from === 0 && rows.to === shape.outputShape[0] && seen.from === 0 && seen.to === height) return shape;
  const top = seen.from - firstRow(shape, rows);
  const extent = windowExtent(shape.kernel[0], shape.dilation?.[0] ?? 1);
  const count = rows.to - rows.from;
  return {
    ...shape,
    inputShape: [seen.to - seen.from, width, channels],
    outputShape: [count, shape.outputShape[1], shape.outputShape[2]],
    padding: { ...shape.padding, top, bottom: (count - 1) * shape.stride[0] + extent - top - (seen.to - seen.from) },
  };
}

/** Where the window of the first row begins, in rows of the input; negative in the padding. */
const firstRow = ({ stride, padding }: LayerShape, rows: Rows): number => rows.from * stride[0] - padding.top;

/** `count` rows in bands of as many rows each, the last one of what is left. */
export function bandsOf(count: number, height: number): readonly Rows[] {
  return Array.from({ length: Math.ceil(count / height) }, (_, band) => ({ from: band * height, to: Math.min((band + 1) * height, count) }));
}
