`default_nettype none

// acc += ±(popcount(a & w) << shift): one bit-plane pair per enabled cycle.
module bit_dot (
  input  wire               clk,
  input  wire               rst,
  input  wire               start,   // clear before the first plane
  input  wire               en,      // the plane pair is valid
  input  wire               negate,  // the plane pair has negative weight
  input  wire [3:0]         shift,
  input  wire [31:0]        a,       // one activation bit per lane
  input  wire [31:0]        w,       // one weight bit per lane
  output reg  signed [31:0] acc
);

  // The number of ones in 32 bits.
  function [5:0] popcount_32;
    input [31:0] pc_bits;
    integer pc_i;
    reg [31:0] pc_sums_2;
    reg [23:0] pc_sums_4;
    reg [15:0] pc_sums_8;
    reg [9:0] pc_sums_16;
    begin
      for (pc_i = 0; pc_i < 16; pc_i = pc_i + 1)
        pc_sums_2[pc_i*2 +: 2] = {1'd0, pc_bits[pc_i*2]} + {1'd0, pc_bits[pc_i*2 + 1]};
      for (pc_i = 0; pc_i < 8; pc_i = pc_i + 1)
        pc_sums_4[pc_i*3 +: 3] = {1'd0, pc_sums_2[pc_i*4 +: 2]} + {1'd0, pc_sums_2[pc_i*4 + 2 +: 2]};
      for (pc_i = 0; pc_i < 4; pc_i = pc_i + 1)
        pc_sums_8[pc_i*4 +: 4] = {1'd0, pc_sums_4[pc_i*6 +: 3]} + {1'd0, pc_sums_4[pc_i*6 + 3 +: 3]};
      for (pc_i = 0; pc_i < 2; pc_i = pc_i + 1)
        pc_sums_16[pc_i*5 +: 5] = {1'd0, pc_sums_8[pc_i*8 +: 4]} + {1'd0, pc_sums_8[pc_i*8 + 4 +: 4]};
      popcount_32 = {1'd0, pc_sums_16[4:0]} + {1'd0, pc_sums_16[9:5]};
    end
  endfunction

  wire [31:0]        hits  = a & w;
  wire [5:0]         ones  = popcount_32(hits);
  wire signed [21:0] plane = $signed({1'd0, {15'd0, ones} << shift});
  wire signed [22:0] term  = negate ? -$signed({plane[21], plane}) : $signed({plane[21], plane});

  always @(posedge clk) begin
    if (rst) begin
      acc <= 32'sd0;
    end else if (start) begin
      acc <= 32'sd0;
    end else if (en) begin
      acc <= acc + $signed({{9{term[22]}}, term});
    end
  end

endmodule

`default_nettype wire
