`default_nettype none

// AND, popcount and accumulate: one output channel of one pixel
module dot_unit (
  input  wire               clk,
  input  wire               advance,     // the pipeline moves
  input  wire [63:0]        activation,  // one plane of dk input channels
  input  wire [63:0]        weight,      // one plane of dk weights
  input  wire               accumulate,  // the count in `ones` takes part
  input  wire               clear,       // with accumulate: first count of a tile
  input  wire               twice,       // with accumulate: first count of a diagonal
  input  wire               negate,      // with accumulate: exactly one of the planes is a sign plane
  output reg  signed [27:0] sum
);

  // The number of ones in 64 bits.
  function [6:0] popcount_64;
    input [63:0] pc_bits;
    integer pc_i;
    reg [63:0] pc_sums_2;
    reg [47:0] pc_sums_4;
    reg [31:0] pc_sums_8;
    reg [19:0] pc_sums_16;
    reg [11:0] pc_sums_32;
    begin
      for (pc_i = 0; pc_i < 32; pc_i = pc_i + 1)
        pc_sums_2[pc_i*2 +: 2] = {1'd0, pc_bits[pc_i*2]} + {1'd0, pc_bits[pc_i*2 + 1]};
      for (pc_i = 0; pc_i < 16; pc_i = pc_i + 1)
        pc_sums_4[pc_i*3 +: 3] = {1'd0, pc_sums_2[pc_i*4 +: 2]} + {1'd0, pc_sums_2[pc_i*4 + 2 +: 2]};
      for (pc_i = 0; pc_i < 8; pc_i = pc_i + 1)
        pc_sums_8[pc_i*4 +: 4] = {1'd0, pc_sums_4[pc_i*6 +: 3]} + {1'd0, pc_sums_4[pc_i*6 + 3 +: 3]};
      for (pc_i = 0; pc_i < 4; pc_i = pc_i + 1)
        pc_sums_16[pc_i*5 +: 5] = {1'd0, pc_sums_8[pc_i*8 +: 4]} + {1'd0, pc_sums_8[pc_i*8 + 4 +: 4]};
      for (pc_i = 0; pc_i < 2; pc_i = pc_i + 1)
        pc_sums_32[pc_i*6 +: 6] = {1'd0, pc_sums_16[pc_i*10 +: 5]} + {1'd0, pc_sums_16[pc_i*10 + 5 +: 5]};
      popcount_64 = {1'd0, pc_sums_32[5:0]} + {1'd0, pc_sums_32[11:6]};
    end
  endfunction

  reg [6:0] ones;

  wire [63:0]        hits    = activation & weight;
  wire [27:0]        flipped = {21'd0, ones} ^ {28{negate}};
  wire signed [27:0] doubled = $signed({sum[26:0], 1'd0});
  wire signed [27:0] start   = clear ? 28'sd0 : twice ? doubled : sum;
  wire signed [29:0] total   = $signed({1'd0, flipped, negate} - {1'd0, ~start, 1'd1});

  always @(posedge clk) begin
    if (advance) begin
      ones <= popcount_64(hits);
    end
    if (advance & accumulate) begin
      sum <= $signed(total[28:1]);
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, total[0], total[29]};

endmodule

`default_nettype wire
