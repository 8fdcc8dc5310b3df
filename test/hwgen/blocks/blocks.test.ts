import { describe, test } from 'vitest';
import { trial } from '../library/trial.js';
import { blockSubjects } from './subjects.js';

/** Every block of the accelerator against what its document promises, in plain TypeScript that shares nothing with it. */
describe('every block does what its reference does, cycle by cycle', () => {
  test.each([...blockSubjects].map(([name, makers]) => ({ name, makers })))('$name', ({ makers }) => {
    for (const make of makers) for (let seed = 1; seed <= 3; seed++) trial(make(), seed);
  });
});
