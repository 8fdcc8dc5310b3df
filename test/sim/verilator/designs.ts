import type { Type } from '../../../src/hwgen/ir/type.js';
import { signed, unsigned } from '../../../src/hwgen/ir/type.js';
import type { VerilatorDesign } from '../../../src/sim/verilator/design.js';

/** Hand-written Verilog, small enough to be read whole and built in a second. */
const port = (direction: 'input' | 'output', name: string, type: Type) => ({ direction, name, type });

/**
 * Counts while `enable`, from `start` after reset. `phase` is never reset: its power-up value shows. Two names are there to
 * trouble C++: a keyword, and one with two underscores.
 */
export const counter: VerilatorDesign = {
  top: 'counter',
  ports: [
    port('input', 'enable', unsigned(1)),
    port('input', 'start__at', unsigned(8)),
    port('output', 'count', unsigned(8)),
    port('output', 'delete', unsigned(1)),
    port('output', 'phase', unsigned(32)),
    port('output', 'squares', unsigned(16)),
  ],
  files: new Map([
    ['counter.v', `module counter(
  input  wire        clk,
  input  wire        rst,
  input  wire        enable,
  input  wire [7:0]  start__at,
  output reg  [7:0]  count,
  output wire        delete,
  output reg  [31:0] phase,
  output wire [15:0] squares
);
  squares squares_of_count(.value(count[1:0]), .square(squares));
  assign delete = count == 8'd3;
  always @(posedge clk) begin
    phase <= phase + 32'd1;
    if (rst) count <= start__at;
    else if (enable) count <= count + 8'd1;
    if (enable && count == 8'd200) begin $display("text on stdout"); $finish; end
    if (enable && count == 8'd250) begin $error("count must stay below 250"); $stop; end
  end
endmodule
`],
    ['squares.v', `module squares(input wire [1:0] value, output wire [15:0] square);
  reg [15:0] table_of_squares [0:3];
  initial $readmemh("squares.hex", table_of_squares);
  assign square = table_of_squares[value];
endmodule
`],
    ['squares.hex', '0\n1\n4\n9\n'],
  ]),
};

/** No clock, no reset; ports of every storage class of Verilator, signed ones among them, one wider than 64 bits. */
export const adder: VerilatorDesign = {
  top: 'adder',
  ports: [
    port('input', 'a', signed(5)),
    port('input', 'b', signed(12)),
    port('input', 'wide', unsigned(200)),
    port('input', 'deep', signed(40)),
    port('output', 'sum', signed(13)),
    port('output', 'inverted', unsigned(200)),
    port('output', 'negative', signed(96)),
    port('output', 'negated', signed(41)),
  ],
  files: new Map([['adder.v', `module adder(
  input  wire signed [4:0]   a,
  input  wire signed [11:0]  b,
  input  wire        [199:0] wide,
  input  wire signed [39:0]  deep,
  output wire signed [12:0]  sum,
  output wire        [199:0] inverted,
  output wire signed [95:0]  negative,
  output wire signed [40:0]  negated
);
  assign sum = {{8{a[4]}}, a} + {b[11], b};
  assign inverted = ~wide;
  assign negative = -{{91{a[4]}}, a};
  assign negated = -{deep[39], deep};
endmodule
`]]),
};
