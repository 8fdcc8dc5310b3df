`default_nettype none

module instance_array (
  input  wire        clk,
  input  wire [23:0] words,
  input  wire        en,
  input  wire [1:0]  which,
  output wire [11:0] lows,
  output wire [3:0]  chosen
);

  wire [11:0] row_low;
  wire [11:0] row_high;

  genvar i;
  generate
    for (i = 0; i < 3; i = i + 1) begin : row
      half element (
        .clk  (clk),
        .x    (words[i*8 +: 8]),
        .en   (en),
        .low  (row_low[i*4 +: 4]),
        .high (row_high[i*4 +: 4])
      );
    end
  endgenerate

  assign lows   = row_low;
  assign chosen = which < 2'd3 ? row_high[{which, 2'd0} +: 4] : 4'd0;

endmodule

`default_nettype wire
