import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { engineMutants } from './engine-mutants.js';
import { Hunt } from './hunt.js';
import { printerMutants } from './printer-mutants.js';

// A sample; all of them: npm run prove:mutants.
const hunt = new Hunt(50);

afterAll(() => hunt.end());

const sample = ['add prints -', 'parity prints |', 'arithmetic shift prints >>', 'a state has the arm of the one before'];

test.each(printerMutants.filter(({ name }) => sample.includes(name)))('printer: $name is found', { timeout: 120_000 }, async (mutant) => {
  expect(await hunt.printer(mutant)).toMatchObject({ kind: 'value' });
});

const engineSample = ['negate does nothing', 'xor is or', 'concatenation from the wrong end', 'otherwise is dropped', 'reset does nothing'];

test.each(engineMutants.filter(({ name }) => engineSample.includes(name)))('engine: $name is found', { timeout: 120_000 }, async (mutant) => {
  expect(await hunt.engine(mutant)).toMatchObject({ kind: 'value' });
});

test('the text of every mutant is in the sources, once', () => {
  const stale = [...printerMutants, ...engineMutants].filter(({ file, from }) => readFileSync(file, 'utf8').split(from).length !== 2);
  expect(stale.map(({ name }) => name)).toEqual([]);
});

test('there are more than 40, with different names', () => {
  expect(new Set(printerMutants.map(({ name }) => name)).size + new Set(engineMutants.map(({ name }) => name)).size).toBe(printerMutants.length + engineMutants.length);
  expect(printerMutants.length).toBeGreaterThan(40);
  expect(engineMutants.length).toBeGreaterThan(40);
});
