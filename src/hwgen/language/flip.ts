import type { Bundle } from './interface.js';

type Side<B, K extends keyof Bundle> = K extends keyof B ? NonNullable<B[K]> : {};

/** A bundle as the other end sees it. */
export type Flipped<B> = {
  readonly inputs: Side<B, 'outputs'>;
  readonly outputs: Side<B, 'inputs'>;
  readonly sinks: Side<B, 'sources'>;
  readonly sources: Side<B, 'sinks'>;
  readonly bundles: { readonly [K in keyof Side<B, 'bundles'>]: Flipped<Side<B, 'bundles'>[K]> };
};

/** The same bundle from its other end: what the master drives the slave reads. One declaration serves both. */
export function flip<const B extends Bundle>(bundle: B): Flipped<B> {
  const { inputs = {}, outputs = {}, sinks = {}, sources = {}, bundles = {} } = bundle;
  return {
    inputs: outputs,
    outputs: inputs,
    sinks: sources,
    sources: sinks,
    bundles: Object.fromEntries(Object.entries(bundles).map(([key, inner]) => [key, flip(inner)])),
  } as object as Flipped<B>;
}
