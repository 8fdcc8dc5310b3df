/** What Verilator's `…_classes.mk` says is to be compiled. Names without `.cpp`. */
export interface ClassList {
  /** Generated code that runs every cycle. */
  readonly fast: readonly string[];
  /** Generated code that runs once: constructors, initial values, trace declarations. */
  readonly slow: readonly string[];
  /** Files of Verilator's own runtime library. */
  readonly runtime: readonly string[];
  /** False: small enough that Verilator advises to compile all generated code as one unit. */
  readonly parallel: boolean;
  /** `-DVM_TRACE=0` and its like: how the library and the harness learn what was generated. */
  readonly defines: readonly string[];
}

const DEFINES = ['VM_COVERAGE', 'VM_SC', 'VM_TRACE', 'VM_TRACE_FST', 'VM_TRACE_VCD', 'VM_TRACE_SAIF'];

/** Reads the assignments `NAME = value` and `NAME += \` with one name per line; the format has been the same since Verilator 3. */
export function parseClassList(makefile: string): ClassList {
  const text = makefile.replace(/\\\n/g, ' ');
  const variables = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^(\w+) \+?= *(.*)$/gm)) variables.set(name!, value!.trim());
  const list = (...names: string[]): string[] => names.flatMap((name) => (variables.get(name) ?? '').split(/\s+/).filter((word) => word !== ''));
  return {
    fast: list('VM_CLASSES_FAST', 'VM_SUPPORT_FAST'),
    slow: list('VM_CLASSES_SLOW', 'VM_SUPPORT_SLOW'),
    runtime: list('VM_GLOBAL_FAST', 'VM_GLOBAL_SLOW'),
    parallel: variables.get('VM_PARALLEL_BUILDS') === '1',
    defines: DEFINES.map((name) => `-D${name}=${variables.get(name) ?? '0'}`),
  };
}
