import { all, bool, constant, keep, match, module, mux, states, stream, uint, when } from '../language/hardware.js';
import { fifo } from '../library/fifo.js';
import { burstBeats, geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/** Beats that wait for their burst. */
export const storeFifoDepth = 2 * burstBeats;

/**
 * AXI4 write master: collects beats and writes them from `job_address` on, in bursts of 16 and a last shorter one. A burst is announced
 * when all its beats are there, so the write channel never stands still in a burst. `done` after the last response.
 */
export const axiWriter = module('axi_writer',
  ({ portBits }: AcceleratorParameters) => ({
    doc: 'AXI4 write master: collects beats into bursts',
    inputs: {
      job:         bool.doc('begin: address and beats are valid'),
      job_address: uint(32).doc('byte address, aligned to a longest burst'),
      job_beats:   uint(24),
      awready:     bool,
      wready:      bool,
      bvalid:      bool,
      bresp:       uint(2),
    },
    outputs: {
      awvalid: bool,
      awaddr:  uint(32),
      awlen:   uint(8),
      wvalid:  bool,
      wdata:   uint(portBits),
      wlast:   bool,
      bready:  bool,
      idle:    bool.doc('all beats of the job are written and answered'),
      sent:    bool.doc('a beat goes out'),
      error:   bool.doc('the memory answered with an error'),
    },
    sinks: { beat: stream(uint(portBits)) },
    state: {
      phase:   states('IDLE', 'COLLECT', 'ADDRESS', 'DATA', 'RESPONSE'),
      awaddr:  uint(32),
      awlen:   uint(8),
      left:    uint(24).doc('beats not yet announced'),
      count:   uint(8).doc('beats of the burst not yet sent - 1'),
      pending: uint(8).reset(0).doc('bursts without a response'),
    },
    wires: { pop: bool },
  }),
  (s, parameters) => {
    const { portBits } = parameters;
    const { beatBytes } = geometry(parameters);
    const queue = fifo({ width: portBits, depth: storeFifoDepth }).place('queue', {
      in_: { valid: s.beat.valid, data: s.beat.data },
      out: { ready: s.pop },
    });

    const tail    = s.left.lt(burstBeats);
    const length  = mux(tail, s.left.wrap(5), burstBeats);
    const filled  = queue.level.ge(length);
    const in_data = s.phase.is('DATA');
    const sends   = in_data.and(s.wready);
    const last    = s.count.eq(0);
    const announces = s.phase.is('ADDRESS').and(s.awready);
    const beyond  = length.sub(1).wrap(5).asUnsigned();
    keep({ tail, length, beyond, filled, in_data, sends, last, announces });
    s.pop.assign(sends);

    match(s.phase, {
      IDLE: () => {
        when(s.job, () => {
          s.awaddr.next = s.job_address;
          s.left.next = s.job_beats;
          s.phase.go('COLLECT');
        });
      },
      COLLECT: () => {
        s.awlen.next = beyond.extend(8);
        s.count.next = beyond.extend(8);
        when(filled, () => {
          s.left.next = s.left.sub(length).wrap(24).asUnsigned();
          s.phase.go('ADDRESS');
        });
      },
      ADDRESS: () => {
        when(s.awready, () => { s.phase.go('DATA'); });
      },
      DATA: () => {
        when(s.wready, () => {
          s.count.next = s.count.sub(1).wrap(8).asUnsigned();
          when(last, () => {
            s.awaddr.next = s.awaddr.add(burstBeats * beatBytes).wrap(32);
            s.phase.go('COLLECT');
            when(s.left.eq(0), () => { s.phase.go('RESPONSE'); });
          });
        });
      },
      RESPONSE: () => {
        when(s.pending.eq(0), () => { s.phase.go('IDLE'); });
      },
    });
    when(all(announces, s.bvalid.not()), () => { s.pending.next = s.pending.add(1).wrap(8); })
      .elseWhen(all(s.bvalid, announces.not()), () => { s.pending.next = s.pending.sub(1).wrap(8).asUnsigned(); });

    return {
      awvalid: s.phase.is('ADDRESS'), awaddr: s.awaddr, awlen: s.awlen,
      wvalid: in_data, wdata: queue.out.data, wlast: last, bready: constant(bool, 1),
      idle: s.phase.is('IDLE'), sent: sends, error: s.bvalid.and(s.bresp.ne(0)),
      beat: { ready: queue.in_.ready },
    };
  },
);
