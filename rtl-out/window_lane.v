`default_nettype none

// gathers the operand of one pixel from the banks
module window_lane (
  input  wire               clk,
  input  wire               advance,      // the pipeline moves
  input  wire               row_inside,   // the input row is not padding
  input  wire signed [17:0] column,       // input column of lane 0
  input  wire [2:0]         bank,         // bank of that column
  input  wire [7:0]         pass,         // number of the pass
  input  wire [15:0]        input_width,  // columns of the input map
  input  wire [15:0]        offset,       // columns from lane 0 to this lane
  input  wire [2:0]         bank_offset,  // the same modulo dn
  input  wire [7:0]         own_pass,     // pass that reads the column of this lane
  input  wire [511:0]       words,        // what the banks read, one cycle behind the other inputs
  output reg  [63:0]        operand
);

  reg [2:0] select;
  reg       exists;
  reg       take;

  wire [3:0]         straight = {1'd0, bank} + {1'd0, bank_offset};
  wire signed [18:0] position = $signed({column[17], column}) + $signed({3'd0, offset});

  always @(posedge clk) begin
    if (advance) begin
      select <= straight >= 4'd8 ? straight[2:0] - 3'd0 : straight[2:0];
      exists <= row_inside & (position >= 19'sd0) & (position < $signed({3'd0, input_width}));
      take <= pass == own_pass;
      if (take) begin
        operand <= exists ? words[{select, 6'd0} +: 64] : 64'd0;
      end
    end
  end

endmodule

`default_nettype wire
