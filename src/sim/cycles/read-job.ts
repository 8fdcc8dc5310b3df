import { burstBeats, outstandingReads } from '../../hwgen/accelerator/geometry.js';

/**
 * When the last beat of a read job comes: cycle number, for a job given to the AXI reader in cycle `start`. `place` is the first beat's
 * address in beats; only its place in an aligned burst matters. The memory sends the first beat of a burst `latency` cycles after
 * its address, then a beat per cycle, bursts in order.
 */
export function lastBeatOfRead(start: number, beats: number, place: number, latency: number): number {
  const ends: number[] = [];
  let issue = start;
  let left = beats;
  let next = place % burstBeats;
  for (let burst = 0; left > 0; burst++) {
    const length = Math.min(left, burstBeats - next);
    next = 0;
    left -= length;
    issue = Math.max(issue + 1, burst >= outstandingReads ? ends[burst - outstandingReads]! + 1 : 0);
    const address = issue + 1;
    const first = Math.max(address + latency, burst === 0 ? 0 : ends[burst - 1]! + 1);
    ends.push(first + length - 1);
  }
  return ends.at(-1)!;
}
