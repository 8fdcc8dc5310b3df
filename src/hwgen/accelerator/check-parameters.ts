import { InputError } from '../../errors/input-error.js';
import type { AcceleratorParameters } from './parameters.js';

/** InputError that names the first parameter which the generator can't build. */
export function checkParameters(parameters: AcceleratorParameters, place = 'accelerator configuration'): AcceleratorParameters {
  const { dm, dn, dk, portBits, activationDepth, weightDepth, accumulatorBits, popcountStages, thresholdBits = 0, requantiseBits = 0, lean = false } = parameters;
  const rules: readonly [name: keyof AcceleratorParameters, good: boolean, rule: string][] = [
    ['dm', isPower(dm) && dm >= 2 && dm <= 128, 'a power of two from 2 to 128'],
    ['dk', isPower(dk) && dk >= 32 && dk <= 512, 'a power of two from 32 to 512'],
    ['dm', dm <= dk, `at most dk, which is ${dk}`],
    ['dn', Number.isInteger(dn) && dn >= 1 && dn <= 64, 'a whole number from 1 to 64'],
    ['portBits', isPower(portBits) && portBits >= 32 && portBits <= 1024, 'a power of two from 32 to 1024'],
    ['activationDepth', isPower(activationDepth) && activationDepth >= 16 && activationDepth <= 65536, 'a power of two from 16 to 65536'],
    ['weightDepth', isPower(weightDepth) && weightDepth >= 4 && weightDepth <= 131072, 'a power of two from 4 to 131072'],
    ['accumulatorBits', Number.isInteger(accumulatorBits) && accumulatorBits >= 16 && accumulatorBits <= 32, 'a whole number from 16 to 32'],
    ['popcountStages', [1, 2, 3].includes(popcountStages), '1, 2 or 3'],
    ['requantiseBits', [0, 1, 2, 4].includes(requantiseBits), '0, 1, 2 or 4'],
    ['requantiseBits', requantiseBits === 0 || thresholdBits === 0, '0 with thresholdBits'],
    ['lean', typeof lean === 'boolean', 'true or false'],
    ['thresholdBits', Number.isInteger(thresholdBits) && thresholdBits >= 0 && thresholdBits <= 8, 'a whole number from 0 to 8'],
  ];
  for (const [name, good, rule] of rules) {
    if (!good) throw new InputError(`${place}: ${name}: expected ${rule}, found ${parameters[name]}`);
  }
  return parameters;
}

const isPower = (value: number): boolean => Number.isInteger(value) && value > 0 && Number.isInteger(Math.log2(value));
