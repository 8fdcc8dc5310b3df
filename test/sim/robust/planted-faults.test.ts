import { describe, expect, it } from 'vitest';
import { plannedFaults } from '../../../bench/faults/planned-faults.js';
import { explained, explains } from './explained-faults.js';
import { huntInBlocks } from './block-hunt.js';
import { FaultHunt } from './fault-hunt.js';

const faults = plannedFaults({ each: Infinity, seed: 1, only: [] });
const once = { own: 1, held: 1 };

/** The fault of this name. */
const named = (text: string) => faults.find(({ name }) => name.startsWith(text)) ?? expect.fail(`no fault ${text}`);

describe('what is planted', () => {
  it('is one site in one build: no two have a name, and a module of another build stays as it is', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    const [two, four] = [named('serial_lane (digits of 2 bits, lean): stuck bit: low_sum'), named('serial_lane (digits of 4 bits): stuck bit: low_sum')];
    expect(four.site.what).toBe(two.site.what);
    expect(two.site.fault(two.module)).not.toBe(two.module);
    expect(two.site.fault(four.module)).toBe(four.module);
  });

  it('is in every build\'s own parts: thresholds, digits of each width, no descriptor read ahead', () => {
    const blocks = (build: string): Set<string> => new Set(faults.filter((fault) => fault.build.name === build).map(({ module }) => module.name));
    expect(blocks('thresholds')).toContain('threshold_search');
    for (const build of ['digits of 1 bit', 'digits of 2 bits, lean', 'digits of 4 bits']) expect([...blocks(build)]).toEqual(expect.arrayContaining(['serial_requantiser', 'serial_lane']));
    expect([...blocks('digits of 2 bits, lean')]).toEqual(expect.arrayContaining(['fetch', 'sequencer', 'execute']));
  });
});

it('is there, what is explained', () => {
  const idle = explained.filter((one) => !faults.some(({ build, module, site }) => explains(one, build.name, module.name, site)));
  expect(idle.map(([module, fault]) => `${module}: ${fault}`)).toEqual([]);
});

describe('a hunt', () => {
  it('says nothing of a sound block that only some builds have', () => {
    const modules = new Map(faults.filter(({ build }) => build.name !== 'plain').map((fault) => [fault.module, fault]));
    for (const { build, module } of modules.values()) expect({ build: build.name, block: module.name, found: huntInBlocks(build.parameters, module, (sound) => ({ ...sound }), { own: 1, held: 0 }) }).toEqual({ build: build.name, block: module.name, found: undefined });
  });

  it('finds a fault by the reference of its block, or of the block that holds it, in the fault\'s own build', () => {
    for (const build of ['digits of 1 bit', 'digits of 2 bits, lean', 'digits of 4 bits']) {
      const { build: { parameters }, module, site } = named(`serial_lane (${build}): stuck bit: low_sum: bit 0 is stuck at 1`);
      expect(huntInBlocks(parameters, module, site.fault, once)).toMatch(/^serial_requantiser, seed 1/);
    }
  });

  it('finds a fault by running networks on its build', async () => {
    const { build: { parameters }, path, site } = named('fetch (digits of 2 bits, lean): tied enable');
    expect((await new FaultHunt(parameters).hunt(path, site.fault)).kind).not.toBe('survived');
  });
});
