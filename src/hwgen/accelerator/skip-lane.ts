import { all, bitsFor, bool, cat, keep, module, mux, uint, when, type BitShape, type Signal } from '../language/hardware.js';
import { geometry, planeSlots, signedCodeBits } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * The skip codes of one pixel: takes its chunk of every plane out of the words read, and gives the codes of one channel after another once
 * the requantiser has taken the tile. Planes past the last are zero, or copies of the sign.
 */
export const skipLane = module('skip_lane',
  (parameters: AcceleratorParameters) => {
    const { dm, dk } = parameters;
    const { chunksPerWord, mostSlotsLog } = geometry(parameters);
    return {
      doc: 'skip codes of one pixel: planes in, codes out',
      inputs: {
        ...chunkInputs(dk, mostSlotsLog),
        chunk_select: uint(bitsFor(Math.max(1, chunksPerWord - 1))).doc('which chunk'),
        slots_log:    uint(4).doc('log2 of the pixels in a word of the skip map'),
        active:       bool.doc('the layer adds a skip map'),
        plane:        bool.doc('the words of a plane are here'),
        plane_number: uint(bitsFor(planeSlots - 1)),
        plane_last:   uint(3).doc('planes of the skip map - 1'),
        signed_codes: bool,
        take:         bool.doc('the requantiser begins a tile'),
        channel:      uint(Math.log2(dm)),
      },
      outputs: { code: uint(signedCodeBits).doc('signed, one cycle behind channel') },
      state: {
        ...planes('collected', dm),
        ...planes('held', dm),
        code:   uint(signedCodeBits),
      },
    };
  },
  (s, parameters) => {
    const { dm } = parameters;
    const { chunksPerWord, mostSlotsLog } = geometry(parameters);
    const signals = s as unknown as Record<string, { next: Signal<'unsigned'> } & Signal<'unsigned'>>;

    const chunks = Array.from({ length: mostSlotsLog + 1 }, (_, log) => {
      const options = signals[optionsName(log)]!;
      return chunksPerWord === 1 ? options : options.pick(s.chunk_select, uint(dm));
    });
    const chunk = chunks.slice(1).reduce((other, value, index) => mux(s.slots_log.eq(index + 1), value, other), chunks[0]!);
    keep({ chunk });
    for (let index = 0; index < planeSlots; index++) {
      when(all(s.plane, s.plane_number.eq(index)), () => { signals[`collected_${index}`]!.next = chunk; });
    }
    when(s.take, () => {
      for (let index = 0; index < planeSlots; index++) signals[`held_${index}`]!.next = signals[`collected_${index}`]!;
    });

    const bits = Array.from({ length: planeSlots }, (_, index) => signals[`held_${index}`]!.pick(s.channel, uint(1)));
    const planes_of_code = cat(...[...bits].reverse());
    keep({ planes_of_code });
    const sign = s.signed_codes.and(planes_of_code.pick(s.plane_last, uint(1)));
    keep({ sign });
    const code = bits.map((_, index) => mux(s.plane_last.ge(index), planes_of_code.bit(index), sign));
    when(s.active, () => { s.code.next = cat(sign, ...code.reverse()); });
    return { code: s.code };
  },
);

/** Name of the input that brings a pixel's chunks when a word holds 2^log pixels. */
export const optionsName = (log: number): string => `chunks_of_${2 ** log}`;

function chunkInputs(dk: number, mostSlotsLog: number): Record<string, BitShape<'unsigned'>> {
  return Object.fromEntries(Array.from({ length: mostSlotsLog + 1 }, (_, log) =>
    [optionsName(log), uint(dk).doc(`[chunk of the slot][part] where this pixel can stand when a word holds ${2 ** log}`)]));
}

/** Registers `<name>_0` to `<name>_7`, one per plane. */
function planes(name: string, bits: number) {
  return Object.fromEntries(Array.from({ length: planeSlots }, (_, index) => [`${name}_${index}`, uint(bits)]));
}
