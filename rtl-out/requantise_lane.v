`default_nettype none

// multiply, add, shift with round half to even, saturate: one pixel
module requantise_lane (
  input  wire               clk,
  input  wire signed [27:0] sum,              // stage 0: sum of one channel
  input  wire signed [27:0] activation_sum,   // stage 0: the sum of this pixel with all weight bits one
  input  wire               dorefa,           // weights stand for 2*code - (2^bits - 1)
  input  wire signed [15:0] multiplier,       // stage 1
  input  wire signed [41:0] add,              // stage 1
  input  wire signed [8:0]  skip,             // stage 1: code of the skip map
  input  wire signed [15:0] skip_multiplier,
  input  wire [5:0]         shift,            // stages 3 and 4
  input  wire [47:0]        half,             // stage 3: 2^(shift-1) - 1, or 0 when shift is 0: the bits below the guard
  input  wire [5:0]         shift_late,       // stage 4: shift, one cycle later
  input  wire               raw,              // saturate to 32 bits
  input  wire signed [15:0] low,              // smallest code
  input  wire signed [15:0] high,             // largest code
  output reg  signed [31:0] result            // stage 6
);

  reg signed [27:0] value;
  reg signed [43:0] product;
  reg signed [42:0] addend;
  reg signed [48:0] biased;
  reg [35:0]        coarse;      // shifted by a multiple of 4, with the guard
  reg               sticky;      // there is a one below the guard
  reg               over;        // the quotient has more than 32 bits
  reg               negative;
  reg signed [32:0] rounded;
  reg               over_4;
  reg               negative_4;

  wire signed [27:0] counted    = dorefa ? $signed({sum[26:0], 1'd0}) : sum;
  wire signed [27:0] correction = dorefa ? activation_sum : 28'sd0;
  wire signed [49:0] guarded    = $signed({biased, 1'd0});
  wire signed [49:0] by_16      = guarded >>> {shift[5:4], 4'd0};
  wire signed [49:0] by_4       = by_16 >>> {shift[3:2], 2'd0};
  wire               sign       = biased < 49'sd0;
  wire [35:0]        fine       = coarse >> shift_late[1:0];
  wire [31:0]        quotient   = fine[32:1];
  wire               up         = fine[0] & (sticky | fine[1]);
  wire signed [15:0] code       = $signed(rounded[15:0]);
  wire [17:0]        high_bits  = rounded[32:15];
  wire               beyond     = raw ? over_4 | (rounded[32] ^ rounded[31]) : over_4 | ((|high_bits) & !(&high_bits));
  wire               below      = over_4 ? negative_4 : rounded < 33'sd0;
  wire               too_high   = beyond ? !below : !raw & (code > high);
  wire               too_low    = beyond ? below : !raw & (code < low);
  wire signed [31:0] most       = raw ? 32'sd2147483647 : $signed({{16{high[15]}}, high});
  wire signed [31:0] least      = raw ? -32'sd2147483648 : $signed({{16{low[15]}}, low});

  always @(posedge clk) begin
    value <= counted - correction;
    product <= $signed({{16{value[27]}}, value}) * $signed({{28{multiplier[15]}}, multiplier});
    addend <= $signed({add[41], add})
          + $signed({{34{skip[8]}}, skip}) * $signed({{27{skip_multiplier[15]}}, skip_multiplier});
    biased <= $signed({{5{product[43]}}, product}) + $signed({{6{addend[42]}}, addend});
    coarse <= by_4[35:0];
    sticky <= |(biased[47:0] & half);
    over <= ((biased[31] ^ sign) & (shift == 6'd0)) | ((biased[32] ^ sign) & !half[0])
          | ((biased[33] ^ sign) & !half[1]) | ((biased[34] ^ sign) & !half[2]) | ((biased[35] ^ sign) & !half[3])
          | ((biased[36] ^ sign) & !half[4]) | ((biased[37] ^ sign) & !half[5]) | ((biased[38] ^ sign) & !half[6])
          | ((biased[39] ^ sign) & !half[7]) | ((biased[40] ^ sign) & !half[8]) | ((biased[41] ^ sign) & !half[9])
          | ((biased[42] ^ sign) & !half[10]) | ((biased[43] ^ sign) & !half[11]) | ((biased[44] ^ sign) & !half[12])
          | ((biased[45] ^ sign) & !half[13]) | ((biased[46] ^ sign) & !half[14]) | ((biased[47] ^ sign) & !half[15]);
    negative <= sign;
    rounded <= $signed({quotient[31], quotient}) + $signed({32'd0, up});
    over_4 <= over;
    negative_4 <= negative;
    result <= too_high ? most : too_low ? least : $signed(rounded[31:0]);
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, shift_late[5:2], by_4[49:36], fine[35:33]};

endmodule

`default_nettype wire
