export interface VerilogPort {
  readonly name: string;
  readonly direction: string;
  readonly width: number;
}

/** The ports of a module as they stand in its Verilog, read from the text: a witness that is not the design itself. */
export function verilogPorts(text: string): VerilogPort[] {
  const list = text.slice(text.indexOf('module '), text.indexOf('\n);'));
  return [...list.matchAll(/^ {2}(in|out)put +(?:wire|reg)(?: signed)? +(?:\[(\d+):0\] +)?(\w+)/gm)].map(([, direction, left, name]) => ({ name: name!, direction: direction!, width: Number(left ?? 0) + 1 }));
}
