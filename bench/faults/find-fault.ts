import { huntInBlocks, slow, type Patience } from '../../test/sim/robust/block-hunt.js';
import { explanationOf } from '../../test/sim/robust/explained-faults.js';
import type { FaultBuild } from '../../test/sim/robust/fault-builds.js';
import { FaultHunt } from '../../test/sim/robust/fault-hunt.js';
import { cutMemories } from './cut-memories.js';
import type { PlannedFault } from './planned-faults.js';
import { sameCircuit } from './same-circuit.js';

/** What became of a fault. */
export interface Finding {
  /** `reference`: a block's own; then the kinds of a run of the whole accelerator; `same circuit`: yosys proves that nothing changed; `explained`; `survived`. */
  readonly kind: string;
  readonly text: string;
}

/** Few runs find nearly all; the rest of them come when nothing else finds a fault. */
const quick: Patience = { own: 8, held: 2 };
const patient: Patience = { own: 40, held: 4 };

const hunts = new Map<FaultBuild, FaultHunt>();

/** Networks that run, without hostile chains, before yosys is asked: that finds most faults and takes less time than a proof. */
const glance = 2;

/**
 * Asks the references of the block, then a few networks on the whole accelerator, then yosys, then all that runs on it (in the whole itself yosys last: it takes longest), all
 * in the fault's own build; what none of them finds may be explained.
 */
export async function findFault({ build, path, module, site }: PlannedFault): Promise<Finding> {
  const whole = path.length === 0;
  const hunt = hunts.get(build) ?? new FaultHunt(build.parameters);
  hunts.set(build, hunt);
  const inBlocks = async (patience: Patience): Promise<Finding | undefined> => {
    const text = whole ? undefined : huntInBlocks(build.parameters, module, site.fault, patience);
    return text === undefined ? undefined : { kind: 'reference', text };
  };
  const inNetworks = async (count?: number): Promise<Finding | undefined> => {
    const verdict = await hunt.hunt(path, site.fault, count);
    return verdict.kind === 'survived' ? undefined : verdict;
  };
  const byYosys = async (): Promise<Finding | undefined> => ((await sameCircuit(cutMemories(module), cutMemories(site.fault(module)))) ? { kind: 'same circuit', text: '' } : undefined);
  const reason = explanationOf(build.name, module.name, site);
  const early = async (): Promise<Finding | undefined> => (module.name === slow ? (await inNetworks(glance)) ?? inBlocks(quick) : (await inBlocks(quick)) ?? inNetworks(glance));
  return (whole ? undefined : (await early()) ?? (await byYosys())) ?? (await inNetworks())
    ?? (whole ? await byYosys() : undefined) ?? (await inBlocks(patient)) ?? (reason === undefined ? { kind: 'survived', text: '' } : { kind: 'explained', text: reason });
}
