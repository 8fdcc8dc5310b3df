import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, test, vi } from 'vitest';

const asked: string[] = [];
vi.mock('node:v8', () => ({ setFlagsFromString: (flag: string) => void asked.push(flag) }));

const { withCompilerSettings } = await import('../../../src/hwgen/language/v8-settings.js');
const [major] = process.versions.v8.split('.').map(Number);
/** What is asked of this V8, once to begin and once to return. */
const settings = major === 11 ? 2 : major === 12 || major === 13 ? 3 : 0;

beforeEach(() => void asked.splice(0));

describe('the settings of V8 while a design is compiled', () => {
  test('V8 has its own settings again afterwards, whose flags are the same', () => {
    const meanwhile = withCompilerSettings(() => [...asked]);
    expect(meanwhile).toHaveLength(settings);
    const after = asked.slice(settings);
    const names = (flags: readonly string[]): string[] => flags.map((flag) => flag.split('=')[0]!);
    expect(names(after)).toEqual(names(meanwhile));
    const defaults = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    for (const flag of after) expect(defaults).toContain(`default: ${flag}\n`);
    for (const flag of meanwhile) expect(defaults).not.toContain(`default: ${flag}\n`);
  });

  test('inside of itself nothing is asked twice', () => {
    expect(withCompilerSettings(() => 1 + withCompilerSettings(() => 2))).toBe(3);
    expect(asked).toHaveLength(2 * settings);
  });

  test('an error passes, and the settings return with it', () => {
    const failing = (): number => { throw new RangeError('too wide'); };
    expect(() => withCompilerSettings(() => withCompilerSettings(failing))).toThrow('too wide');
    expect(asked).toHaveLength(2 * settings);
    expect(withCompilerSettings(() => asked.length)).toBe(3 * settings);
  });
});
