import { all, bool, keep, module, mux, sint, uint, when } from '../language/hardware.js';
import { geometry } from './geometry.js';
import type { AcceleratorParameters } from './parameters.js';

/**
 * Gathers the operand of one pixel: picks the bank that holds its input column, in the pass that reads it, and puts zero in the place
 * of padding. Two stages: select while the banks are read, then take the word.
 */
export const windowLane = module('window_lane',
  (parameters: AcceleratorParameters) => {
    const { bankBits } = geometry(parameters);
    const { dk, dn } = parameters;
    return {
      doc: 'gathers the operand of one pixel from the banks',
      inputs: {
        advance:     bool.doc('the pipeline moves'),
        row_inside:  bool.doc('the input row is not padding'),
        column:      sint(18).doc('input column of lane 0'),
        bank:        uint(bankBits).doc('bank of that column'),
        pass:        uint(8).doc('number of the pass'),
        input_width: uint(16).doc('columns of the input map'),
        offset:      uint(16).doc('columns from lane 0 to this lane'),
        bank_offset: uint(bankBits).doc('the same modulo dn'),
        own_pass:    uint(8).doc('pass that reads the column of this lane'),
        words:       uint(dn * dk).doc('what the banks read, one cycle behind the other inputs'),
      },
      outputs: { operand: uint(dk) },
      state: { select: uint(bankBits), exists: bool, take: bool, operand: uint(dk) },
    };
  },
  (s, parameters) => {
    const { bankBits } = geometry(parameters);
    const { dk, dn } = parameters;
    const straight = s.bank.add(s.bank_offset);
    const position = s.column.add(s.offset.toSigned());
    keep({ straight, position });
    when(s.advance, () => {
      s.select.next = mux(straight.ge(dn), straight.sub(dn).wrap(bankBits).asUnsigned(), straight.wrap(bankBits));
      s.exists.next = all(s.row_inside, position.ge(0), position.lt(s.input_width.toSigned()));
      s.take.next = s.pass.eq(s.own_pass);
      when(s.take, () => { s.operand.next = mux(s.exists, s.words.pick(s.select, uint(dk)), 0); });
    });
    return { operand: s.operand };
  },
);
