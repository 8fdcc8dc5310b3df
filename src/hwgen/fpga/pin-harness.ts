import type { Module, Port } from '../ir/module.js';

/** Name of the module around the design. */
export const harnessName = 'pin_harness';

/**
 * Verilog of a module around a design that has more ports than a chip has pins. Inputs come from a shift register behind one pin, outputs
 * go into one that drives another, so that nothing is optimised away and all paths begin and end in registers on the chip. Pins: clk,
 * rst, serial_in, shift (empty the output register; else it takes the outputs), serial_out. `hasReset`: the design has a port `rst`.
 */
export function pinHarness(design: Module, hasReset: boolean): string {
  const inputs = laid(design, 'input');
  const outputs = laid(design, 'output');
  const connections = [...inputs.places, ...outputs.places].map(({ port, low }) => {
    const vector = port.direction === 'input' ? 'inputs' : 'outputs';
    return `    .${port.name} (${vector}[${low + port.type.width - 1}:${low}])`;
  });
  return [
    '`default_nettype none',
    '',
    `// All ports of ${design.name} behind five pins, to place and route it alone.`,
    `module ${harnessName} (`,
    '  input  wire clk,',
    '  input  wire rst,',
    '  input  wire shift,',
    '  input  wire serial_in,',
    '  output wire serial_out',
    ');',
    '',
    `  reg  [${inputs.bits - 1}:0] inputs;`,
    `  wire [${outputs.bits - 1}:0] outputs;`,
    `  reg  [${outputs.bits - 1}:0] taken;`,
    '  reg reset;',
    '',
    `  ${design.name} design (`,
    ['    .clk (clk)', ...(hasReset ? ['    .rst (reset)'] : []), ...connections].join(',\n'),
    '  );',
    '',
    '  always @(posedge clk) begin',
    '    reset  <= rst;',
    `    inputs <= {inputs[${inputs.bits - 2}:0], serial_in};`,
    `    taken  <= shift ? {taken[${outputs.bits - 2}:0], 1'b0} : outputs;`,
    '  end',
    '',
    `  assign serial_out = taken[${outputs.bits - 1}];`,
    '',
    'endmodule',
    '',
    '`default_nettype wire',
    '',
  ].join('\n');
}

/** The ports of one direction beside one another in a vector. */
function laid(design: Module, direction: Port['direction']): { readonly bits: number; readonly places: readonly { readonly port: Port; readonly low: number }[] } {
  let bits = 0;
  const places = design.ports.filter((port) => port.direction === direction).map((port) => {
    const low = bits;
    bits += port.type.width;
    return { port, low };
  });
  return { bits, places };
}
