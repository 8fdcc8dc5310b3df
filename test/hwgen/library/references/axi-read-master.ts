import { axiMaster, type AxiMasterParameters } from '../../../../src/hwgen/library/axi-master-parameters.js';
import { axiReadMaster } from '../../../../src/hwgen/library/axi-read-master.js';
import { half, see, type Subject } from '../trial.js';
import { burstsOf, checkBurst, contentsAt, randomJob, type Burst } from './axi-master-job.js';

/** Cycles at the end of a half without new jobs and with a willing slave and consumer: everything must come to its end. */
const drain = 200;

/** A slave that keeps the rules and is as awkward as they allow: any latency, pauses on both channels, errors; a consumer that pauses; stops at any moment. */
export const readMasterSubject = (params: AxiMasterParameters): Subject => ({
  module: axiReadMaster(params).ir,
  reference(random) {
    const master = axiMaster('reference', params);
    let cycle = 0;
    let job: Burst | undefined;
    let jobs = 0;
    /** Beats that the jobs want and that have not come; bursts that they want and that are not announced. */
    let wanted: bigint[] = [];
    let planned: Burst[] = [];
    let announced: Burst | undefined;
    const accepted: { readonly burst: Burst; readonly due: number }[] = [];
    let sent = 0;
    let held = false;
    let response = 0;
    let stopped = false;
    let inputs = { arready: false, rvalid: false, ready: false, stop: false };
    const slow = random.below(2) === 0;
    return {
      inputs() {
        cycle++;
        const draining = cycle > half - drain;
        if (!draining && job === undefined && random.below(3) === 0) job = randomJob(master, random);
        const current = accepted[0];
        held ||= current !== undefined && current.due <= cycle && (draining || random.below(slow ? 3 : 8) > 0);
        if (held && !inputs.rvalid) response = random.of([0, 0, 0, 1, 2, 3]);
        const last = held && sent === current!.burst.beats - 1;
        const address = held ? current!.burst.address + BigInt(sent * master.beatBytes) : 0n;
        inputs = { arready: draining || random.below(slow ? 4 : 2) === 0, rvalid: held, ready: draining || random.below(slow ? 2 : 6) > 0, stop: params.stoppable === true && !draining && random.below(60) < (stopped ? 40 : 1) };
        return {
          ...(params.stoppable && { stop: inputs.stop }),
          job_valid: job !== undefined, job_address: job?.address ?? 0n, job_beats: job?.beats ?? 0,
          m_axi_arready: inputs.arready, m_axi_rvalid: held, m_axi_rlast: last,
          m_axi_rdata: held ? contentsAt(address, master.dataBits) : 0n, m_axi_rresp: held ? response : 0, beat_ready: inputs.ready,
        };
      },
      outputs(get) {
        // Addresses: what is announced stays until it is taken, and is the next burst of the jobs.
        const arvalid = get('m_axi_arvalid') === 1n;
        if (announced !== undefined && !arvalid) throw new Error('arvalid fell before arready');
        if (arvalid) {
          const burst: Burst = { address: get('m_axi_araddr'), beats: Number(get('m_axi_arlen')) + 1 };
          see(get, 'm_axi_arsize', master.beatBits);
          see(get, 'm_axi_arburst', 1);
          checkBurst(burst, master);
          announced ??= planned.shift();
          if (announced === undefined) throw new Error(`a burst at ${burst.address} that no job wants`);
          see(get, 'm_axi_araddr', announced.address);
          see(get, 'm_axi_arlen', announced.beats - 1);
        }
        // An address may have gone out at the edge with `stop`; the rest is forgotten.
        if (stopped) {
          planned = [];
          wanted = [...accepted.map(({ burst }) => burst), ...(announced === undefined ? [] : [announced])]
            .flatMap(({ address, beats }) => Array.from({ length: beats }, (_, i) => address + BigInt(i * master.beatBytes))).slice(sent);
        }
        stopped = inputs.stop;
        const underWay = accepted.length + (arvalid ? 1 : 0);
        if (underWay > master.outstanding) throw new Error(`${underWay} bursts under way`);
        // Beats
        see(get, 'm_axi_rready', inputs.ready);
        see(get, 'beat_valid', inputs.rvalid);
        const moves = inputs.rvalid && inputs.ready;
        see(get, 'error', moves && response >= 2);
        see(get, 'idle', wanted.length === 0);
        see(get, 'job_ready', planned.length === 0);
        if (moves) {
          see(get, 'beat_data', contentsAt(wanted.shift()!, master.dataBits));
          held = false;
          if (++sent === accepted[0]!.burst.beats) {
            accepted.shift();
            sent = 0;
          }
        }
        inputs.rvalid = held;
        if (arvalid && inputs.arready) {
          accepted.push({ burst: announced!, due: cycle + 1 + (cycle > half - drain ? 0 : random.below(slow ? 30 : 4)) });
          announced = undefined;
        }
        if (job !== undefined && get('job_ready') === 1n && !inputs.stop) {
          planned = burstsOf(job, master);
          for (const { address, beats } of planned) for (let i = 0; i < beats; i++) wanted.push(address + BigInt(i * master.beatBytes));
          job = undefined;
          jobs++;
        }
      },
      end() {
        if (jobs === 0) throw new Error('no job was taken');
        if (wanted.length > 0) throw new Error(`${wanted.length} beats never came`);
      },
    };
  },
});
