import { all, bitsFor, bool, constant, keep, match, module, states, stream, uint, when } from '../language/hardware.js';
import { axiWriteMasterPorts } from './axi-bundles.js';
import { afterBurst, axiMaster, axiMasterName, burstLength, ofBeat, stopInput, stoppedOutput, unlessStopped, type AxiMasterParameters } from './axi-master-parameters.js';
import { fifo } from './fifo.js';

/** Beats that the write master holds: one burst that leaves and one that gathers. */
export const writeQueueBeats = (maxBurst: number): number => 2 * maxBurst;

/**
 * AXI4 write master. A job is a byte address and a number of beats; the beats come in by the stream `beat`, before the job or after. Bursts
 * are INCR, whole beats, and end at multiples of the longest one, so none crosses a 4 KiB boundary. A burst is announced when
 * all its beats wait in the queue, so the write channel never stands still for want of data; a burst of n beats takes n + 2
 * cycles. Up to `outstanding` bursts wait for their responses.
 *
 * `job_ready` is high when all beats of the last job are written and answered. Address bits below a beat count as 0; a job of 0
 * beats is no job; one must not run past the last address; beats beyond the job wait for the next one. `error` marks a response of
 * SLVERR or DECERR. There are no IDs: all bursts have one.
 *
 * While a stoppable master has `stop`, it announces no burst, takes no job, sends and waits for the responses of what is announced, and
 * empties its queue: `stopped` says that all this is done. (AMBA AXI and ACE Protocol Specification, ARM IHI 0022E, A3.)
 */
export const axiWriteMaster = module(
  (params: AxiMasterParameters) => axiMasterName('axi_write_master', params),
  (params: AxiMasterParameters) => {
    const { addressBits, dataBits, lengthBits, outstanding } = axiMaster('AXI write master', params);
    return {
      doc: 'AXI4 write master: gathers beats into aligned bursts.',
      bundles: {
        job: {
          inputs: {
            valid:   bool,
            address: uint(addressBits).doc('byte address of the first beat'),
            beats:   uint(lengthBits),
          },
          outputs: { ready: bool.doc('the last job is written and answered') },
        },
        m_axi: axiWriteMasterPorts({ addressBits, dataBits }),
      },
      inputs: stopInput(params, 'announce nothing more and forget the beats that wait'),
      sinks: { beat: stream(uint(dataBits)) },
      outputs: {
        ...stoppedOutput(params, 'nothing is under way and nothing waits'),
        sent:  bool.doc('a beat goes out'),
        error: bool.doc('a response came with an error'),
      },
      state: {
        phase:        states('IDLE', 'COLLECT', 'ADDRESS', 'DATA', 'RESPONSE'),
        m_axi_awaddr: uint(addressBits),
        m_axi_awlen:  uint(8),
        left:         uint(lengthBits).doc('beats not yet announced'),
        count:        uint(8).doc('beats of the burst behind this one'),
        unanswered:   uint(bitsFor(outstanding)).reset(0).doc('bursts without a response'),
      },
      wires: { sends: bool },
    };
  },
  (s, params) => {
    const { job, m_axi, beat, stop, phase, m_axi_awaddr, m_axi_awlen, left, count, unanswered, sends } = s;
    const master = axiMaster('AXI write master', params);
    const queue = fifo({ width: master.dataBits, depth: writeQueueBeats(master.maxBurst) }).place('queue', {
      in_: { valid: beat.valid, data: beat.data },
      out: { ready: stop === undefined ? sends : sends.or(stop.and(phase.is('IDLE'))) },
    });

    const { length, beyond, rest } = burstLength(m_axi_awaddr, left, master);
    const filled    = queue.level.ge(length);
    const allowed   = unanswered.ne(master.outstanding);
    const in_data   = phase.is('DATA');
    const last      = count.eq(0);
    const announces = phase.is('ADDRESS').and(m_axi.awready);
    keep({ filled, allowed, in_data, last, announces });
    sends.assign(in_data.and(m_axi.wready));

    match(phase, {
      IDLE: () => {
        when(unlessStopped(job.valid.and(job.beats.ne(0)), stop), () => {
          m_axi_awaddr.next = ofBeat(job.address, master);
          left.next = job.beats;
          phase.go('COLLECT');
        });
      },
      COLLECT: () => {
        m_axi_awlen.next = beyond;
        count.next = beyond;
        when(filled.and(allowed), () => {
          left.next = rest;
          phase.go('ADDRESS');
        });
        if (stop !== undefined) when(stop, () => { phase.go('RESPONSE'); });
      },
      ADDRESS: () => {
        when(m_axi.awready, () => { phase.go('DATA'); });
      },
      DATA: () => {
        when(m_axi.wready, () => {
          count.next = count.sub(1).wrap(8).asUnsigned();
          when(last, () => {
            m_axi_awaddr.next = afterBurst(m_axi_awaddr, master);
            phase.go('COLLECT');
            when(left.eq(0), () => { phase.go('RESPONSE'); });
          });
        });
      },
      RESPONSE: () => {
        when(unanswered.eq(0), () => { phase.go('IDLE'); });
      },
    });
    when(all(announces, m_axi.bvalid.not()), () => { unanswered.next = unanswered.add(1).wrap(unanswered.width); })
      .elseWhen(all(m_axi.bvalid, announces.not()), () => { unanswered.next = unanswered.sub(1).wrap(unanswered.width).asUnsigned(); });

    return {
      job: { ready: phase.is('IDLE') },
      m_axi: {
        awvalid: phase.is('ADDRESS'), awaddr: m_axi_awaddr, awlen: m_axi_awlen,
        awsize: constant(uint(3), master.beatBits), awburst: constant(uint(2), 1),
        wvalid: in_data, wdata: queue.out.data, wstrb: constant(uint(master.beatBytes), 2n ** BigInt(master.beatBytes) - 1n), wlast: last,
        bready: constant(bool, 1),
      },
      beat: { ready: queue.in_.ready },
      sent: sends,
      ...(stop !== undefined && { stopped: all(phase.is('IDLE'), queue.level.eq(0)) }),
      error: m_axi.bvalid.and(m_axi.bresp.bit(1)),
    };
  },
);
