import { execute } from '../../../../src/hwgen/accelerator/execute.js';
import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { see, type Subject } from '../../library/trial.js';
import { StepModel } from './step-generator.js';

/** Stages between a step's registers and the sums: where a step is, and the captured tile is at the end of the last one. */
const stagesOf = ({ popcountStages }: AcceleratorParameters): number => 4 + popcountStages;

/**
 * The pipeline's control: which stage holds a step and which a complete tile, whatever the operands are. Short tiles, so that several are under
 * way, and shadow registers that are seldom free. What is computed is seen where networks run.
 */
export const executeSubject = (parameters: AcceleratorParameters): Subject => ({
  module: execute(parameters).ir,
  reference(random) {
    const steps = new StepModel(random, parameters);
    const stages = stagesOf(parameters);
    /** Of the step in each stage from 2 on: does it count, does it end a tile; undefined: not known. */
    let counts: (boolean | undefined)[] = Array.from({ length: stages }, () => false);
    let ends: (boolean | undefined)[] = Array.from({ length: stages }, () => false);
    let shadow_free = false;
    /** Kernel positions that a tile is made of, and those that the shadow registers have taken of it. */
    const positions = random.of([1, 1, 2, 9]);
    let taken = 0;
    let tiles = 0;
    const slow = random.below(2) === 0;
    return {
      inputs() {
        shadow_free = random.below(slow ? 6 : 2) === 0;
        return { ...steps.inputs(!ends.at(-1)! || shadow_free), shadow_free, pool_last: positions - 1 };
      },
      outputs(get) {
        const complete = ends.at(-1)!;
        const advance = !complete || shadow_free;
        const takes = complete && shadow_free;
        see(get, 'tile_done', takes && taken === positions - 1);
        see(get, 'stalled', !advance);
        see(get, 'waiting', steps.waiting);
        see(get, 'take_weights', steps.takesWeights);
        const counting = counts.at(-2);
        if (counting !== undefined) see(get, 'counting', advance && counting);
        see(get, 'idle', steps.idle && !steps.endsTile && !ends.includes(true));
        if (takes) {
          taken = (taken + 1) % positions;
          tiles++;
        }
        if (advance) {
          counts = [steps.counts, ...counts.slice(0, -1)];
          ends = [steps.endsTile, ...ends.slice(0, -1)];
        }
        if (steps.halts) [ends, taken] = [ends.map(() => false), 0];
        steps.edge();
      },
      end() {
        if (tiles === 0) throw new Error('no tile was captured');
      },
    };
  },
});
