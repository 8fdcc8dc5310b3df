import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flatten } from '../../../src/sim/engine/flatten.js';
import { foldConstants } from '../../../src/sim/engine/fold-constants.js';
import { LaneBuilder, laneCount } from '../../../src/sim/engine/lane-builder.js';
import { layOut } from '../../../src/sim/engine/layout.js';
import type { Limb } from '../../../src/sim/engine/limb.js';
import { LimbEmitter } from '../../../src/sim/engine/limb-emitter.js';
import type { LimbGraph } from '../../../src/sim/engine/limb-graph.js';
import { lowerDesign } from '../../../src/sim/engine/lower-design.js';
import { FunctionWriter, encodeModule } from '../../../src/sim/engine/wasm-encoder.js';
import { vectorOpcode } from '../../../src/sim/engine/wasm-opcodes.js';
import { design } from './design.js';
import { Draws } from './random-module.js';

/** Bits of the words that every lane has of its own, and whether they are signed; the last of all words is shared. */
const own = [[64, true], [40, true], [33, false], [32, false], [32, true], [31, false], [12, true], [3, false]] as const;

/** One random computation per lane, the same in all: `lane` says whose words it is about. */
type Recipe = (graph: LimbGraph, lane: number) => Limb;

function word(d: Draws, depth: number): Recipe {
  if (depth === 0) {
    const at = d.below(own.length);
    switch (d.below(8)) {
      case 0: return (graph) => stateOf(graph, -1, 0);
      case 1: {
        const value = d.bits(d.pick([1, 5, 32, 64]));
        return (graph) => graph.constant(value);
      }
      case 2: {
        // A field of the shared word; its width and step now fit a vector and now do not.
        const [low, step, width] = [d.below(8), d.pick([3, 5, 8, 16]), 1 + d.below(16)];
        return (graph, lane) => graph.and(graph.shiftRightUnsigned(stateOf(graph, -1, 0), graph.number(low + step * lane)), graph.ones(width));
      }
      default: return (graph, lane) => stateOf(graph, lane, at);
    }
  }
  const [a, b, t] = [word(d, depth - 1), word(d, depth - 1), truth(d, depth - 1)];
  const [amount, width] = [d.below(64), 1 + d.below(40)];
  const op = d.pick(['add', 'subtract', 'multiply', 'and', 'or', 'xor'] as const);
  const shift = d.pick(['shiftLeft', 'shiftRightUnsigned', 'shiftRightSigned'] as const);
  switch (d.below(6)) {
    case 0: return (graph, lane) => graph[shift](a(graph, lane), graph.number(amount));
    case 1: return (graph, lane) => graph.signExtend(a(graph, lane), width);
    case 2: return (graph, lane) => graph.select(t(graph, lane), a(graph, lane), b(graph, lane));
    case 3: return (graph, lane) => graph.and(a(graph, lane), graph.ones(width));
    default: return (graph, lane) => graph[op](a(graph, lane), b(graph, lane));
  }
}

function truth(d: Draws, depth: number): Recipe {
  if (depth <= 0) {
    const [bit, step] = [d.below(32), d.below(9)];
    return (graph, lane) => graph.bit(stateOf(graph, -1, 0), bit + step * lane);
  }
  const [a, b] = [word(d, depth - 1), word(d, depth - 1)];
  const [x, y] = [truth(d, depth - 1), truth(d, depth - 1)];
  const [signed, position] = [d.below(2) === 1, d.below(40)];
  switch (d.below(8)) {
    case 0: return (graph, lane) => graph.equal(a(graph, lane), b(graph, lane));
    case 1: return (graph, lane) => graph.not(graph.equal(a(graph, lane), b(graph, lane)));
    case 2: return (graph, lane) => graph.less(a(graph, lane), b(graph, lane), signed);
    case 3: return (graph, lane) => graph.lessEqual(a(graph, lane), b(graph, lane), signed);
    case 4: return (graph, lane) => graph.and(x(graph, lane), y(graph, lane));
    case 5: return (graph, lane) => graph.not(graph.xor(x(graph, lane), y(graph, lane)));
    case 6: return (graph, lane) => graph.select(x(graph, lane), y(graph, lane), graph.truth(false));
    default: return (graph, lane) => graph.bit(a(graph, lane), position);
  }
}

