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

  // The number of ones in 16 bits.
  function [4:0] popcount_16;
    input [15:0] pc_bits;
    integer pc_i;
    reg [15:0] pc_sums_2;
    reg [11:0] pc_sums_4;
    reg [7:0] pc_sums_8;
    begin
      for (pc_i = 0; pc_i < 8; pc_i = pc_i + 1)
        pc_sums_2[pc_i*2 +: 2] = {1'd0, pc_bits[pc_i*2]} + {1'd0, pc_bits[pc_i*2 + 1]};
      for (pc_i = 0; pc_i < 4; pc_i = pc_i + 1)
        pc_sums_4[pc_i*3 +: 3] = {1'd0, pc_sums_2[pc_i*4 +: 2]} + {1'd0, pc_sums_2[pc_i*4 + 2 +: 2]};
      for (pc_i = 0; pc_i < 2; pc_i = pc_i + 1)
        pc_sums_8[pc_i*4 +: 4] = {1'd0, pc_sums_4[pc_i*6 +: 3]} + {1'd0, pc_sums_4[pc_i*6 + 3 +: 3]};
      popcount_16 = {1'd0, pc_sums_8[3:0]} + {1'd0, pc_sums_8[7:4]};
    end
  endfunction

  wire [15:0]       hits  = a & w;
  wire [4:0]        ones  = popcount_16(hits);
  wire signed [8:0] plane = $signed({1'd0, {3'd0, ones} << shift});
  wire signed [9:0] term  = negate ? -$signed({plane[8], plane}) : $signed({plane[8], plane});

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
