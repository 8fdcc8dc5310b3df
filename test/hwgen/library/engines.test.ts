import { describe, expect, test } from 'vitest';
import { itWithVerilator } from '../../with-verilator.js';
import { batchOf } from '../proof/batch.js';
import { mismatchText, proveBatch } from '../proof/prove-batch.js';
import { lint } from '../verilog/icarus.js';
import { arithmeticSubjects } from './references/arithmetic.js';
import { blockSubjects } from './references/blocks.js';
import { axiMasterCorners } from './references/axi-master-job.js';
import { readMasterSubject } from './references/axi-read-master.js';
import { writeMasterSubject } from './references/axi-write-master.js';
import { registersSubject } from './references/registers.js';
import { streamSubjects } from './references/streams.js';
import { recorded, trial, type Subject } from './trial.js';

const subjects = (): Subject[] => [
  ...streamSubjects, ...blockSubjects(), ...arithmeticSubjects, registersSubject, ...axiMasterCorners.map(readMasterSubject), ...axiMasterCorners.map(writeMasterSubject),
];

describe('every module does what its reference does, cycle by cycle', () => {
  test.each(subjects().map((subject) => ({ name: subject.module.name, subject })))('$name', ({ subject: { module } }) => {
    for (let seed = 1; seed <= 4; seed++) trial(subjects().find((each) => each.module === module)!, seed);
  });
});

itWithVerilator('the engine, Verilator and Icarus agree on every output of every cycle of all of them', { timeout: 300_000 }, async () => {
  const all = subjects();
  const batch = recorded(batchOf(all.map(({ module }) => module), 1, 1), all.map((subject) => trial(subject, 1)));
  expect((await proveBatch(batch)).mismatches.map(mismatchText)).toEqual([]);
});

itWithVerilator('linters are silent', { timeout: 120_000 }, () => {
  expect(lint(batchOf(subjects().map(({ module }) => module), 2, 1).top)).toBe('');
});
