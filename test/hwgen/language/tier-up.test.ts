import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, test, vi } from 'vitest';

const asked: string[] = [];
vi.mock('node:v8', () => ({ setFlagsFromString: (flag: string) => void asked.push(flag) }));

const { deferringTierUp } = await import('../../../src/hwgen/language/tier-up.js');
const [major] = process.versions.v8.split('.').map(Number);
/** What is asked of this V8, once to defer and once to return. */
const settings = major === 11 ? 1 : major === 12 || major === 13 ? 2 : 0;

beforeEach(() => void asked.splice(0));

describe('deferring the optimisation of functions while a design is compiled', () => {
  test('V8 has its own settings again afterwards, whose flags are the same', () => {
    const meanwhile = deferringTierUp(() => [...asked]);
    expect(meanwhile).toHaveLength(settings);
    const after = asked.slice(settings);
    const names = (flags: readonly string[]): string[] => flags.map((flag) => flag.split('=')[0]!);
    expect(names(after)).toEqual(names(meanwhile));
    const defaults = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    for (const flag of after) expect(defaults).toContain(`default: ${flag}\n`);
    for (const flag of meanwhile) expect(defaults).not.toContain(`default: ${flag}\n`);
  });

  test('inside of itself nothing is asked twice', () => {
    expect(deferringTierUp(() => 1 + deferringTierUp(() => 2))).toBe(3);
    expect(asked).toHaveLength(2 * settings);
  });

  test('an error passes, and the settings return with it', () => {
    const failing = (): number => { throw new RangeError('too wide'); };
    expect(() => deferringTierUp(() => deferringTierUp(failing))).toThrow('too wide');
    expect(asked).toHaveLength(2 * settings);
    expect(deferringTierUp(() => asked.length)).toBe(3 * settings);
  });
});
