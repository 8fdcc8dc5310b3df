import { deepFreeze } from './freeze.js';
import type { Instance, Module } from './module.js';
import { modulesOf } from './hierarchy.js';

/** A design as JSON: every module once, children before parents, instances by module name; big numbers as `{"int":"…"}`; no sources. */
export interface DesignJson {
  readonly format: 'bitloom-ir';
  readonly version: 1;
  readonly top: string;
  readonly modules: readonly unknown[];
}

export function serialise(top: Module): string {
  const design: DesignJson = { format: 'bitloom-ir', version: 1, top: top.name, modules: modulesOf(top).map(moduleJson) };
  return `${JSON.stringify(design, undefined, 1)}\n`;
}

/** The frozen design behind the text of `serialise`. Throws on another format or version. */
export function deserialise(text: string): Module {
  const design = JSON.parse(text, revive) as { format?: unknown; version?: unknown; top: string; modules: (Omit<Module, 'instances'> & { instances: (Omit<Instance, 'module'> & { module: string })[] })[] };
  if (design.format !== 'bitloom-ir' || design.version !== 1)
    throw new Error(`not a Bitloom design: format ${String(design.format)}, version ${String(design.version)}; expected bitloom-ir version 1`);
  const modules = new Map<string, Module>();
  for (const module of design.modules) {
    const instances = module.instances.map((instance): Instance => {
      const child = modules.get(instance.module);
      if (!child) throw new Error(`module ${module.name} places ${instance.module}, which is not listed before it`);
      return { ...instance, module: child };
    });
    modules.set(module.name, deepFreeze({ ...module, instances }));
  }
  const top = modules.get(design.top);
  if (!top) throw new Error(`the design's top ${design.top} is not among its modules`);
  return top;
}

const texts = new WeakMap<Module, string>();

/** Are two designs equal in everything but their sources? */
export const sameDesign = (left: Module, right: Module): boolean => textOf(left) === textOf(right);

function textOf(module: Module): string {
  const text = texts.get(module) ?? serialise(module);
  texts.set(module, text);
  return text;
}

function moduleJson(module: Module): unknown {
  return JSON.parse(
    JSON.stringify({ ...module, instances: module.instances.map((instance) => ({ ...instance, module: instance.module.name })) }, (key, value: unknown) =>
      key === 'source' ? undefined : typeof value === 'bigint' ? { int: String(value) } : value,
    ),
  );
}

function revive(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'int' in value && Object.keys(value).length === 1 ? BigInt(String(value.int)) : value;
}
