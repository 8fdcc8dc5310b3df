import type { printDesign } from '../../../../src/hwgen/verilog/design.js';
import type { createEngine } from '../../../../src/sim/engine/engine.js';
import { batchOf, outputsOf, type Batch } from '../batch.js';
import { directedDesigns } from '../directed-designs.js';
import { engineOutputs, icarusOutputs, type Outputs } from '../prove-batch.js';
import { randomDesign } from '../random-design.js';
import type { Mutant } from './mutant.js';
import { MutatedSources, StaleMutant } from './mutated-sources.js';

/** How a fault came to light, or that it did not. */
export type Verdict =
  | { readonly kind: 'value'; readonly text: string }
  /** The printer or the engine threw, or Icarus did not take the text. */
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'survived' | 'stale'; readonly text: string };

const BATCH = 25;
const CYCLES = 24;

/** The directed designs alone, with more vectors: they come after the first batch of random ones. */
const DIRECTED = 1;
const DIRECTED_CYCLES = 200;

/**
 * Looks for faults with the random modules of the proof: a mutated printer's text runs in Icarus, a mutated engine runs itself, and the
 * outputs are compared with those of the clean engine, which the proof holds equal to Verilator and Icarus. Batches of 25 modules, up to
 * `modules` of them, and the directed designs, until one shows a difference.
 */
export class Hunt {
  private readonly sources = new MutatedSources();
  private readonly batches: { readonly batch: Batch; readonly expected: Outputs }[] = [];

  constructor(private readonly modules: number) {}

  printer(mutant: Mutant): Promise<Verdict> {
    return this.search<{ printDesign: typeof printDesign }>(mutant, 'src/hwgen/verilog/design.ts', (sources, batch) => icarusOutputs(batch, sources.printDesign));
  }

  engine(mutant: Mutant): Promise<Verdict> {
    return this.search<{ createEngine: typeof createEngine }>(mutant, 'src/sim/engine/engine.ts', (sources, batch) => engineOutputs(batch, sources.createEngine));
  }

  end(): void {
    this.sources.remove();
  }

  private async search<T>(mutant: Mutant, file: string, run: (sources: T, batch: Batch) => Outputs | Promise<Outputs>): Promise<Verdict> {
    let sources: T;
    try {
      sources = await this.sources.load<T>(mutant, file);
    } catch (error) {
      return { kind: error instanceof StaleMutant ? 'stale' : 'refused', text: String(error) };
    }
    const batches = 1 + Math.ceil(this.modules / BATCH);
    for (let index = 0; index < batches; index++) {
      const { batch, expected } = await this.batch(index);
      let outputs: Outputs;
      try {
        outputs = await run(sources, batch);
      } catch (error) {
        return { kind: 'refused', text: String(error).split('\n')[0]! };
      }
      const text = firstDifference(batch, outputs, expected);
      if (text) return { kind: 'value', text };
    }
    return { kind: 'survived', text: `no difference in ${this.modules} modules` };
  }

  private async batch(index: number): Promise<{ readonly batch: Batch; readonly expected: Outputs }> {
    const known = this.batches[index];
    if (known) return known;
    const batch = index === DIRECTED ? batchOf(directedDesigns(), 1, DIRECTED_CYCLES) : randomBatch(index < DIRECTED ? index : index - 1);
    return (this.batches[index] = { batch, expected: await engineOutputs(batch) });
  }
}

function randomBatch(index: number): Batch {
  const first = 1 + index * BATCH;
  return batchOf(Array.from({ length: BATCH }, (_, i) => randomDesign(first + i)), first, CYCLES);
}

function firstDifference({ top }: Batch, outputs: Outputs, expected: Outputs): string | undefined {
  const ports = outputsOf(top);
  for (const [cycle, row] of expected.entries())
    for (const [i, value] of row.entries())
      if (outputs[cycle]![i] !== value) return `${ports[i]!.name} in cycle ${cycle} is ${outputs[cycle]![i]}, not ${value}`;
  return undefined;
}
