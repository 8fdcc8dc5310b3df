import { expect, test } from 'vitest';
import { axiReadMaster } from '../../../src/hwgen/library/axi-read-master.js';
import { axiWriteMaster } from '../../../src/hwgen/library/axi-write-master.js';
import { simulate } from '../../../src/sim/testing/simulate.js';

// Random jobs, slaves and consumers: references/, run by engines.test.ts. Here: how fast they are when nobody is in the way.

test('the longest bursts: 700 bytes from 200 on are 56, 256, 256 and 132 beats, an address per cycle', () => {
  const t = simulate(axiReadMaster({ dataBits: 8, maxBurst: 256, outstanding: 4 }));
  t.set({ m_axi_arready: 1, beat_ready: 1, job_valid: 1, job_address: 200, job_beats: 700 }).tick().set({ job_valid: 0 }).tick();
  const bursts: [bigint, bigint][] = [];
  while (t.get('m_axi_arvalid') === 1n) {
    bursts.push([t.get('m_axi_araddr'), t.get('m_axi_arlen') + 1n]);
    t.tick();
  }
  expect(bursts).toEqual([[200n, 56n], [256n, 256n], [512n, 256n], [768n, 132n]]);
});

test('a read job of no beats is none, and the next is taken at once', () => {
  const t = simulate(axiReadMaster({ dataBits: 32 }));
  t.set({ m_axi_arready: 1, job_valid: 1, job_beats: 0 }).tick();
  t.expect({ job_ready: 1, idle: 1 }).set({ job_beats: 1 }).tick();
  t.expect({ job_ready: 0, idle: 0 });
});

test('a full write burst of 16 leaves every 18 cycles', () => {
  const t = simulate(axiWriteMaster({ dataBits: 32 }));
  t.send('beat', Array.from({ length: 64 }, (_, i) => i)).set({ m_axi_awready: 1, m_axi_wready: 1, job_valid: 1, job_beats: 64 });
  const announced: number[] = [];
  for (let cycle = 0; cycle < 120; cycle++) {
    if (t.get('m_axi_awvalid') === 1n) announced.push(t.cycle);
    t.tick().set({ job_valid: 0 });
  }
  expect(announced.map((cycle) => cycle - announced[0]!)).toEqual([0, 18, 36, 54]);
});

test('a write job of no beats is none: nothing is announced', () => {
  const t = simulate(axiWriteMaster({ dataBits: 32 }));
  t.set({ job_valid: 1, job_beats: 0, m_axi_awready: 1, m_axi_wready: 1 }).tick(5);
  t.expect({ job_ready: 1, m_axi_awvalid: 0, m_axi_wvalid: 0 });
});

test('a slave that never answers stops the master at its limit of bursts', () => {
  const t = simulate(axiWriteMaster({ dataBits: 32, maxBurst: 1, outstanding: 3 }));
  t.send('beat', Array.from({ length: 20 }, (_, i) => i)).set({ m_axi_awready: 1, m_axi_wready: 1, job_valid: 1, job_beats: 20 });
  let announced = 0;
  for (let cycle = 0; cycle < 100; cycle++) {
    announced += Number(t.get('m_axi_awvalid'));
    t.tick();
  }
  expect(announced).toBe(3);
});

test('a read master that is stopped asks for nothing more, keeps the address that waits, and takes the beats that come', () => {
  const t = simulate(axiReadMaster({ dataBits: 32, maxBurst: 2, stoppable: true }));
  t.set({ beat_ready: 1, job_valid: 1, job_address: 64, job_beats: 20 }).tick().set({ job_valid: 0 }).tick();
  t.expect({ m_axi_arvalid: 1, m_axi_araddr: 64 }).set({ stop: 1 }).tick(3);
  t.expect({ m_axi_arvalid: 1, m_axi_araddr: 64, idle: 0 }).set({ m_axi_arready: 1, job_valid: 1 }).tick(3);
  t.expect({ m_axi_arvalid: 0, idle: 0 }).set({ m_axi_rvalid: 1 }).tick().set({ m_axi_rlast: 1 }).tick();
  t.expect({ idle: 1 }).set({ m_axi_rvalid: 0, stop: 0, job_address: 8, job_beats: 1 }).tick().set({ job_valid: 0 }).tick();
  t.expect({ m_axi_arvalid: 1, m_axi_araddr: 8, m_axi_arlen: 0 });
});

test('a write master that is stopped finishes the burst that it announced, waits for its response and drops the beats behind it', () => {
  const t = simulate(axiWriteMaster({ dataBits: 32, maxBurst: 2, stoppable: true }));
  t.send('beat', [1, 2, 3, 4]).set({ job_valid: 1, job_address: 64, job_beats: 8 }).tick().set({ job_valid: 0 });
  while (t.get('m_axi_awvalid') === 0n) t.tick();
  t.set({ stop: 1 }).tick(4);
  t.expect({ m_axi_awvalid: 1, m_axi_awaddr: 64, stopped: 0 }).set({ m_axi_awready: 1 }).tick();
  t.expect({ m_axi_wvalid: 1, m_axi_wdata: 1, m_axi_wlast: 0 }).tick(2);
  t.expect({ m_axi_wvalid: 1, m_axi_wdata: 1 }).set({ m_axi_wready: 1 }).tick();
  t.expect({ m_axi_wvalid: 1, m_axi_wdata: 2, m_axi_wlast: 1 }).tick(6);
  t.expect({ m_axi_awvalid: 0, m_axi_wvalid: 0, stopped: 0 }).set({ m_axi_bvalid: 1 }).tick().set({ m_axi_bvalid: 0 }).tick(6);
  t.expect({ stopped: 1, job_ready: 1, m_axi_awvalid: 0 });
});

test('a read burst that ends in the cycle in which another is asked for: as many are under way as before', () => {
  const t = simulate(axiReadMaster({ dataBits: 32, maxBurst: 1 }));
  t.set({ m_axi_arready: 1, beat_ready: 1, job_valid: 1, job_beats: 4 }).tick().set({ job_valid: 0 }).tick(2);
  t.set({ m_axi_rvalid: 1, m_axi_rlast: 1 }).tick(3);
  t.expect({ idle: 0 }).tick();
  t.expect({ idle: 1 });
});
