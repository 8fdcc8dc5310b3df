import { HardwareError } from '../../../src/hwgen/language/hardware.js';

/** What a HardwareError says, without its place, which must be a line of `file`. */
export function refusalOf(build: () => unknown, file: string): string {
  try {
    build();
  } catch (error) {
    if (!(error instanceof HardwareError)) throw error;
    const [, place, text] = /^(.*?):\d+:\d+: (.*)$/m.exec(error.message) ?? [];
    if (place !== file) throw new Error(`refused at ${place}: ${error.message}`);
    return text!;
  }
  throw new Error('not refused');
}
