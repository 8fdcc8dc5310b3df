import type { RegisterMap } from '../library/register-map.js';
import { defaultParameters, type AcceleratorParameters } from './parameters.js';
import { errorCodes } from './error-codes.js';

export const identity = 0x424c4d31;

/** Changes when a descriptor for one version means something else for another. */
export const descriptorVersion = 1;

/** The error codes as C and the registers name them. */
export const errorValues: Readonly<Record<string, number>> = Object.fromEntries(Object.entries(errorCodes).map(([name, code]) => [name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), code]));

const counter = <const N extends string>(name: N, offset: number, doc: string) => ({ name, offset, access: 'counter', clearedBy: 'CONTROL.START', doc }) as const;

/** The registers: the AXI4-Lite slave, the driver of the simulator, the software's side and the documents are made from this. */
export const registerMap = ({ dm, dn, dk, portBits, activationDepth, weightDepth, thresholdBits = 0 }: AcceleratorParameters) => ({
  name: 'control_registers',
  prefix: 'bitloom',
  addressBits: 8,
  registers: [
    { name: 'ID', offset: 0x00, access: 'constant', value: identity, doc: '"BLM1"' },
    { name: 'VERSION', offset: 0x04, access: 'constant', value: descriptorVersion, doc: 'version of the descriptor format' },
    {
      name: 'ARRAY', offset: 0x08, doc: 'size of the array',
      fields: [
        { name: 'DM', low: 0, bits: 8, access: 'constant', value: dm, doc: 'output channels at once' },
        { name: 'DN', low: 8, bits: 8, access: 'constant', value: dn, doc: 'output pixels at once' },
        { name: 'DK', low: 16, bits: 16, access: 'constant', value: dk, doc: 'bits of a dot-product unit' },
      ],
    },
    {
      name: 'MEMORY', offset: 0x0c, doc: 'port, thresholds and memories',
      fields: [
        { name: 'PORT_BITS', low: 0, bits: 12, access: 'constant', value: portBits, doc: 'bits of the AXI4 data port' },
        { name: 'THRESHOLD_BITS', low: 12, bits: 4, access: 'constant', value: thresholdBits, doc: 'bits of the widest code that thresholds make; 0: no thresholds' },
        { name: 'ACTIVATION_LOG', low: 16, bits: 8, access: 'constant', value: Math.log2(activationDepth), doc: 'log2 of the words of an activation bank' },
        { name: 'WEIGHT_LOG', low: 24, bits: 8, access: 'constant', value: Math.log2(weightDepth), doc: 'log2 of the rows of the weight memory' },
      ],
    },
    {
      name: 'CONTROL', offset: 0x10, doc: 'what to do',
      fields: [
        { name: 'START', low: 0, access: 'pulse', ignoredWhile: 'STATUS.BUSY', doc: 'start the chain at DESCRIPTORS' },
        { name: 'CLEAR', low: 1, access: 'pulse', doc: 'clear the interrupt' },
        { name: 'RESET', low: 2, access: 'pulse', doc: 'end the chain: what is under way on the bus is finished, all else forgotten' },
      ],
    },
    {
      name: 'STATUS', offset: 0x14, doc: 'how it goes',
      fields: [
        { name: 'BUSY', low: 0, access: 'read-only', doc: 'a chain is running' },
        { name: 'PENDING', low: 1, access: 'flag', clearedBy: 'CONTROL.CLEAR', doc: 'the chain is done: the interrupt, if it is enabled' },
        { name: 'ERROR', low: 8, bits: 4, access: 'read-only', values: errorValues, doc: 'what ended the last chain' },
      ],
    },
    { name: 'DESCRIPTORS', offset: 0x18, access: 'read-write', doc: 'address of the first descriptor' },
    { name: 'INTERRUPT', offset: 0x1c, doc: 'the interrupt', fields: [{ name: 'ENABLE', low: 0, access: 'read-write', doc: 'STATUS.PENDING interrupts' }] },
    counter('CYCLES', 0x20, 'cycles busy with the chain'),
    counter('LAYERS', 0x24, 'layers done'),
    counter('ARRAY_STEPS', 0x28, 'cycles in which the array counts'),
    counter('DRAIN_STALLS', 0x2c, 'cycles in which the array waits for the requantiser'),
    counter('WEIGHT_WAITS', 0x30, 'cycles in which the array waits for weights'),
    counter('READ_BEATS', 0x34, 'beats read from memory'),
    counter('WRITE_BEATS', 0x38, 'beats written to memory'),
    { name: 'TIME_LIMIT', offset: 0x3c, access: 'read-write', reset: 0xffffffff, doc: 'cycles that a chain may take' },
    { name: 'WRITE_BASE', offset: 0x40, access: 'read-write', reset: 0, doc: 'first byte that a chain may write' },
    { name: 'WRITE_END', offset: 0x44, access: 'read-write', reset: 0xffffffff, doc: 'first byte behind those that a chain may write' },
  ],
  interrupts: [{ flag: 'STATUS.PENDING', enable: 'INTERRUPT.ENABLE' }],
}) as const satisfies RegisterMap;

export type RegisterName = ReturnType<typeof registerMap>['registers'][number]['name'];

const offsets = new Map<string, number>(registerMap(defaultParameters).registers.map(({ name, offset }) => [name, offset]));

/** Byte offset; the same for all parameters. */
export const registerOffset = (name: RegisterName): number => offsets.get(name)!;
