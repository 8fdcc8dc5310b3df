import { describe, test } from 'vitest';
import { trial } from '../library/trial.js';
import { blockCourses } from './courses.js';
import { blockSubjects } from './subjects.js';

/** Every block of the accelerator against what its document promises, in plain TypeScript that shares nothing with it. */
describe('every block does what its reference does, cycle by cycle', () => {
  test.each([...blockSubjects].map(([name, makers]) => ({ name, makers })))('$name', ({ name, makers }) => {
    for (const make of makers) for (let seed = 1; seed <= 2; seed++) trial(make(), seed);
    for (const course of blockCourses.get(name) ?? []) course(makers[0]!().module);
  });
});
