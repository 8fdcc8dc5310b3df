import type { AcceleratorParameters } from './parameters.js';

/** Bits that a requantiser can shift a result right by. */
export const largestShift = 44;

type RowParameters = Pick<AcceleratorParameters, 'requantiseBits'>;

/** Bits of a digit when sums are requantised digit by digit; 0: whole, a row per cycle. */
export const requantiseBits = (parameters: RowParameters): number => parameters.requantiseBits ?? 0;

/** Digits of a row: as many as the largest shift drops and the widest result keeps, 8 bits or, with raw, 32. They reach beyond the sign of any sum. */
export const rowDigits = (digit: number, raw: boolean): number => (largestShift + (raw ? 32 : 8)) / digit;

/** Cycles from a row to the earliest next. Digit by digit constants are read and prepared, then come the digits. */
export function rowPeriod(parameters: RowParameters, raw: boolean): number {
  const digit = requantiseBits(parameters);
  return digit === 0 ? 1 : rowDigits(digit, raw) + 2;
}
