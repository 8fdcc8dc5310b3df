import { createHash } from 'node:crypto';
import { typeName } from '../../hwgen/ir/type.js';
import type { Layout } from './layout.js';
import type { Program } from './program.js';

/** A digest of the registers, inputs and memories of a design and where they lie: a snapshot fits the designs of its own. */
export function stateShape({ inputs, registers, memories }: Program, { slots, resident, narrow, memories: places, covers, stateEnd }: Layout): string {
  const state = [...inputs, ...registers].map(({ name, type }) => `${name} ${typeName(type)}`);
  const words = memories.map(({ name, word, depth }) => `${name} ${typeName(word)} ${depth}`);
  return createHash('sha256').update(JSON.stringify([state, words, { slots, resident, narrow, places, covers, stateEnd }])).digest('hex');
}
