`default_nettype none

module popcount_plain (
  input  wire [11:0] a,
  input  wire [11:0] b,
  output wire [3:0]  ones
);

  // The number of ones in 12 bits.
  function [3:0] popcount_12;
    input [11:0] pc_bits;
    integer pc_i;
    reg [15:0] pc_padded;
    reg [15:0] pc_sums_2;
    reg [11:0] pc_sums_4;
    reg [7:0] pc_sums_8;
    begin
      pc_padded = {4'd0, pc_bits};
      for (pc_i = 0; pc_i < 8; pc_i = pc_i + 1)
        pc_sums_2[pc_i*2 +: 2] = {1'd0, pc_padded[pc_i*2]} + {1'd0, pc_padded[pc_i*2 + 1]};
      for (pc_i = 0; pc_i < 4; pc_i = pc_i + 1)
        pc_sums_4[pc_i*3 +: 3] = {1'd0, pc_sums_2[pc_i*4 +: 2]} + {1'd0, pc_sums_2[pc_i*4 + 2 +: 2]};
      for (pc_i = 0; pc_i < 2; pc_i = pc_i + 1)
        pc_sums_8[pc_i*4 +: 4] = {1'd0, pc_sums_4[pc_i*6 +: 3]} + {1'd0, pc_sums_4[pc_i*6 + 3 +: 3]};
      popcount_12 = pc_sums_8[3:0] + pc_sums_8[7:4];
    end
  endfunction

  assign ones = popcount_12(a ^ b);

endmodule

`default_nettype wire
