`default_nettype none

// the constants of a channel as the lanes want them
module requantise_constants (
  input  wire               clk,
  input  wire [63:0]        constants,          // stage 0: multiplier 15..0, shift 21..16 (0 to 44), add 63..22
  input  wire signed [15:0] skip_multiplier,    // multiplier of the skip codes
  input  wire               raw,                // saturate to 32 bits
  input  wire [7:0]         high,               // largest code
  output reg  signed [18:0] skip_multiplier_1,  // stage 1, as all that ends so: shifted left
  output reg  signed [45:0] offset_1,           // addition, shifted left, and half of the unit
  output reg  signed [19:0] multiplier_2,       // negative multiplier, shifted left
  output reg  signed [19:0] multiplier_3,
  output reg  [3:0]         steps_4,            // shift right in steps of 4 bits
  output wire [46:0]        dropped_4,          // bits that it drops
  output wire [46:0]        above_4,            // bits above the widest result, 8 bits or 32
  output reg                even_4              // a half rounds to even
);

  reg signed [19:0] multiplier_1;
  reg [3:0]         steps_1;
  reg [3:0]         steps_2;
  reg [3:0]         steps_3;
  reg [10:0]        drops_4;       // bit n: step n

  wire [1:0]         left               = -constants[17:16];
  wire [3:0]         steps              = constants[21:18] + {3'd0, |left};
  wire [63:0]        power              = 64'd1 << {steps, 2'd0};
  wire [43:0]        half               = power[44:1];
  wire signed [19:0] shifted_multiplier = -$signed({{4{constants[15]}}, constants[15:0]}) << left;
  wire signed [44:0] shifted_add        = $signed({{3{constants[63]}}, constants[63:22]}) << left;
  wire [15:0]        drop_end           = 16'd1 << steps_3;

  assign dropped_4 = {{3{1'd0}}, {4{drops_4[10]}}, {4{drops_4[9]}}, {4{drops_4[8]}}, {4{drops_4[7]}}, {4{drops_4[6]}},
        {4{drops_4[5]}}, {4{drops_4[4]}}, {4{drops_4[3]}}, {4{drops_4[2]}}, {4{drops_4[1]}}, {4{drops_4[0]}}};
  assign above_4   = {{3{!(raw ? drops_4[3] : drops_4[9])}}, {4{!(raw ? drops_4[2] : drops_4[8])}},
        {4{!(raw ? drops_4[1] : drops_4[7])}}, {4{!(raw ? drops_4[0] : drops_4[6])}}, {4{!(raw ? 1'd1 : drops_4[5])}},
        {4{!(raw ? 1'd1 : drops_4[4])}}, {4{!(raw ? 1'd1 : drops_4[3])}}, {4{!(raw ? 1'd1 : drops_4[2])}},
        {4{!(raw ? 1'd1 : drops_4[1])}}, {4{!(raw ? 1'd1 : drops_4[0])}}, {4{!(raw ? 1'd1 : 1'd1)}},
        {4{!(raw ? 1'd1 : 1'd1)}}};

  always @(posedge clk) begin
    multiplier_1 <= shifted_multiplier;
    skip_multiplier_1 <= $signed({{3{skip_multiplier[15]}}, skip_multiplier}) << left;
    offset_1 <= $signed({shifted_add[44], shifted_add}) + $signed({2'd0, half});
    steps_1 <= steps;
    multiplier_2 <= multiplier_1;
    multiplier_3 <= multiplier_2;
    steps_2 <= steps_1;
    steps_3 <= steps_2;
    steps_4 <= steps_3;
    drops_4 <= drop_end[10:0] - 11'd1;
    even_4 <= (steps_3 != 4'd0) & (raw | high[0]);
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, high[7:1], power[0], power[63:45], drop_end[15:11]};

endmodule

`default_nettype wire
