import { axiMaster, type AxiMasterParameters } from '../../../../src/hwgen/library/axi-master-parameters.js';
import { axiWriteMaster, writeQueueBeats } from '../../../../src/hwgen/library/axi-write-master.js';
import { half, Offer, see, type Subject } from '../trial.js';
import { burstsOf, checkBurst, randomJob, type Burst } from './axi-master-job.js';

/** Cycles at the end of a half without new jobs and with a willing slave. */
const drain = 200;

/** A slave that takes addresses and beats when it likes and answers when it likes, errors among the answers; beats that come in bouts; stops at any moment. */
export const writeMasterSubject = (params: AxiMasterParameters): Subject => ({
  module: axiWriteMaster(params).ir,
  reference(random) {
    const master = axiMaster('reference', params);
    // Some halves are about a slave that answers so late that no more bursts may be announced: with beats in plenty, and without stops.
    const crowded = random.below(3) === 0;
    const slow = !crowded && random.below(2) === 0;
    const offer = new Offer(random, master.dataBits);
    let cycle = 0;
    let job: Burst | undefined;
    let jobs = 0;
    /** Beats in the queue, bursts that are not announced, the one that is, the one whose beats go out. */
    const queued: bigint[] = [];
    let planned: Burst[] = [];
    let announced: Burst | undefined;
    let leaving: Burst | undefined;
    let sent = 0;
    let owed = 0;
    const answers: { readonly due: number; readonly response: number }[] = [];
    let unanswered = 0;
    let stopping = 0;
    let free = true;
    const delay = crowded ? 150 : slow ? random.of([40, 150]) : 6;
    let inputs = { awready: false, wready: false, bvalid: false, stop: false };
    return {
      inputs() {
        cycle++;
        const draining = cycle > half - drain;
        if (!draining && job === undefined && random.below(3) === 0) job = randomJob(master, random);
        if (job !== undefined && draining) job = undefined;
        // Beats for a job, some before it; at the end only those that are still owed.
        const stop = stopping > 0 || (params.stoppable === true && !draining && !crowded && random.below(80) === 0);
        if (stop) offer.valid = false;
        else if (!draining || owed > queued.length) for (let draws = crowded ? 8 : 1; draws > 0; draws--) offer.draw();
        const answer = answers[0];
        inputs = {
          awready: draining || random.below(slow ? 4 : 2) === 0, wready: draining || random.below(slow ? 2 : 8) > 0,
          bvalid: answer !== undefined && answer.due <= cycle, stop,
        };
        return {
          ...(params.stoppable && { stop }),
          job_valid: job !== undefined, job_address: job?.address ?? 0n, job_beats: job?.beats ?? 0, beat_valid: offer.valid, beat_data: offer.data,
          m_axi_awready: inputs.awready, m_axi_wready: inputs.wready, m_axi_bvalid: inputs.bvalid, m_axi_bresp: inputs.bvalid ? answer!.response : 0,
        };
      },
      outputs(get) {
        const awvalid = get('m_axi_awvalid') === 1n;
        if (announced !== undefined && !awvalid) throw new Error('awvalid fell before awready');
        if (awvalid) {
          const burst: Burst = { address: get('m_axi_awaddr'), beats: Number(get('m_axi_awlen')) + 1 };
          checkBurst(burst, master);
          see(get, 'm_axi_awsize', master.beatBits);
          see(get, 'm_axi_awburst', 1);
          announced ??= planned.shift();
          if (announced === undefined) throw new Error(`a burst at ${burst.address} that no job wants`);
          see(get, 'm_axi_awaddr', announced.address);
          see(get, 'm_axi_awlen', announced.beats - 1);
          if (queued.length < announced.beats) throw new Error('a burst is announced before its beats are there');
          if (unanswered >= master.outstanding) throw new Error(`${unanswered + 1} bursts without a response`);
        }
        // The write channel: from a burst's first beat to its last without a gap.
        const sends = leaving !== undefined && inputs.wready;
        see(get, 'm_axi_wvalid', leaving !== undefined);
        see(get, 'sent', sends);
        if (leaving !== undefined) {
          see(get, 'm_axi_wdata', queued[0]!);
          see(get, 'm_axi_wlast', sent === leaving.beats - 1);
          see(get, 'm_axi_wstrb', 2n ** BigInt(master.beatBytes) - 1n);
        }
        see(get, 'm_axi_bready', 1);
        see(get, 'error', inputs.bvalid && answers[0]!.response >= 2);
        const room = queued.length < writeQueueBeats(master.maxBurst);
        if (!inputs.stop) see(get, 'beat_ready', room);
        free = get('job_ready') === 1n;
        if (free && (planned.length > 0 || announced !== undefined || leaving !== undefined || unanswered > 0)) throw new Error('ready for a job before the last is answered');

        if (inputs.bvalid) {
          answers.shift();
          unanswered--;
        }
        if (sends) {
          queued.shift();
          owed--;
          if (++sent === leaving!.beats) {
            answers.push({ due: cycle + 1 + (cycle > half - drain ? 0 : random.below(delay)), response: random.of([0, 0, 0, 1, 2, 3]) });
            leaving = undefined;
            sent = 0;
          }
        }
        if (awvalid && inputs.awready) {
          leaving = announced;
          announced = undefined;
          unanswered++;
        }
        if (offer.valid && room) {
          queued.push(offer.data);
          offer.valid = false;
        }
        if (inputs.stop) return stop(get('stopped') === 1n);
        if (job !== undefined && free) {
          planned = burstsOf(job, master);
          owed += job.beats;
          job = undefined;
          jobs++;
        }
      },
      end() {
        if (jobs === 0) throw new Error('no job was taken');
        if (owed > 0 || unanswered > 0) throw new Error(`${owed} beats were never written, ${unanswered} bursts never answered`);
        if (stopping > 0 || !free) throw new Error('busy with nothing to do');
      },
    };

    /** An edge with `stop`: no burst will be announced any more; once nothing is under way the queue is empty, and `stop` may fall. */
    function stop(stopped: boolean): void {
      planned = [];
      owed = (announced?.beats ?? 0) + (leaving === undefined ? 0 : leaving.beats - sent);
      if (stopped && (owed > 0 || unanswered > 0)) throw new Error(`stopped with ${owed} beats and ${unanswered} answers to come`);
      stopping++;
      if (!stopped) return;
      queued.length = 0;
      if (random.below(3) === 0 || cycle > half - drain) stopping = 0;
    }
  },
});
