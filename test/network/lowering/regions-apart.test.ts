import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InputError } from '../../../src/errors/input-error.js';
import { mapLayout } from '../../../src/network/lowering/map-layout.js';
import { lowerNetwork, type Program } from '../../../src/network/lowering/lower-network.js';
import type { PlacedRows } from '../../../src/network/lowering/descriptor-steps.js';
import type { MapShape } from '../../../src/network/network.js';
import { acceleratorCaseArbitrary } from '../../sim/device/accelerator-cases.js';

/** Words of the banks: [first, behind the last). */
type Region = readonly [from: number, to: number];

const apart = ([a, b]: Region, [c, d]: Region): boolean => b <= c || d <= a;

/** Of every descriptor that runs a layer: the words that it reads, and those that it writes. */
function regionsOf({ descriptors, parameters }: Program): readonly { readonly reads: readonly Region[]; readonly writes: Region | undefined }[] {
  const region = (shape: MapShape, { base, planes, slotsLog }: PlacedRows): Region => [base, base + mapLayout(shape, planes, slotsLog, parameters).words];
  return descriptors.flatMap(({ step }) => (step.kind === 'rows' ? [] : [{
    reads: [region(step.shape.inputShape, step.source), ...(step.skip ? [region(step.shape.outputShape, step.skip)] : [])],
    writes: step.target && region(step.shape.outputShape, step.target),
  }]));
}

// The banks are built of memories whose read of a word is not defined while it is written (`apart` in activation-bank.ts).
it('no layer and no band writes its output over words that it reads, and all lie in the memory', () => {
  let [bands, written] = [0, 0];
  fc.assert(fc.property(acceleratorCaseArbitrary, fc.integer({ min: 4, max: 13 }), ({ network, parameters, storeAll }, log) => {
    const small = { ...parameters, activationDepth: 2 ** log };
    let program: Program;
    try {
      program = lowerNetwork(network, small, { storeAll });
    } catch (error) {
      if (error instanceof InputError) return;
      throw error;
    }
    if (program.descriptors.length > program.layers.length) bands++;
    for (const { reads, writes } of regionsOf(program)) {
      for (const [from, to] of [...reads, ...(writes ? [writes] : [])]) expect(from >= 0 && to <= small.activationDepth, `${from}..${to} of ${small.activationDepth}`).toBe(true);
      if (writes === undefined) continue;
      written++;
      for (const read of reads) expect(apart(read, writes), `reads ${read.join('..')}, writes ${writes.join('..')}`).toBe(true);
    }
  }), { numRuns: 200, seed: 12 });
  expect(bands).toBeGreaterThan(10);
  expect(written).toBeGreaterThan(100);
});
