`default_nettype none

module instance_one (
  input  wire       clk,
  input  wire [7:0] a,
  input  wire       en,
  output wire [4:0] y
);

  wire [3:0] split_low;
  wire [3:0] split_high;

  half split (
    .clk  (clk),
    .x    (a),
    .en   (en),
    .low  (split_low),
    .high (split_high)
  );

  assign y = {1'd0, split_low} + {1'd0, split_high};

endmodule

`default_nettype wire
