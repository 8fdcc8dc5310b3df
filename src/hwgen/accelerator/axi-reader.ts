import { all, bool, cat, constant, keep, module, mux, uint, when } from '../language/hardware.js';
import { burstBeats, geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/** Bursts that may be under way at once. */
export const outstandingReads = 8;

/**
 * AXI4 read master: fetches `job_beats` beats from `job_address` on, as aligned bursts of up to 16 beats (so none crosses a 4 KiB
 * boundary), up to 8 of them outstanding. Beats come out in order, as the memory sends them; nobody holds them up. A job may
 * be given when the last one's beats have all come.
 */
export const axiReader = module('axi_reader',
  ({ portBits }: AcceleratorParameters) => ({
    doc: 'AXI4 read master: aligned bursts, several outstanding',
    inputs: {
      job:         bool.doc('begin: address and beats are valid'),
      job_address: uint(32).doc('byte address, aligned to a beat'),
      job_beats:   uint(24),
      arready:     bool,
      rvalid:      bool,
      rlast:       bool,
      rresp:       uint(2),
      rdata:       uint(portBits),
    },
    outputs: {
      arvalid: bool,
      araddr:  uint(32),
      arlen:   uint(8),
      rready:  bool,
      beat:    bool.doc('a beat came'),
      data:    uint(portBits),
      error:   bool.doc('with beat: the memory answered with an error'),
    },
    state: {
      address:     uint(32),
      left:        uint(24).reset(0).doc('beats not yet asked for'),
      outstanding: uint(4).reset(0),
      arvalid:     bool.reset(false),
      araddr:      uint(32),
      arlen:       uint(8),
    },
  }),
  (s, parameters) => {
    const { beatBytes } = geometry(parameters);
    const beatBits = Math.log2(beatBytes);
    const place   = s.address.slice(beatBits + 3, beatBits);
    const to_edge = constant(uint(5), burstBeats).sub(place).wrap(5).asUnsigned();
    const tail    = s.left.lt(to_edge);
    const length  = mux(tail, s.left.wrap(5), to_edge);
    const beyond  = length.sub(1).wrap(5).asUnsigned();
    keep({ place, to_edge, tail, length, beyond });

    const free   = s.arvalid.not().or(s.arready);
    const issues = all(free, s.left.ne(0), s.outstanding.ne(outstandingReads));
    const ends   = s.rvalid.and(s.rlast);
    keep({ free, issues, ends });

    when(s.arready, () => { s.arvalid.next = false; });
    when(issues, () => {
      s.arvalid.next = true;
      s.araddr.next = s.address;
      s.arlen.next = beyond.extend(8);
      s.address.next = s.address.add(beatBits === 0 ? length : cat(length, constant(uint(beatBits), 0))).wrap(32);
      s.left.next = s.left.sub(length).wrap(24).asUnsigned();
    });
    when(all(issues, ends.not()), () => { s.outstanding.next = s.outstanding.add(1).wrap(4); })
      .elseWhen(all(ends, issues.not()), () => { s.outstanding.next = s.outstanding.sub(1).wrap(4).asUnsigned(); });
    when(s.job, () => {
      s.address.next = s.job_address;
      s.left.next = s.job_beats;
    });
    return {
      arvalid: s.arvalid, araddr: s.araddr, arlen: s.arlen, rready: constant(bool, 1),
      beat: s.rvalid, data: s.rdata, error: s.rvalid.and(s.rresp.ne(0)),
    };
  },
);
