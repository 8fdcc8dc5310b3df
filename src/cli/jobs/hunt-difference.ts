import { join } from 'node:path';
import type { Network } from '../../network/network.js';
import { huntText } from '../../sim/debug/hunt-text.js';
import type { Hunt } from '../../sim/debug/hunt.js';
import { huntNetwork, type HuntNetworkOptions } from '../../sim/device/hunt-network.js';

/** Where two simulators part, for people and as JSON can hold it. */
export interface Difference {
  readonly text: string;
  readonly json: unknown;
}

/**
 * For two simulators that a verification found unequal: the first cycle and signal that differ, with traces of both in `folder`. Says so when
 * they turn out equal in a second run.
 */
export async function huntDifference(network: Network, images: readonly ArrayLike<number>[], options: HuntNetworkOptions): Promise<Difference> {
  const found = await huntNetwork(network, images, { ...options, storeAll: true });
  if (!found) return { text: 'a second run of both simulators shows no difference: one of them does not repeat itself', json: null };
  return { text: huntText(found), json: plain(found) };
}

/** Values as text: they may be wider than a number. */
function plain(found: Hunt): unknown {
  return JSON.parse(JSON.stringify(found, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));
}

/** The folder for traces when nobody names one: beside where the user works, named after the network. */
export const debugFolder = (name: string, parent = '.'): string => join(parent, `debug-${name.replace(/[^A-Za-z0-9_.-]/g, '_')}`);
