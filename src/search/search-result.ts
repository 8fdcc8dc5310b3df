import type { LayerShape, Network } from '../network/network.js';
import type { CostTable } from '../sim/cycles/cost-table.js';
import type { Backend } from './backend/load-backend.js';
import type { RivalName } from './baselines/rival-names.js';
import type { LayerBits } from './cost/assignment.js';
import type { CostUnit } from './cost/target.js';
import type { Dataset } from './data/dataset.js';
import type { SearchParameters } from './search-parameters.js';
import type { SearchEpoch } from './strengths/search-trainee.js';

/** Shares of the test images, 0..1. */
export interface QuantizedAccuracy {
  /** The network as trained: fake-quantized floats. */
  readonly quantized: number;
  /** The integer network, exact. */
  readonly integer: number;
  /** Share of the images for which the two predict the same class. */
  readonly agreement: number;
}

/** A uniform network at no more cycles than the target, from the same start, trained for the same epochs in all. */
export interface UniformResult extends QuantizedAccuracy {
  /** `w2a3`; its network lies in `baselines/w2a3/network.json` of the run folder. */
  readonly name: string;
  readonly weightBits: number;
  readonly activationBits: number;
  /** By the cost table. */
  readonly cycles: number;
  /** Of training. */
  readonly seconds: number;
}

/** A network whose bits another way has settled within the same budget, trained for the same epochs in all. */
export interface RivalResult extends QuantizedAccuracy {
  /** Its network lies in `baselines/<name>/network.json` of the run folder. */
  readonly name: RivalName;
  readonly cycles: number;
  readonly layers: readonly LayerBits[];
  /** Of settling the bits and of training. */
  readonly seconds: number;
}

/** One layer of the searched network. Cycles by the cost table. */
export interface LayerResult {
  readonly name: string;
  readonly shape: LayerShape;
  readonly weightBits: number;
  readonly activationBits: number;
  readonly cycles: number;
}

/** `results.json` in the run folder. */
export interface SearchReport {
  readonly format: 'bitloom-search';
  readonly version: 1;
  readonly parameters: SearchParameters;
  readonly versions: { readonly bitloom: string; readonly node: string; readonly tfjs: string; readonly backend: Backend['name'] };
  readonly images: { readonly train: number; readonly test: number };
  /** What the budget limits. Every `target...`, `expected...` and `argmax...` here and in the history is in this unit. */
  readonly unit: CostUnit;
  /** The budget. */
  readonly targetCycles: number;
  /** Cost of the network of the greatest strengths, and of the final one after fitting. */
  readonly argmaxCycles: number;
  readonly cost: number;
  /** Cycles of the final one, whatever the unit. */
  readonly cycles: number;
  readonly costTableHash: string;
  readonly layers: readonly LayerResult[];
  readonly accuracy: { readonly float: number } & QuantizedAccuracy & { readonly uniform: readonly UniformResult[]; readonly rivals: readonly RivalResult[] };
  /** What the search reported of each epoch. */
  readonly history: readonly SearchEpoch[];
  /** Seconds of training per stage of the searched network; those of the uniform ones may have run beside them. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** What `runSearch` returns: the report, and what goes on from it. */
export interface SearchResult extends SearchReport {
  readonly runDirectory: string;
  /** `network.json` in the run folder. */
  readonly networkFile: string;
  readonly network: Network;
  readonly costTable: CostTable;
  readonly dataset: Dataset;
}
