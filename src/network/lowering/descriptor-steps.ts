import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { LayerShape } from '../network.js';
import { bandShape, inputRows, type Rows } from './band.js';
import { mapLayout } from './map-layout.js';
import { rowsJobs, type RowsJob } from './load-rows.js';
import { mapShapes, type PlacedShape } from './map-graph.js';
import type { MapPlace, MemoryPlan } from './plan-memory.js';

/** What one descriptor does. Addresses are words of the banks. */
export type Step = RowsStep | LayerStep;

/** Where a descriptor stands in its chain. */
export interface PlaceInChain {
  readonly first: boolean;
  readonly last: boolean;
}

/** Rows of a map come from memory, and nothing else happens. */
export interface RowsStep extends PlaceInChain {
  readonly kind: 'rows';
  readonly load: MapLoad;
}

/** A layer, or a band of its output rows. */
export interface LayerStep extends PlaceInChain {
  readonly kind: 'layer';
  /** The band as a layer of its own: its rows of the input and output map, the padding that they see. */
  readonly shape: LayerShape;
  /** Where of the output it begins. */
  readonly firstRow: number;
  /** Rows of the input map that come from memory first, in one piece. */
  readonly load?: MapLoad | undefined;
  readonly source: PlacedRows;
  readonly skip?: PlacedRows | undefined;
  /** Where its rows of the output stay on chip. */
  readonly target?: PlacedRows | undefined;
  /** Goes to memory: as one unit of the output's map, codes of so many planes or raw results. */
  readonly store?: Stored | undefined;
}

/** log2 of the pixels in a word of the output where it stays on chip only; undefined when it goes to memory. */
export const outputSlots = ({ target, store }: Pick<LayerStep, 'target' | 'store'>): number | undefined => (store ? undefined : target?.slotsLog);

export type Stored = { readonly kind: 'codes'; readonly bits: number } | { readonly kind: 'raw' };

/** Rows of a map on chip, the first one at word `base`. */
export interface PlacedRows {
  readonly base: number;
  readonly slotsLog: number;
  /** For which there is room, at least as many as the codes have. */
  readonly planes: number;
}

export interface MapLoad extends PlacedRows {
  readonly job: RowsJob;
}

/** The bits of maps as they lie on chip and in memory, and where the layer's output goes besides. */
export interface StepBits {
  readonly planes: (map: string) => number;
  /** The output goes to memory whether or not it has a place on chip. */
  readonly store?: Stored | undefined;
}

/** The steps of layer `index`, in order. */
export function layerSteps(layers: readonly PlacedShape[], plan: MemoryPlan, index: number, { planes, store }: StepBits, parameters: AcceleratorParameters): readonly Step[] {
  const layer = layers[index]!;
  const { bands, source, skip, target } = plan.layers[index]!;
  const shapes = mapShapes(layers);
  const spills = plan.spilled.has(layer.name);

  /** The rows `rows` of a map at its place, and what has to be loaded for them. */
  const placed = (map: string, { base, loaded, slotsLog }: MapPlace, rows: Rows): { at: PlacedRows; loads: readonly MapLoad[] } => {
    const shape = shapes.get(map)!;
    const { rowWords } = mapLayout(shape, planes(map), slotsLog, parameters);
    const at = { base: loaded ? base : base + rows.from * rowWords, slotsLog, planes: planes(map) };
    if (!loaded) return { at, loads: [] };
    const jobs = rowsJobs(map, shape, planes(map), plan.units.get(map)!, rows, parameters);
    return { at, loads: jobs.map(({ from, to: _, ...job }) => ({ ...at, base: base + (from - rows.from) * rowWords, job })) };
  };

  const steps = bands.flatMap((rows) => {
    const whole = bands.length === 1 && !source.loaded;
    const input = placed(layer.input, source, whole ? { from: 0, to: layer.inputShape[0] } : inputRows(layer, rows));
    const added = skip && placed(layer.skip!.input, skip, rows);
    // The first layer loads an input that stays; else the last rows come with the layer where they lie in one piece.
    const first = index === 0 && !source.loaded
      ? placed('input', { ...source, loaded: true }, { from: 0, to: layer.inputShape[0] }).loads
      : input.loads;
    const own = first.at(-1)?.job.pieces === 1 ? first.at(-1) : undefined;
    const before = [...(own ? first.slice(0, -1) : first), ...(added?.loads ?? [])];
    const shape = whole ? layer : bandShape(layer, rows);
    return [
      ...before.map((load) => ({ kind: 'rows' as const, load })),
      {
        kind: 'layer' as const, shape, firstRow: rows.from, load: own, source: input.at, skip: added?.at,
        target: target && placed(layer.name, target, rows).at,
        store: spills ? { kind: 'codes' as const, bits: planes(layer.name) } : store,
      },
    ];
  });
  return steps.map((step, at) => ({ ...step, first: index === 0 && at === 0, last: index === layers.length - 1 && at === steps.length - 1 }));
}
