`default_nettype none

// acc += ±(popcount(a & w) << shift): one bit-plane pair per enabled cycle.
module bit_dot (
  input  wire               clk,
  input  wire               rst,
  input  wire               start,   // clear before the first plane
  input  wire               en,      // the plane pair is valid
  input  wire               negate,  // the plane pair has negative weight
  input  wire [1:0]         shift,
  input  wire [15:0]        a,       // one activation bit per lane
  input  wire [15:0]        w,       // one weight bit per lane
  output reg  signed [15:0] acc
);

  wire [15:0]       hits  = a & w;
  wire [4:0]        ones;
  wire signed [8:0] plane = $signed({1'd0, {3'd0, ones} << shift});
  wire signed [9:0] term  = negate ? -$signed({plane[8], plane}) : $signed({plane[8], plane});

  popcount_16 ones_count (
    .bits (hits),
    .ones (ones)
  );

  always @(posedge clk) begin
    if (rst) begin
      acc <= 16'sd0;
    end else if (start) begin
      acc <= 16'sd0;
    end else if (en) begin
      acc <= acc + $signed({{6{term[9]}}, term});
    end
  end

endmodule

`default_nettype wire
