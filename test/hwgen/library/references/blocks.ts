import { dualPortRam, type DualPortRamParameters } from '../../../../src/hwgen/library/dual-port-ram.js';
import { popcountLatency, popcountPipeline, type PopcountPipelineParameters } from '../../../../src/hwgen/library/popcount-pipeline.js';
import { roundRobinArbiter } from '../../../../src/hwgen/library/round-robin-arbiter.js';
import { bitsFor } from '../../../../src/hwgen/language/hardware.js';
import { see, type Subject } from '../trial.js';

const arbiterSubject = (requesters: number): Subject => ({
  module: roundRobinArbiter({ requesters }).ir,
  reference(random) {
    let next = 0;
    let request: boolean[] = [];
    let accept = false;
    return {
      inputs() {
        const density = random.of([2, 4, 16]);
        request = Array.from({ length: requesters }, () => random.below(density) === 0);
        accept = random.below(3) > 0;
        return { request: request.reduce((bits, on, i) => bits | (on ? 1n << BigInt(i) : 0n), 0n), accept };
      },
      outputs(get) {
        // The place behind the last one served, and on around the ring; what comes before it is met last.
        const turn = Array.from({ length: requesters }, (_, i) => (next + i) % requesters);
        const served = turn.find((i) => request[i]);
        see(get, 'granted', served !== undefined);
        see(get, 'grant', served === undefined ? 0n : 1n << BigInt(served));
        see(get, 'index', served ?? 0);
        if (served !== undefined && accept) next = (served + 1) % requesters;
      },
    };
  },
});

const ramSubject = (params: DualPortRamParameters): Subject => {
  const { width, depth, unit = width, initial = [] } = params;
  const units = width / unit;
  // The contents outlive a reset, so they belong to the run and not to a half.
  const contents = Array.from({ length: depth }, (_, i) => BigInt(initial[i] ?? 0));
  let word = 0n;
  return {
    module: dualPortRam(params).ir,
    reference(random) {
      const addresses = 2 ** bitsFor(depth - 1);
      let inputs = { write: 0n, write_address: 0, write_data: 0n, read: false, read_address: 0 };
      return {
        inputs() {
          inputs = {
            write: random.of([0n, random.bits(units), 2n ** BigInt(units) - 1n]), write_address: random.below(addresses), write_data: random.bits(width),
            read: random.below(3) > 0, read_address: random.below(addresses),
          };
          if (random.below(4) === 0) inputs.read_address = inputs.write_address;
          return inputs;
        },
        outputs(get) {
          see(get, 'word', word);
          if (inputs.read) word = contents[inputs.read_address] ?? 0n;
          const { write, write_address: at } = inputs;
          for (let i = 0; i < units && at < depth; i++) {
            const mask = (2n ** BigInt(unit) - 1n) << BigInt(i * unit);
            if ((write >> BigInt(i)) & 1n) contents[at] = (contents[at]! & ~mask) | (inputs.write_data & mask);
          }
        },
      };
    },
  };
};

const popcountSubject = (params: PopcountPipelineParameters): Subject => ({
  module: popcountPipeline(params).ir,
  reference(random) {
    const counts: (bigint | undefined)[] = Array.from({ length: popcountLatency }, () => undefined);
    let inputs = { advance: false, a: 0n, b: 0n };
    return {
      inputs: () => (inputs = { advance: random.below(4) > 0, a: random.bits(params.width), b: random.bits(params.width) }),
      outputs(get) {
        // The registers have no reset: nothing is known before the first count arrives.
        if (counts[0] !== undefined) see(get, 'ones', counts[0]);
        if (!inputs.advance) return;
        counts.shift();
        counts.push(BigInt((inputs.a & inputs.b).toString(2).replaceAll('0', '').length));
      },
    };
  },
});

/** New ones for every run: a memory keeps its contents. */
export const blockSubjects = (): readonly Subject[] => [
  ...[2, 3, 5, 8, 64].map(arbiterSubject),
  ...[{ width: 1, depth: 2 }, { width: 5, depth: 8 }, { width: 16, depth: 12, unit: 8, initial: [1, 2, 3] }, { width: 36, depth: 7, unit: 9 }, { width: 3, depth: 5, unit: 1 }].map(ramSubject),
  ...[{ width: 1 }, { width: 2, chunk: 1 }, { width: 2 }, { width: 40 }, { width: 65 }, { width: 33, chunk: 33 }, { width: 130, chunk: 7 }].map(popcountSubject),
];
