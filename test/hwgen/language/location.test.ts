import { describe, expect, test } from 'vitest';
import { keep, module, stream, uint, type HardwareError } from '../../../src/hwgen/language/hardware.js';
import { capture, locate, locationText, userFrames } from '../../../src/hwgen/language/location.js';

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

  test('a user is found behind the library, and the library where there is no user', () => {
    const own = 'Signal.add (/home/me/node_modules/bitloom/dist/src/hwgen/language/signal.js:70:10)';
    const library = 'following (/home/me/node_modules/bitloom/dist/src/hwgen/library/fifo.js:9:10)';
    const user = 'Object.<anonymous> (/home/me/top.ts:3:4)';
    expect(locationText(stack(own, library, user), true)).toBe('/home/me/top.ts:3:4');
    expect(locationText(stack(own, library, user))).toMatch(/fifo\.js:9:10$/);
    expect(locationText(stack(own, library), true)).toMatch(/fifo\.js:9:10$/);
    expect(userFrames(stack(own, user, library))).toEqual([user, library].map((frame) => `    at ${frame}`));
  });
});

test('behind what a capture remembers itself are the calls of the definitions around it', () => {
  const library = stack('following (/home/me/node_modules/bitloom/dist/src/hwgen/library/fifo.js:9:10)');
  const call = stack('top (/home/me/top.ts:3:4)', 'Object.<anonymous> (/home/me/main.ts:1:1)');
  expect(locationText({ ...library, call }, true)).toBe('/home/me/top.ts:3:4');
  expect(locationText({ ...library, call })).toMatch(/fifo\.js:9:10$/);
  expect(userFrames({ ...library, call })).toHaveLength(4);
});

test('a capture knows the call of its module, and that one the call around it', () => {
  const inner = module('inner', () => ({ sinks: { s: stream(uint(4)) } }), ({ s }) => {
    keep({ taken: s.fire });
    return { s: { ready: 1 } };
  });
  const outer = module('outer', () => ({ sinks: { s: stream(uint(4)) } }), ({ s }) => ({ s: inner().place('u_inner', { s }).s }));
  const { ir } = outer();
  const { call } = ir.instances[0]!.module.wires.find(({ name }) => name === 'taken')!.source!;
  expect(locate(call)!.line).toBe(locate(ir.instances[0]!.source)!.line);
  expect(locate(call!.call)!.line).toBe(locate(call)!.line + 1);
});

test('the stack of an error begins at the line of the mistake, also of one that is found at the end', () => {
  const late = module('late', () => ({ inputs: { a: uint(8) }, outputs: { y: uint(8) }, wires: { w: uint(8) } }), ({ a, w }) => {
    const next = w.xor(a);
    keep({ next });
    w.assign(next);
    return { y: next.mul(next).slice(11, 4) };
  });
  let error: unknown;
  try {
    late();
  } catch (thrown) {
    error = thrown;
  }
  const [head, first] = (error as HardwareError).stack!.split('\n');
  expect(head).toMatch(/^HardwareError: test\/hwgen\/language\/location\.test\.ts:\d+:\d+: combinational loop/);
  const { file, line, column } = (error as HardwareError).location!;
  expect(first).toContain(`${file}:${line}:${column}`);
});

test('a mistake in a bundle in bundles shows the line that gives them', () => {
  const leaf = { inputs: { a: uint(4) } };
  const nested = module('nested', () => ({ bundles: { b: { bundles: { b: { bundles: { b: { bundles: { b: leaf } } } } } } } }), () => ({}) as never);
  const top = module('top', () => ({}), () => void nested().place('n', {} as never));
  let error: unknown;
  try {
    top();
  } catch (thrown) {
    error = thrown;
  }
  expect((error as HardwareError).message).toMatch(/^test\/hwgen\/language\/location\.test\.ts:\d+:\d+: .*b\.b\.b\.b\.a/);
});
