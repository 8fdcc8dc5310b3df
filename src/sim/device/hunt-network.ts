import type { Module } from '../../hwgen/ir/module.js';
import type { Network } from '../../network/network.js';
import { hunt, type Hunt } from '../debug/hunt.js';
import { engineSide, verilatorSide, type Side } from '../debug/side.js';
import { recordNetwork, type RecordOptions } from './record-network.js';

export interface HuntNetworkOptions extends RecordOptions {
  /** Where the traces go. */
  readonly folder: string;
  /** The simulators to compare; the own engine and Verilator by default. */
  readonly sides?: ((design: Module) => readonly [Side, Side]) | undefined;
}

/**
 * After a verification found two simulators unequal: runs the same again, in both, and hunts for the first signal that differs. What the
 * accelerator's software did on the engine is what both get. Undefined when they turn out equal.
 */
export async function huntNetwork(network: Network, images: readonly ArrayLike<number>[], options: HuntNetworkOptions): Promise<Hunt | undefined> {
  const { folder, sides = (design) => [engineSide(design), verilatorSide(design)] } = options;
  const { design, tape } = await recordNetwork(network, images, options);
  return hunt(tape, ...sides(design), { module: design, folder });
}
