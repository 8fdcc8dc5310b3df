import { describe, expect, test } from 'vitest';
import { capture, locate, locationText } from '../../../src/hwgen/language/location.js';

const stack = (...frames: string[]) => ({ error: Object.assign(new Error(), { stack: ['Error', ...frames.map((frame) => `    at ${frame}`)].join('\n') }) });

describe('locate', () => {
  test('takes the innermost frame outside the language, in source and in compiled form', () => {
    for (const root of ['/home/me/bitloom', '/home/me/bitloom/dist']) {
      const own = `Signal.add (file://${root}/src/hwgen/language/signal.ts:70:10)`;
      const source = stack(own, `file://${root}/src/hwgen/language/builder.js:1:1`, 'logic (file:///home/me/design.ts:12:7)', 'other (file:///home/me/outer.ts:1:1)');
      expect(locate(source)).toEqual({ file: '/home/me/design.ts', line: 12, column: 7 });
    }
  });

  test('files inside the working directory are shown relative to it; anonymous and eval-free frames parse', () => {
    expect(locationText(stack(`${process.cwd()}/designs/a b.ts:3:4`))).toBe('designs/a b.ts:3:4');
    expect(locationText(stack('node:internal/modules/run:1:1', 'async Promise.all (index 0)'))).toBe('unknown place');
    expect(locationText(undefined)).toBe('unknown place');
  });

  test('a capture shows this file', () => {
    expect(locate(capture())?.file).toBe('test/hwgen/language/location.test.ts');
  });
});
