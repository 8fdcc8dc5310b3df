import { all, any, bitsFor, bool, cat, constant, keep, module, mux, stream, uint, when, type Signal } from '../language/hardware.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Cuts the records that go to memory (chunks of codes, rows of raw results) into beats of the port, low bits first. Beats stand still and in the
 * order that `left` counts down to: the first one highest.
 */
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
    });
    when(empty.and(s.chunk_valid.or(s.row_valid)), () => {
      s.record.next = joined(Array.from({ length: most }, (_, index) => beatOf(most - 1 - index)));
      s.left.next = mux(s.row_valid, beats.rawRow, beats.chunk);
    });
    when(s.halt, () => { s.left.next = 0; });
    const place = s.left.sub(1).wrap(bitsFor(Math.max(1, most - 1))).asUnsigned();
    keep({ place });
    return { ready: empty, beat: { valid: s.left.ne(0), data: most === 1 ? s.record : s.record.pick(place, uint(portBits)) } };

    /** The beat after which `after` follow. */
    function beatOf(after: number): Signal<'unsigned'> {
      const of_row   = beat(s.row, beats.rawRow - 1 - after);
      const of_chunk = beat(s.chunk, beats.chunk - 1 - after);
      return of_row === undefined ? of_chunk! : of_chunk === undefined ? of_row : mux(s.row_valid, of_row, of_chunk);
    }

    function beat(record: Signal<'unsigned'>, index: number): Signal<'unsigned'> | undefined {
      if (index < 0) return undefined;
      const missing = Math.max(0, (index + 1) * portBits - record.width);
      const bits = record.slice((index + 1) * portBits - missing - 1, index * portBits);
      return missing === 0 ? bits : cat(constant(uint(missing), 0), bits);
    }
  },
);

/** One vector, the first part highest. */
const joined = (parts: readonly Signal<'unsigned'>[]): Signal<'unsigned'> => (parts.length === 1 ? parts[0]! : cat(...parts));
