`default_nettype none

module half (
  input  wire       clk,
  input  wire [7:0] x,
  input  wire       en,
  output reg  [3:0] low,
  output reg  [3:0] high
);

  always @(posedge clk) begin
    if (en) begin
      low <= x[3:0];
      high <= x[7:4];
    end
  end

endmodule

`default_nettype wire