const shared = laneCount * own.length;

function stateOf(graph: LimbGraph, lane: number, at: number): Limb {
  if (lane < 0) return graph.state(shared, 'i64', 64, 64);
  const [bits, signed] = own[at]!;
  return graph.state(lane * own.length + at, 'i64', signed ? 64 : bits, signed ? bits : bits + 1);
}

test('four lanes compute what the four limbs do', () => {
  const program = lowerDesign(flatten(design('empty', {})));
  const { graph } = program;
  const layout = layOut(program);
  const ops = new Set<string>();
  fc.assert(fc.property(fc.nat(2 ** 31), fc.integer({ min: 1, max: 4 }), fc.boolean(), (seed, depth, asTruth) => {
    const d = new Draws(seed, 4000);
    const recipe = (asTruth ? truth : word)(d, depth);
    const lanes = Array.from({ length: laneCount }, (_, lane) => recipe(graph, lane));
    const vector = new LaneBuilder(graph, () => false).build(lanes);
    const out = new FunctionWriter('f', Array<'i64'>(shared + 1).fill('i64'), []);
    const emitter = new LimbEmitter(out, program, layout, new Map(Array.from({ length: shared + 1 }, (_, slot) => [slot, slot])));
    out.i32(0);
    emitter.push(vector);
    out.vectorMemory(vectorOpcode.store, 64);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encodeModule([out], 1)), { engine: { memory } });
    for (let row = 0; row < 4; row++) {
      const values = Array.from({ length: shared + 1 }, (_, slot) => {
        const [bits, signed] = slot === shared ? [64, false] as const : own[slot % own.length]!;
        // Ends of the range, and neighbours of other lanes: where comparisons turn.
        const value = d.pick([0n, 1n, d.bits(bits), d.bits(bits), (1n << BigInt(bits)) - 1n, 1n << BigInt(bits - 1), (1n << BigInt(bits - 1)) - 1n]);
        return signed ? BigInt.asUintN(64, BigInt.asIntN(bits, value)) : value;
      });
      const evaluate = ({ op, operands, value, parameter }: Limb): bigint =>
        (op === 'constant' ? value : op === 'state' ? values[parameter]! : foldConstants(op, operands.map(evaluate), parameter));
      (exports['f'] as (...arguments_: bigint[]) => void)(...values);
      const made = [...new Uint32Array(memory.buffer, 64, laneCount)].map(BigInt);
      expect(made).toEqual(lanes.map((limb) => (limb.kind === 'i32' ? BigInt.asUintN(32, -evaluate(limb)) : BigInt.asUintN(32, evaluate(limb)))));
    }
    const visit = (limb: Limb): void => {
      if (limb.kind !== 'v128') return;
      ops.add(limb.op.startsWith('vector') ? String(limb.parameter) : limb.op);
      limb.operands.forEach(visit);
    };
    visit(vector);
  }), { numRuns: 400 });
  // Nearly all of it is computed in lanes at some time.
  expect(ops.size).toBeGreaterThan(20);
});

test('operands are matched by what they are, not by their age', () => {
  const program = lowerDesign(flatten(design('empty', {})));
  const { graph } = program;
  const common = graph.state(100, 'i64', 16, 17);
  const lane = (index: number): Limb => graph.state(index, 'i64', 16, 17);
  const late = graph.state(101, 'i64', 16, 17);
  const lanes = [graph.add(lane(0), graph.xor(common, late)), ...[1, 2, 3].map((index) => graph.add(graph.xor(common, late), lane(index)))];
  const vector = new LaneBuilder(graph, (states) => states.every(({ parameter }, index) => parameter === index)).build(lanes);
  expect(vector.operands.map(({ op }) => op).sort()).toEqual(['neighbours', 'splat']);
});
