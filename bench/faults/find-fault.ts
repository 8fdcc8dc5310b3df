import { modulesOf } from '../../src/hwgen/ir/hierarchy.js';
import type { Module } from '../../src/hwgen/ir/module.js';
import { huntInBlocks } from '../../test/sim/robust/block-hunt.js';
import { explanationOf } from '../../test/sim/robust/explained-faults.js';
import { FaultHunt } from '../../test/sim/robust/fault-hunt.js';
import { faultCases } from '../../test/sim/robust/hostile-cases.js';
import type { PlannedFault } from './planned-faults.js';
import { sameCircuit } from './same-circuit.js';

/** What became of a fault. */
export interface Finding {
  /** `reference`: a block's own; then the kinds of a run of the whole accelerator; `same circuit`: yosys proves that nothing changed; `explained`; `survived`. */
  readonly kind: string;
  readonly text: string;
}

const hunt = new FaultHunt(faultCases());

/** A proof over the words of the memories takes too long. */
const provable = (module: Module): boolean => modulesOf(module).every(({ memories }) => memories.length === 0);

/** Asks the references of the block, then yosys, then runs of the whole accelerator; what none of them finds may be explained. */
export async function findFault({ path, module, site }: PlannedFault): Promise<Finding> {
  const difference = huntInBlocks(module, site.fault);
  if (difference !== undefined) return { kind: 'reference', text: difference };
  if (provable(module) && (await sameCircuit(module, site.fault(module)))) return { kind: 'same circuit', text: '' };
  const { kind, text } = await hunt.hunt(path, site.fault);
  if (kind !== 'survived') return { kind, text };
  const reason = explanationOf(module.name, `${site.kind}: ${site.what}`);
  return reason === undefined ? { kind, text } : { kind: 'explained', text: reason };
}
