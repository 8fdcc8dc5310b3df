import { all, any, bitsFor, bool, keep, module, mux, stream, uint, when } from '../language/hardware.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/** Cuts the records that go to memory (chunks of codes, rows of raw results) into beats of the port, low bits first. */
export const recordSplitter = module('record_splitter',
  (parameters: AcceleratorParameters) => {
    const { dm, dn, portBits } = parameters;
    const { beats } = geometry(parameters);
    const most = Math.max(beats.chunk, beats.rawRow);
    return {
      doc: 'cuts output records into beats',
      inputs: {
        halt:        bool.doc('no chain runs'),
        chunk_valid: bool,
        chunk:       uint(dm * dn).doc('[pixel][channel]'),
        row_valid:   bool,
        row:         uint(dn * 32).doc('[pixel]'),
      },
      outputs: { ready: bool.doc('a record may come') },
      sources: { beat: stream(uint(portBits)) },
      state: { record: uint(most * portBits), left: uint(bitsFor(most)).reset(0) },
    };
  },
  (s, parameters) => {
    const { portBits } = parameters;
    const { beats } = geometry(parameters);
    const most = Math.max(beats.chunk, beats.rawRow);
    const sent  = all(s.left.ne(0), s.beat.ready);
    const empty = any(s.left.eq(0), sent.and(s.left.eq(1)));
    keep({ sent, empty });
    when(sent, () => {
      s.left.next = s.left.sub(1).wrap(s.left.width).asUnsigned();
      s.record.next = s.record.shr(portBits);
    });
    when(empty.and(s.chunk_valid.or(s.row_valid)), () => {
      s.record.next = mux(s.row_valid, s.row.extend(most * portBits), s.chunk.extend(most * portBits));
      s.left.next = mux(s.row_valid, beats.rawRow, beats.chunk);
    });
    when(s.halt, () => { s.left.next = 0; });
    return { ready: empty, beat: { valid: s.left.ne(0), data: s.record.slice(portBits - 1, 0) } };
  },
);
