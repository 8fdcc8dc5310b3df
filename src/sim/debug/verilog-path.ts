/**
 * The path that a signal has in the emitted Verilog below the top, and so in both simulators' VCD: an element of an instance array is
 * `element` in a generate block. `lanes[2].p` -> `lanes[2].element.p`.
 */
export function verilogPath(name: string): string {
  return name.replaceAll('].', '].element.');
}

/** The engine's name of a path in the Verilog. */
export function hierarchicalName(path: string): string {
  return path.replaceAll('].element.', '].');
}
