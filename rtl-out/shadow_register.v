`default_nettype none

// the sum of a complete tile
module shadow_register (
  input  wire               clk,
  input  wire               capture,  // the sum is complete
  input  wire               merge,    // with capture: keep the larger of this sum and the one that is held; both are codes
  input  wire signed [27:0] sum,
  output reg  signed [27:0] shadow
);

  wire signed [8:0] code   = $signed(sum[8:0]);
  wire signed [8:0] held   = $signed(shadow[8:0]);
  wire              larger = code > held;

  always @(posedge clk) begin
    if (capture) begin
      if (!merge | larger) begin
        shadow <= sum;
      end
    end
  end

endmodule

`default_nettype wire
