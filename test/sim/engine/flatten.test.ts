import { expect, test } from 'vitest';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { flatten } from '../../../src/sim/engine/flatten.js';
import { counter } from './counter.js';
import { design, input, ref } from './design.js';

const bits = (width: number) => unsigned(width);

test('signals have hierarchical names, elements of an array their index; a scope knows its array', () => {
  const column = design('column', {
    ports: [input('go', bits(3))],
    instances: [{
      kind: 'instance', name: 'dot', module: counter(), count: 3, outputs: [{ port: 'count', name: 'counts' }],
      inputs: [{ port: 'enable', mode: 'each', value: ref('go', bits(3)) }],
    }],
  });
  const flat = flatten(design('top', {
    ports: [input('go', bits(3))],
    instances: [{ kind: 'instance', name: 'left', module: column, inputs: [{ port: 'go', mode: 'shared', value: ref('go', bits(3)) }], outputs: [] }],
  }));
  expect([...flat.signals.keys()]).toEqual([
    'go', 'left.go',
    'left.dot[0].enable', 'left.dot[0].count', 'left.dot[0].wrapped',
    'left.dot[1].enable', 'left.dot[1].count', 'left.dot[1].wrapped',
    'left.dot[2].enable', 'left.dot[2].count', 'left.dot[2].wrapped',
    'left.counts',
  ]);
  expect(flat.scopes.map(({ path, array }) => [path, array?.path, array?.index, array?.count])).toEqual([
    ['', undefined, undefined, undefined],
    ['left', undefined, undefined, undefined],
    ['left.dot[0]', 'left.dot', 0, 3],
    ['left.dot[1]', 'left.dot', 1, 3],
    ['left.dot[2]', 'left.dot', 2, 3],
  ]);
  expect(flat.signals.get('left.dot[2].enable')!.definition).toMatchObject({ kind: 'bits', low: 2 });
  expect(flat.signals.get('left.counts')).toMatchObject({ type: bits(24), definition: { kind: 'gather' } });
  expect(flat.registers.map(({ signal }) => signal.name)).toEqual(['left.dot[0].count', 'left.dot[1].count', 'left.dot[2].count']);
});
