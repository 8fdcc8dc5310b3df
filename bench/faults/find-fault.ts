import { huntInBlocks } from '../../test/sim/robust/block-hunt.js';
import { explanationOf } from '../../test/sim/robust/explained-faults.js';
import { faultCases } from '../../test/sim/robust/fault-cases.js';
import { FaultHunt } from '../../test/sim/robust/fault-hunt.js';
import { cutMemories } from './cut-memories.js';
import { textOf, type PlannedFault } from './planned-faults.js';
import { sameCircuit } from './same-circuit.js';

/** What became of a fault. */
export interface Finding {
  /** `reference`: a block's own; then the kinds of a run of the whole accelerator; `same circuit`: yosys proves that nothing changed; `explained`; `survived`. */
  readonly kind: string;
  readonly text: string;
}

const hunt = new FaultHunt(faultCases());

/** Asks the references of the block, then yosys, then runs of the whole accelerator (in the whole itself yosys last: it takes longest); what none of them finds may be explained. */
export async function findFault({ path, module, site }: PlannedFault): Promise<Finding> {
  const difference = huntInBlocks(module, site.fault);
  if (difference !== undefined) return { kind: 'reference', text: difference };
  const whole = path.length === 0;
  const proved = async (): Promise<boolean> => module.memories.length === 0 && sameCircuit(cutMemories(module), cutMemories(site.fault(module)));
  if (!whole && (await proved())) return { kind: 'same circuit', text: '' };
  const { kind, text } = await hunt.hunt(path, site.fault);
  if (kind !== 'survived') return { kind, text };
  if (whole && (await proved())) return { kind: 'same circuit', text: '' };
  const reason = explanationOf(module.name, textOf(site));
  return reason === undefined ? { kind, text } : { kind: 'explained', text: reason };
}
