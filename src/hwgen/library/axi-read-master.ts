import { all, bitsFor, bool, constant, keep, module, stream, uint, when } from '../language/hardware.js';
import { axiReadMasterPorts } from './axi-bundles.js';
import { afterBurst, axiMaster, axiMasterName, burstLength, ofBeat, stopInput, type AxiMasterParameters } from './axi-master-parameters.js';

/**
 * AXI4 read master. A job is a byte address and a number of beats; the beats come out of the stream `beat` in order. Bursts are INCR,
 * end at multiples of the longest one, so none crosses a 4 KiB boundary, and up to `outstanding` are under way. The first
 * address is at the port two cycles after its job, then one per cycle as far as the slave takes them.
 *
 * A job is taken when `job_ready` is high: all addresses of the one before are issued, its beats may still be coming. Address bits below a
 * beat count as 0; a job of 0 beats is no job; one must not run past the last address. `beat_ready` is `rready`, so a
 * stalled consumer stalls the bus; `error` marks a beat that came with SLVERR or DECERR. There are no IDs: all bursts have one.
 *
 * A stoppable master forgets, at an edge with `stop`, the beats that it has not asked for, and takes no job; the others still come. While
 * `stop` stays high and `idle` is low, bursts are under way.
 * (AMBA AXI and ACE Protocol Specification, ARM IHI 0022E, A3.)
 */
export const axiReadMaster = module(
  (params: AxiMasterParameters) => axiMasterName('axi_read_master', params),
  (params: AxiMasterParameters) => {
    const { addressBits, dataBits, lengthBits, outstanding } = axiMaster('AXI read master', params);
    return {
      doc: 'AXI4 read master: jobs of any length as aligned bursts, several under way.',
      bundles: {
        job: {
          inputs: {
            valid:   bool,
            address: uint(addressBits).doc('byte address of the first beat'),
            beats:   uint(lengthBits),
          },
          outputs: { ready: bool.doc('the bursts of the last job are all issued') },
        },
        m_axi: axiReadMasterPorts({ addressBits, dataBits }),
      },
      inputs: stopInput(params, 'forget what is not yet asked for'),
      sources: { beat: stream(uint(dataBits)) },
      outputs: {
        error: bool.doc('the beat that moves came with an error'),
        idle:  bool.doc('all beats of all jobs have come'),
      },
      state: {
        address:       uint(addressBits).doc('of the next burst'),
        left:          uint(lengthBits).reset(0).doc('beats not yet asked for'),
        under_way:     uint(bitsFor(outstanding)).reset(0).doc('bursts whose last beat is to come'),
        m_axi_arvalid: bool.reset(false),
        m_axi_araddr:  uint(addressBits),
        m_axi_arlen:   uint(8),
      },
    };
  },
  ({ job, m_axi, beat, stop, address, left, under_way, m_axi_arvalid, m_axi_araddr, m_axi_arlen }, params) => {
    const master = axiMaster('AXI read master', params);
    const { beyond, rest } = burstLength(address, left, master);

    const all_issued = left.eq(0);
    const free   = m_axi_arvalid.not().or(m_axi.arready);
    const issues = all(free, all_issued.not(), under_way.ne(master.outstanding));
    const moves  = m_axi.rvalid.and(beat.ready);
    const ends   = moves.and(m_axi.rlast);
    keep({ all_issued, free, issues, moves, ends });

    when(m_axi.arready, () => { m_axi_arvalid.next = false; });
    when(issues, () => {
      m_axi_arvalid.next = true;
      m_axi_araddr.next = address;
      m_axi_arlen.next = beyond;
      address.next = afterBurst(address, master);
      left.next = rest;
    });
    when(all(job.valid, all_issued), () => {
      address.next = ofBeat(job.address, master);
      left.next = job.beats;
    });
    if (stop !== undefined) when(stop, () => { left.next = 0; });
    when(all(issues, ends.not()), () => { under_way.next = under_way.add(1).wrap(under_way.width); })
      .elseWhen(all(ends, issues.not()), () => { under_way.next = under_way.sub(1).wrap(under_way.width).asUnsigned(); });

    return {
      job: { ready: all_issued },
      m_axi: {
        arvalid: m_axi_arvalid, araddr: m_axi_araddr, arlen: m_axi_arlen,
        arsize: constant(uint(3), master.beatBits), arburst: constant(uint(2), 1), rready: beat.ready,
      },
      beat: { valid: m_axi.rvalid, data: m_axi.rdata },
      error: moves.and(m_axi.rresp.bit(1)),
      idle: all_issued.and(under_way.eq(0)),
    };
  },
);
