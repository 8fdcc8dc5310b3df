import { descriptorStride } from '../../../../src/hwgen/accelerator/descriptor.js';
import { errorCodes } from '../../../../src/hwgen/accelerator/error-codes.js';
import { readsAhead, type AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { sequencer } from '../../../../src/hwgen/accelerator/sequencer.js';
import { see, type Subject } from '../../library/trial.js';

/** What a cycle of a chain shows besides `busy`. */
interface Shown {
  readonly on?: readonly ('fetch_descriptor' | 'fetch_map' | 'loading' | 'start_layer' | 'layer_done' | 'layer_ends' | 'chain_done')[];
  /** The stages run: an error, the time limit or software can end the chain here. */
  readonly alive: boolean;
  /** The layer's descriptor is not there yet. */
  readonly reading?: true;
  /** Whether it becomes the layer's at the end of this cycle. */
  readonly takes?: () => boolean;
  readonly checks?: true;
}

const flags = ['fetch_descriptor', 'fetch_map', 'loading', 'start_layer', 'layer_done', 'layer_ends', 'chain_done'] as const;

/**
 * Chains of several layers among stages that take their time, with errors of all kinds at any moment. The course of a chain is told as the document
 * tells it, one `yield` per cycle. That the bus never answers is not tried here: it takes 65,535 cycles.
 */
export const sequencerSubject = (parameters: AcceleratorParameters): Subject => ({
  module: sequencer(parameters).ir,
  reference(random) {
    const draw = () => ({
      start: random.below(3) === 0, reset: seldom(), chain_address: BigInt(random.below(2 ** 32)), time_limit: random.of([0, 1, 2 + random.below(60), 20 + random.below(30), 2 ** 32 - 1, 2 ** 32 - 1]),
      fetch_idle: random.below(3) === 0, bad: random.below(8) === 0, forbidden: random.below(8) === 0, last: random.below(3) === 0, load: random.below(2) === 0, load_only: random.below(3) === 0, written: random.below(3) > 0,
      store_idle: random.below(2) === 0, quiet: random.below(8) > 0, reads_ahead: random.below(3) === 0, drained: random.below(drains) === 0, read_error: seldom(), write_error: seldom(),
    });
    const ahead = readsAhead(parameters);
    // Some halves are full of accidents, in others a chain gets far.
    const rare = random.of([8, 60, 400]);
    const drains = random.of([2, 20]);
    const seldom = (): boolean => random.below(rare) === 0;
    let now = draw();
    let error: number = errorCodes.none;
    let address = 0n;
    let cycles = 0;
    let limit = 0;
    /** Cycles since the descriptor is there; the lanes' constants need dn. */
    let settled = 0;
    /** A descriptor is refused: nothing is under way on the bus. */
    let refused = false;
    let lasted = 0;

    function* layer(first: boolean): Generator<Shown, 'done' | 'next' | number, void> {
      if (first || !ahead) {
        yield { on: ['fetch_descriptor'], alive: true, reading: true };
        do yield { alive: true, reading: true, takes: () => now.fetch_idle }; while (!now.fetch_idle);
      }
      yield { alive: true, checks: true };
      if (now.bad) return errorCodes.badDescriptor;
      if (now.forbidden) return errorCodes.forbiddenWrite;
      let onlyRows = false;
      if (now.load) {
        yield { on: ['fetch_map', 'loading'], alive: true };
        do yield { on: ['loading'], alive: true }; while (!now.fetch_idle);
        onlyRows = now.load_only;
      }
      if (!onlyRows) {
        yield { on: ['start_layer'], alive: true };
        do yield { alive: true }; while (!now.written || !now.store_idle || now.reads_ahead);
        if (!now.quiet) return errorCodes.contradiction;
      }
      yield { on: ['layer_done', 'layer_ends'], alive: true, reading: true, ...(ahead && { takes: () => true }) };
      return now.last ? 'done' : 'next';
    }

    /** A chain from the cycle behind its start to the one before it can be started again. */
    function* chain(): Generator<Shown, void, void> {
      for (let end: 'done' | 'next' | number = 'next', first = true; end === 'next'; first = false) {
        const steps = layer(first);
        for (let step = steps.next(); ; step = steps.next()) {
          if (step.done === true) {
            end = step.value;
            break;
          }
          yield step.value;
          // What happens in a cycle ends the chain whatever else it would have done; the gravest counts.
          const accident = now.write_error ? errorCodes.writeError : now.read_error ? errorCodes.readError : cycles >= limit ? errorCodes.timeLimit : now.reset ? errorCodes.reset : undefined;
          if (accident !== undefined) {
            end = accident;
            break;
          }
          cycles++;
        }
        if (typeof end === 'number') {
          error = end;
          refused = end === errorCodes.badDescriptor || end === errorCodes.forbiddenWrite;
          do yield { alive: false }; while (!now.drained);
          refused = false;
        }
      }
      lasted++;
      yield { on: error === errorCodes.none ? ['chain_done'] : ['chain_done', 'layer_ends'], alive: false };
    }

    let course: Generator<Shown, void, void> | undefined;
    let shown: Shown | undefined;
    return {
      inputs: () => (now = { ...draw(), ...(refused && { drained: true }) }),
      outputs(get) {
        see(get, 'busy', shown !== undefined);
        see(get, 'halt', shown?.alive !== true);
        for (const flag of flags) see(get, flag, shown?.on?.includes(flag) === true);
        if (shown?.alive) see(get, 'descriptor_address', address);
        // Behind the check it is that of the next one.
        if (shown?.checks) address = BigInt.asUintN(32, address + BigInt(descriptorStride));
        see(get, 'take_descriptor', shown?.takes?.() === true);
        see(get, 'error', error);
        settled = shown?.reading ? 0 : settled + 1;
        if (shown?.alive && !shown.reading) see(get, 'settled', settled > parameters.dn);

        if (course === undefined && now.start) {
          course = chain();
          [error, address, cycles, limit] = [errorCodes.none, now.chain_address, 0, now.time_limit];
        }
        const next = course?.next();
        if (next?.done === true) course = undefined;
        shown = next?.done === true ? undefined : next?.value;
      },
      end() {
        if (lasted === 0) throw new Error('no chain came to its end');
      },
    };
  },
});
