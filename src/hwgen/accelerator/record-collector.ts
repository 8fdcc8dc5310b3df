import { all, bitsFor, bool, cat, keep, module, uint, when } from '../language/hardware.js';

export interface RecordCollectorParameters {
  readonly portBits: number;
  /** Beats of the longest record, at least 2. */
  readonly beats: number;
}

/** Puts records together from beats, low bits first. A record of n beats fills the top n * portBits bits of `record`. */
export const recordCollector = module('record_collector',
  ({ portBits, beats }: RecordCollectorParameters) => ({
    doc: 'puts records together from beats of the port',
    inputs: {
      restart: bool.doc('the next beat begins a record'),
      beat:    bool.doc('a beat came'),
      data:    uint(portBits),
      last:    uint(bitsFor(beats - 1)).doc('beats of a record - 1'),
    },
    outputs: {
      complete: bool.doc('with this beat the record is complete'),
      record:   uint(beats * portBits),
    },
    state: { collected: uint((beats - 1) * portBits), count: uint(bitsFor(beats - 1)).reset(0) },
  }),
  ({ restart, beat, data, last, collected, count }, { portBits, beats }) => {
    const complete = all(beat, count.eq(last));
    const record = cat(data, collected);
    keep({ complete, record });
    when(beat, () => {
      collected.next = record.slice(beats * portBits - 1, portBits);
      count.next = count.add(1).wrap(bitsFor(beats - 1));
    });
    when(complete.or(restart), () => { count.next = 0; });
    return { complete, record };
  },
);
