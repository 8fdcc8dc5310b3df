import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { untilInterrupted } from '../../src/cli/jobs/until-interrupted.js';

describe('work until an interruption', () => {
  it('gives its result, or its own error', async () => {
    const { signal } = new AbortController();
    expect(await untilInterrupted(signal, 'broken off', Promise.resolve(3))).toBe(3);
    await expect(untilInterrupted(signal, 'broken off', Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it('ends at once when the signal fires, whatever the work still does', async () => {
    const controller = new AbortController();
    const broken = untilInterrupted(controller.signal, 'broken off', new Promise(() => {}));
    controller.abort();
    await expect(broken).rejects.toMatchObject({ name: 'Interrupted', message: 'broken off' });
    await expect(untilInterrupted(controller.signal, 'before it began', new Promise(() => {}))).rejects.toThrow('before it began');
  });

  it('does not blame a tool that the same Ctrl-C has killed', async () => {
    const controller = new AbortController();
    const broken = untilInterrupted(controller.signal, 'broken off', Promise.reject(new Error('compiler: killed')));
    void setImmediate().then(() => controller.abort());
    await expect(broken).rejects.toThrow('broken off');
  });
});
