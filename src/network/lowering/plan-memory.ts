import { InputError } from '../../errors/input-error.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { bandsOf, inputRows, type Rows } from './band.js';
import { mapLayout } from './map-layout.js';
import type { Unit } from './load-rows.js';
import { lastReaders, mapShapes, type PlacedShape } from './map-graph.js';
import { mapSlots, slotsLogFor } from './choose-slots.js';
import { sharedSlotsLog } from './map-slots.js';

/**
 * Which maps stay in the activation memory and which ones stand in memory outside, and how the layers that read those run: band by
 * band of output rows, each after the input rows that it sees, and the rows that it adds, have been loaded.
 */
export interface MemoryPlan {
  /** Maps in memory, the network's input always: the rows that lie together there. */
  readonly units: ReadonlyMap<string, readonly Unit[]>;
  /** Of them, those that have no place in the activation memory. */
  readonly spilled: ReadonlySet<string>;
  readonly layers: readonly LayerPlan[];
}

export interface LayerPlan {
  /** Output rows, band by band; one for a layer that finds its maps on chip. */
  readonly bands: readonly Rows[];
  readonly source: MapPlace;
  readonly skip?: MapPlace | undefined;
  /** Place of row 0 of the output; undefined when it does not stay on chip. */
  readonly target?: MapPlace | undefined;
}

/** A word of the banks: of row 0 of the map, or with `loaded` of the first row that a band needs. */
export interface MapPlace {
  readonly base: number;
  readonly loaded: boolean;
  /** log2 of the pixels in a word, or columnPairs. */
  readonly slotsLog: number;
}

/**
 * Everything on chip if that fits; else maps are spilled, one after another, until all layers find room: where one does not, of the maps
 * on chip there the one that frees most words for every time that it will be loaded. What remains of the memory is for the bands, as high as fits. `bits`: what a
 * map is counted with. A plan depends on shapes, edges and these bits only.
 *
 * InputError when a single row of a layer's output needs more than the whole activation memory.
 */
export function planMemory(layers: readonly PlacedShape[], bits: (map: string) => number, parameters: AcceleratorParameters): MemoryPlan {
  const spilled = new Set<string>();
  for (;;) {
    const found = new Attempt(layers, bits, spilled, parameters).plan();
    if (found instanceof Array) spilled.add(chosen(found));
    else return found;
  }
}

/** The plan with everything on chip, or undefined when it does not fit. */
export function planOnChip(layers: readonly PlacedShape[], bits: (map: string) => number, parameters: AcceleratorParameters): MemoryPlan | undefined {
  const found = new Attempt(layers, bits, new Set(), parameters).plan();
  return found instanceof Array ? undefined : found;
}

/** A map that could be spilled. */
interface Resident {
  readonly name: string;
  readonly words: number;
  /** How often it would be read from memory; the network's input is once in any case, and costs some bands only. */
  readonly reads: number;
  readonly from: number;
}

/** The last one of those with most words per read. */
function chosen(candidates: readonly Resident[]): string {
  const gain = ({ words, reads }: Resident): number => words / reads;
  return candidates.reduce((best, each) => (gain(each) >= gain(best) ? each : best)).name;
}

class Attempt {
  private readonly shapes;
  private readonly last;
  private readonly slots;
  private live: Resident[] = [];

  constructor(
    private readonly layers: readonly PlacedShape[],
    private readonly bits: (map: string) => number,
    private readonly spilled: ReadonlySet<string>,
    private readonly parameters: AcceleratorParameters,
  ) {
    this.shapes = mapShapes(layers);
    this.last = lastReaders(layers);
    this.slots = mapSlots(layers, parameters);
  }

  /** The plan, or the maps of which one must go. */
  plan(): MemoryPlan | readonly Resident[] {
    const places = new Map<string, number>();
    const plans: LayerPlan[] = [];
    const units = new Map<string, readonly Unit[]>();
    const keep = (name: string): boolean => {
      const words = this.layoutOf(name, this.slots.get(name)!).words;
      const from = this.gap(words);
      this.live.push({ name, words, from: from ?? Infinity, reads: this.readersOf(name).length - (name === 'input' ? 0.5 : 0) });
      places.set(name, from!);
      return from !== undefined;
    };
    if (!this.spilled.has('input') && !keep('input')) return this.live;

    for (const [index, layer] of this.layers.entries()) {
      this.live = this.live.filter(({ name }) => this.last.get(name)! >= index);
      const stays = this.last.has(layer.name) && !this.spilled.has(layer.name);
      if (stays && !keep(layer.name)) return this.live;
      const plan = this.layerPlan(layer, places);
      if (plan === undefined) {
        if (this.live.length === 0) throw this.tooSmall(layer);
        return this.live;
      }
      plans.push({ ...plan, target: stays ? { base: places.get(layer.name)!, loaded: false, slotsLog: this.slots.get(layer.name)! } : undefined });
      units.set(layer.name, plan.bands);
    }

    units.set('input', this.inputUnits(plans));
    return { spilled: this.spilled, units: new Map([...units].filter(([name]) => name === 'input' || this.spilled.has(name))), layers: plans };
  }

