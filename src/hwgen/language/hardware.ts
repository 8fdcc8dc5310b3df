/** The user's surface of the hardware language, for one import. */
export { module, type Definition } from './module.js';
export { uint, sint, bool, states, memory, stream, BitShape, MemoryShape, StatesShape, StreamShape, type MemoryOptions } from './shape.js';
export { Signal, type Bool, type Operand } from './signal.js';
export type { Literal } from './literal.js';
export type { Bundle, Interface, SignalsOf, DrivenOf, PlaceInputs, PlaceOutputs } from './interface.js';
export type { Register } from './register.js';
export type { Fsm } from './fsm.js';
export type { MemoryState } from './memory.js';
export type { Stream } from './stream.js';
export type { ForwardWire } from './wire.js';
export { mux, cat, sum, any, all, each, constant } from './functions.js';
export { bitsFor } from './literal.js';
export { when } from './when.js';
export { match } from './fsm.js';
export { keep } from './keep.js';
export { check, assume, cover } from './assertion.js';
export { HardwareError } from './error.js';
export { warningsOf } from './verdict.js';
