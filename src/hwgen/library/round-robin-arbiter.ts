import { any, bitsFor, bool, cat, check, keep, module, mux, uint, when, type Bool } from '../language/hardware.js';
import { wholeNumber } from './parameters.js';

export interface RoundRobinArbiterParameters {
  /** Requesters, from 2. */
  readonly requesters: number;
}

/**
 * Grants one of the requests, in the same cycle: the first at or above the place behind the last one served, else the lowest. `grant` has at
 * most one bit, `index` is its number. A grant counts as served in a cycle with `accept`; until then the order stays, but a request
 * that comes in between can take the grant. Every requester that keeps asking is served within `requesters` grants.
 */
export const roundRobinArbiter = module(
  ({ requesters }: RoundRobinArbiterParameters) => `round_robin_arbiter_${requesters}`,
  ({ requesters }: RoundRobinArbiterParameters) => {
    wholeNumber('round-robin arbiter', 'requesters', requesters, 2, 64);
    return {
      doc: `Serves ${requesters} requesters in turn.`,
      inputs: { request: uint(requesters), accept: bool.doc('the granted one is served') },
      outputs: { grant: uint(requesters).doc('one bit, or none'), index: uint(bitsFor(requesters - 1)), granted: bool },
      state: { behind: uint(requesters).reset(0).doc('ones from the place behind the last one served') },
    };
  },
  ({ request, accept, behind }, { requesters }) => {
    const preferred = request.and(behind);
    const some = preferred.any();
    const chosen = mux(some, preferred, request);
    const others = chosen.sub(1).asUnsigned().wrap(requesters);
    // x & ~(x - 1): the lowest one.
    const grant = chosen.and(others.not());
    const granted = request.any();
    keep({ preferred, some, chosen, others, grant, granted });

    when(accept.and(granted), () => {
      // Ones above the grant: neither the bits below it nor the grant itself.
      behind.next = others.xor(chosen).not();
    });

    // x ^ (x - 1) is the lowest one and all below it.
    const places = bitsFor(requesters - 1);
    const digits = Array.from({ length: places }, (_, k): Bool => any(...Array.from({ length: requesters }, (_, i) => i).filter((i) => (i >> k) & 1).map((i) => grant.bit(i))));
    check('one grant at most', grant.and(grant.sub(1).asUnsigned().wrap(requesters)).eq(0));
    return { grant, index: cat(...digits.toReversed()), granted };
  },
);
