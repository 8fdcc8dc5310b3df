`default_nettype none

module lane (
  input  wire               clk,
  input  wire signed [5:0]  x,
  input  wire signed [5:0]  y,
  input  wire               en,
  output reg  signed [11:0] p,
  output wire               busy
);

  assign busy = |p;

  always @(posedge clk) begin
    if (en) begin
      p <= $signed({{6{x[5]}}, x}) * $signed({{6{y[5]}}, y});
    end
  end

endmodule

`default_nettype wire
