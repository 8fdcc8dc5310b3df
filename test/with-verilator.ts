import { it } from 'vitest';
import { findVerilator } from '../src/sim/verilator/find-verilator.js';

const verilator = await findVerilator();

/** A test that needs Verilator: reported as skipped where there is none (`npm test` says so at its end). */
export const itWithVerilator = it.skipIf(verilator.kind !== 'found');
