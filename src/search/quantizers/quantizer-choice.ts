import { InputError } from '../../errors/input-error.js';
import type { Model } from '../models/model.js';
import { activationQuantizers, type ActivationQuantizerName } from './quantize-activations.js';
import { weightQuantizers, type WeightQuantizerName } from './quantize-weights.js';
import { leastZeroBits } from './zero-weights.js';

/** Which quantizer each layer's weights and output map have, by layer name. */
export interface QuantizerChoice {
  weights(layer: string): WeightQuantizerName;
  maps(layer: string): ActivationQuantizerName;
}

/** What stands in the parameters: a name for all layers, then exceptions by layer, `dorefa,conv2=lsq`. */
export interface QuantizerNames {
  readonly weightQuantizer: string;
  readonly activationQuantizer: string;
}

/** DoReFa and PACT throughout, as EBS. */
export const defaultQuantizers: QuantizerChoice = { weights: () => 'dorefa', maps: () => 'pact' };

/** Throws `InputError` for quantizers and layers that there are not; `model` may be left out where layers are not known yet. */
export function chooseQuantizers({ weightQuantizer, activationQuantizer }: QuantizerNames, model?: Model): QuantizerChoice {
  const layers = model?.layers.map(({ name }) => name);
  const weights = parse('weightQuantizer', weightQuantizer, Object.keys(weightQuantizers) as WeightQuantizerName[], layers);
  const maps = parse('activationQuantizer', activationQuantizer, Object.keys(activationQuantizers) as ActivationQuantizerName[], layers);
  return { weights, maps };
}

/** The quantizer of a grouped convolution's weights: the one asked for where its grid has a zero, else DoReFa's with one. */
export function groupedQuantizer(name: string = 'dorefa'): WeightQuantizerName {
  const asked = name as WeightQuantizerName;
  return weightQuantizers[asked].grid(leastZeroBits) === 'signed' ? asked : 'zero';
}

function parse<Name extends string>(parameter: string, text: string, known: readonly Name[], layers: readonly string[] | undefined): (layer: string) => Name {
  const quantizer = (name: string): Name => {
    const found = known.find((candidate) => candidate === name);
    if (!found) throw new InputError(`${parameter} "${text}": "${name}" is not a quantizer; use one of: ${known.join(', ')}`);
    return found;
  };
  const [first, ...exceptions] = text.split(',');
  const common = quantizer(first!);
  const own = new Map(exceptions.map((exception) => {
    const [layer, name, ...rest] = exception.split('=');
    if (name === undefined || rest.length > 0) throw new InputError(`${parameter} "${text}": expected one quantizer and then exceptions such as conv2=${known[0]}`);
    if (layers && !layers.includes(layer!)) throw new InputError(`${parameter} "${text}": there is no layer ${layer}; the layers are ${layers.join(', ')}`);
    return [layer!, quantizer(name)] as const;
  }));
  return (layer) => own.get(layer) ?? common;
}
