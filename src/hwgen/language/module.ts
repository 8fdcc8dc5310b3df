import type { Module } from '../ir/module.js';
import type { Source } from '../ir/source.js';
import { Builder, building } from './builder.js';
import { calling } from './call.js';
import { declare } from './declare.js';
import { drive } from './drive.js';
import { HardwareError } from './error.js';
import { finish } from './finish.js';
import type { DrivenOf, Interface, PlaceArrayInputs, PlaceArrayOutputs, PlaceInputs, PlaceOutputs, SignalsOf } from './interface.js';
import { capture } from './location.js';
import { messages } from './messages.js';
import { placeInstance } from './place.js';
import { checkModule } from './verdict.js';

/** One elaborated module of one set of parameters. */
export interface Definition<I extends Interface = Interface> {
  /** The Verilog module's name. */
  readonly name: string;
  readonly interface: I;
  readonly ir: Module;
  /** One instance in the module being built; output nets are named `<name>_<port>`. */
  place(name: string, inputs: PlaceInputs<I>): PlaceOutputs<I>;
  /** `count` equal instances: see PlaceArrayInputs. */
  placeArray(name: string, count: number, inputs: PlaceArrayInputs<I>): PlaceArrayOutputs<I>;
}

type Arguments<P> = unknown extends P ? [params?: undefined] : undefined extends P ? [params?: P] : [params: P];
type Result<I> = {} extends DrivenOf<I> ? DrivenOf<I> | void : DrivenOf<I>;

/**
 * A hardware module: `name` (or a function of the parameters), its interface, and its logic, which returns what the module drives.
 * Calling the result with parameters elaborates it, once per distinct parameters (compared as JSON).
 *
 *     const counter = module('counter', () => ({ outputs: { count: uint(8) }, state: { count: uint(8).reset(0) } }),
 *       ({ count }) => { count.next = count.add(1).wrap(8); return { count }; });
 *     printDesign(counter().ir);
 */
export function module<P, const I extends Interface>(
  name: string | ((params: P) => string),
  describe: (params: P) => I,
  logic: (signals: SignalsOf<NoInfer<I>>, params: P) => Result<NoInfer<I>>,
): (...params: Arguments<P>) => Definition<I> {
  const source = capture();
  const elaborated = new Map<string, Definition<I>>();
  return (...[params]) => {
    const key = parametersKey(params);
    let definition = elaborated.get(key);
    if (!definition) {
      definition = calling(() => (typeof name === 'string' ? name : name(params as P)), key, capture(), () => elaborate(params as P));
      elaborated.set(key, definition);
    }
    return definition;
  };

  function elaborate(params: P): Definition<I> {
    const shape = describe(params);
    const builder = new Builder(typeof name === 'string' ? name : name(params), shape.doc ?? '', source);
    const signals = declare(builder, shape);
    const driven = building(builder, () => drive(builder, shape, logic(signals as SignalsOf<I>, params)));
    const ir = finish(builder, driven);
    checkModule(ir);
    const put = (instance: string, count: number | undefined, inputs: object, at: Source): any =>
      placeInstance(ir, shape, instance, count, inputs as Record<string, unknown>, at);
    return {
      name: ir.name,
      interface: shape,
      ir,
      place: (instance, inputs) => put(instance, undefined, inputs, capture()),
      placeArray: (instance, count, inputs) => put(instance, count, inputs, capture()),
    };
  }
}

function parametersKey(params: unknown): string {
  return (
    JSON.stringify(params, (key, value: unknown) => {
      if (typeof value === 'function' || typeof value === 'symbol') throw new HardwareError(messages.parameters(key));
      return typeof value === 'bigint' ? `${value}n` : value;
    }) ?? ''
  );
}
