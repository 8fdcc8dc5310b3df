`default_nettype none

// multiply, add, shift with round half to even, saturate: one pixel
module requantise_lane (
  input  wire               clk,
  input  wire signed [27:0] sum,              // stage 0: sum of one channel
  input  wire signed [27:0] activation_sum,   // stage 0: sum of the activations of this pixel
  input  wire               dorefa,           // weights stand for 2*code - (2^bits - 1)
  input  wire [3:0]         weight_planes,    // bits of a weight code
  input  wire signed [15:0] multiplier,       // stage 2
  input  wire signed [41:0] add,              // stage 2
  input  wire signed [8:0]  skip,             // stage 1: code of the skip map
  input  wire signed [15:0] skip_multiplier,
  input  wire [5:0]         shift,            // stages 4 and 5
  input  wire [47:0]        half,             // stage 4: 2^(shift-1) - 1, or 0 when shift is 0
  input  wire [5:0]         shift_late,       // stage 5: shift, one cycle later
  input  wire               raw,              // saturate to 32 bits
  input  wire signed [15:0] low,              // smallest code
  input  wire signed [15:0] high,             // largest code
  output reg  signed [31:0] result            // stage 6
);

  reg signed [27:0] sum_1;
  reg signed [28:0] correction;
  reg signed [29:0] value;
  reg signed [45:0] product;
  reg signed [24:0] skip_product;
  reg signed [42:0] addend;
  reg signed [48:0] biased;
  reg signed [48:0] rounded;
  reg signed [48:0] shifted;

  wire signed [42:0] scaled  = $signed({{15{activation_sum[27]}}, activation_sum}) << weight_planes;
  wire signed [28:0] doubled = $signed({sum_1, 1'd0});
  wire signed [48:0] moved   = biased >>> shift;
  wire               odd     = moved[0] & (shift != 6'd0);
  wire signed [31:0] most    = raw ? 32'sd2147483647 : $signed({{16{high[15]}}, high});
  wire signed [31:0] least   = raw ? -32'sd2147483648 : $signed({{16{low[15]}}, low});

  always @(posedge clk) begin
    sum_1 <= sum;
    correction <= $signed(scaled[28:0]) - $signed({activation_sum[27], activation_sum});
    value <= dorefa ? $signed({doubled[28], doubled}) - $signed({correction[28], correction})
          : $signed({sum_1[27], sum_1[27], sum_1});
    skip_product <= $signed({{16{skip[8]}}, skip}) * $signed({{9{skip_multiplier[15]}}, skip_multiplier});
    product <= $signed({{16{value[29]}}, value}) * $signed({{30{multiplier[15]}}, multiplier});
    addend <= $signed({add[41], add}) + $signed({{18{skip_product[24]}}, skip_product});
    biased <= $signed({{3{product[45]}}, product}) + $signed({{6{addend[42]}}, addend});
    rounded <= biased + $signed({1'd0, half}) + $signed({48'd0, odd});
    shifted <= rounded >>> shift_late;
    result <= shifted > $signed({{17{most[31]}}, most}) ? most : shifted < $signed({{17{least[31]}}, least}) ? least
          : $signed(shifted[31:0]);
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, scaled[42:29], moved[48:1]};

endmodule

`default_nettype wire
