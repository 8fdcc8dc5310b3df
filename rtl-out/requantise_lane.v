`default_nettype none

// multiply, add, shift with round half to even, saturate: one pixel
module requantise_lane (
  input  wire               clk,
  input  wire signed [27:0] sum,              // stage 0: sum of one channel
  input  wire signed [27:0] activation_sum,   // stage 0: with dorefa the sum of this pixel with all weight bits one, else 0
  input  wire               dorefa,           // weights stand for 2*code - (2^bits - 1)
  input  wire signed [8:0]  skip,             // stage 1: code of the skip map
  input  wire signed [18:0] skip_multiplier,  // stage 1
  input  wire signed [45:0] offset,           // stage 1: addition and half of the unit
  input  wire signed [19:0] multiplier,       // stage 2: negative multiplier
  input  wire signed [19:0] multiplier_late,  // stage 3: the same, one cycle later
  input  wire [3:0]         steps,            // stage 4: shift in steps of 4 bits
  input  wire [46:0]        dropped,          // stage 4: bits that the shift drops
  input  wire [46:0]        above,            // stage 4: bits above the widest result, 8 bits or 32
  input  wire               even,             // stage 4: a half rounds to even
  input  wire               raw,              // saturate to 32 bits
  input  wire signed [7:0]  low,              // smallest code: 0 or -high - 1
  input  wire [7:0]         high,             // largest code: 2^k - 1; 0 with raw
  output reg  signed [31:0] result            // stage 6
);

  reg signed [27:0] minus;     // -v
  reg signed [27:0] minus_2;
  reg signed [10:0] top_3;
  reg signed [45:0] addend;
  reg signed [45:0] partial;   // addend and product of the low bits
  reg [16:0]        low_4;
  reg signed [29:0] high_4;
  reg [31:0]        quotient;
  reg               over;      // there are more bits than the widest result has
  reg               negative;

  wire signed [27:0] counted     = dorefa ? $signed({sum[26:0], 1'd0}) : sum;
  wire signed [46:0] biased      = $signed({high_4, low_4});
  wire               sign        = high_4 < 30'sd0;
  wire signed [46:0] by_16       = biased >>> {steps[3:2], 4'd0};
  wire signed [46:0] by_4        = by_16 >>> {steps[1:0], 2'd0};
  wire               rests       = |($unsigned(biased) & dropped);
  wire               odd         = by_4[0] & (!even | rests);
  wire               beyond_code = |((quotient[7:0] ^ {8{negative}}) & ~high);
  wire               below       = negative & ((low < 8'sd0) | raw);
  wire               beyond      = over | (negative ^ below) | (raw ? quotient[31] ^ negative : beyond_code);
  wire               fill        = raw ? !negative : below;
  wire [7:0]         bound       = raw ? {8{fill}} : negative ? $unsigned(low) : high;

  always @(posedge clk) begin
    minus <= activation_sum - counted;
    minus_2 <= minus;
    addend <= $signed({{37{skip[8]}}, skip}) * $signed({{27{skip_multiplier[18]}}, skip_multiplier}) + offset;
    partial <= $signed({29'd0, minus_2[16:0]}) * $signed({{26{multiplier[19]}}, multiplier}) + addend;
    top_3 <= $signed(minus_2[27:17]);
    low_4 <= partial[16:0];
    high_4 <= $signed({{19{top_3[10]}}, top_3}) * $signed({{10{multiplier_late[19]}}, multiplier_late})
          + $signed({partial[45], partial[45:17]});
    quotient <= {by_4[31:1], odd};
    over <= |(($unsigned(biased) ^ {47{sign}}) & above);
    negative <= sign;
    result <= $signed({below, beyond ? {{23{fill}}, bound} : quotient[30:0]});
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, by_4[46:32]};

endmodule

`default_nettype wire