  /** The highest bands for which there is room beside the maps on chip. */
  private layerPlan(layer: PlacedShape, places: ReadonlyMap<string, number>): Omit<LayerPlan, 'target'> | undefined {
    const { input, skip } = layer;
    const [rows] = layer.outputShape;
    const onChip = (name: string): MapPlace => ({ base: places.get(name)!, loaded: false, slotsLog: this.slots.get(name)! });
    const loads = this.spilled.has(input);
    const adds = skip !== undefined && this.spilled.has(skip.input);
    if (!loads && !adds) return { bands: [{ from: 0, to: rows }], source: onChip(input), skip: skip && onChip(skip.input) };
    const sourceSlots = slotsLogFor(layer, this.parameters, true);
    const skipSlots = sharedSlotsLog(layer.outputShape[2], this.parameters);
    for (let count = 1, height = rows; ; count++, height = Math.ceil(rows / count)) {
      const bands = bandsOf(rows, height);
      const seen = Math.max(...bands.map((band) => { const { from, to } = inputRows(layer, band); return to - from; }));
      const source = loads ? this.gap(seen * this.layoutOf(input, sourceSlots).rowWords) : 0;
      const before = this.live;
      if (loads && source !== undefined) this.live = [...before, { name: '', words: seen * this.layoutOf(input, sourceSlots).rowWords, from: source, reads: 1 }];
      const added = adds ? this.gap(height * this.layoutOf(skip.input, skipSlots).rowWords) : 0;
      this.live = before;
      if (source !== undefined && added !== undefined) {
        return {
          bands,
          source: loads ? { base: source, loaded: true, slotsLog: sourceSlots } : onChip(input),
          skip: adds ? { base: added, loaded: true, slotsLog: skipSlots } : skip && onChip(skip.input),
        };
      }
      if (height === 1) return undefined;
    }
  }

  /** The network's input: where one layer reads it in bands, the rows of each band, those that two see twice; else all of it. */
  private inputUnits(plans: readonly LayerPlan[]): readonly Unit[] {
    const readers = this.readersOf('input');
    const [only] = readers;
    if (!this.spilled.has('input') || readers.length > 1 || this.layers[only!]!.skip?.input === 'input') return [{ from: 0, to: this.shapes.get('input')![0] }];
    return plans[only!]!.bands.map((band) => inputRows(this.layers[only!]!, band));
  }

  /** The lowest place for so many words among the maps on chip. */
  private gap(words: number): number | undefined {
    let from = 0;
    for (const map of [...this.live].sort((a, b) => a.from - b.from)) {
      if (from + words <= map.from) break;
      from = Math.max(from, map.from + map.words);
    }
    return from + words <= this.parameters.activationDepth ? from : undefined;
  }

  /** Layers that read a map, one that reads it and adds it twice. */
  private readersOf(name: string): readonly number[] {
    return this.layers.flatMap(({ input, skip }, index) => [input, skip?.input].flatMap((read) => (read === name ? [index] : [])));
  }

  private layoutOf(name: string, slotsLog: number) {
    return mapLayout(this.shapes.get(name)!, this.bits(name), slotsLog, this.parameters);
  }

  private tooSmall(layer: PlacedShape): InputError {
    const { input, skip } = layer;
    const seen = Math.max(...bandsOf(layer.outputShape[0], 1).map((row) => { const { from, to } = inputRows(layer, row); return to - from; }));
    const needed = seen * this.layoutOf(input, slotsLogFor(layer, this.parameters, true)).rowWords
      + (skip ? this.layoutOf(skip.input, sharedSlotsLog(layer.outputShape[2], this.parameters)).rowWords : 0);
    return new InputError(
      `layer ${layer.name}: what one row of its output is made of needs ${needed} words of the activation memory, which has ${this.parameters.activationDepth}; ` +
        `raise activationDepth to ${2 ** Math.ceil(Math.log2(needed))} in the accelerator configuration, or use fewer activation bits`,
    );
  }
}
