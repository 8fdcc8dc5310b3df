`default_nettype none

// The number of ones in a & b, 16 bits each: counters until two rows are left, which an adder adds.
(* keep_hierarchy = "yes" *)
module popcount_and_16 (
  input  wire [15:0] a,
  input  wire [15:0] b,
  output wire [4:0]  ones
);

  localparam [63:0] HALF_ADD_ANDS = 64'h7888788880008000;  // (I0 & I1) + (I2 & I3): carry O5, sum O6
  localparam [63:0] FULL_ADD_ANDS = 64'h87777888f8888000;  // (I0 & I1) + (I2 & I3) + I4
  localparam [63:0] FULL_ADD      = 64'h96969696e8e8e8e8;  // I0 + I1 + I2
  localparam [63:0] ONES_OF_6_0   = 64'h6996966996696996;  // bit 0 of I0 + .. + I5, at O6
  localparam [63:0] ONES_OF_6_1   = 64'h8117177e177e7ee8;  // bit 1 of I0 + .. + I5, at O6
  localparam [63:0] ONES_OF_6_2   = 64'hfee8e880e8808000;  // bit 2 of I0 + .. + I5, at O6

  wire [1:0] c0;
  LUT6_2 #(.INIT(HALF_ADD_ANDS)) c0_lut (.I0(a[0]), .I1(b[0]), .I2(a[1]), .I3(b[1]), .I4(1'd0), .I5(1'd1), .O5(c0[1]),
        .O6(c0[0]));
  wire [1:0] c1;
  LUT6_2 #(.INIT(FULL_ADD_ANDS)) c1_lut (.I0(a[2]), .I1(b[2]), .I2(a[3]), .I3(b[3]), .I4(c0[0]), .I5(1'd1), .O5(c1[1]),
        .O6(c1[0]));
  wire [1:0] c2;
  LUT6_2 #(.INIT(FULL_ADD_ANDS)) c2_lut (.I0(a[4]), .I1(b[4]), .I2(a[5]), .I3(b[5]), .I4(c1[0]), .I5(1'd1), .O5(c2[1]),
        .O6(c2[0]));
  wire [1:0] c3;
  LUT6_2 #(.INIT(FULL_ADD_ANDS)) c3_lut (.I0(a[6]), .I1(b[6]), .I2(a[7]), .I3(b[7]), .I4(c2[0]), .I5(1'd1), .O5(c3[1]),
        .O6(c3[0]));
  wire [1:0] c4;
  LUT6_2 #(.INIT(HALF_ADD_ANDS)) c4_lut (.I0(a[8]), .I1(b[8]), .I2(a[9]), .I3(b[9]), .I4(1'd0), .I5(1'd1), .O5(c4[1]),
        .O6(c4[0]));
  wire [1:0] c5;
  LUT6_2 #(.INIT(FULL_ADD_ANDS)) c5_lut (.I0(a[10]), .I1(b[10]), .I2(a[11]), .I3(b[11]), .I4(c4[0]), .I5(1'd1),
        .O5(c5[1]), .O6(c5[0]));
  wire [1:0] c6;
  LUT6_2 #(.INIT(FULL_ADD_ANDS)) c6_lut (.I0(a[12]), .I1(b[12]), .I2(a[13]), .I3(b[13]), .I4(c5[0]), .I5(1'd1),
        .O5(c6[1]), .O6(c6[0]));
  wire [1:0] c7;
  LUT6_2 #(.INIT(FULL_ADD_ANDS)) c7_lut (.I0(a[14]), .I1(b[14]), .I2(a[15]), .I3(b[15]), .I4(c6[0]), .I5(1'd1),
        .O5(c7[1]), .O6(c7[0]));
  wire [2:0] c8;
  wire [2:0] c8_o5;
  LUT6_2 #(.INIT(ONES_OF_6_0)) c8_lut0 (.I0(c0[1]), .I1(c1[1]), .I2(c2[1]), .I3(c3[1]), .I4(c4[1]), .I5(c5[1]),
        .O5(c8_o5[0]), .O6(c8[0]));
  LUT6_2 #(.INIT(ONES_OF_6_1)) c8_lut1 (.I0(c0[1]), .I1(c1[1]), .I2(c2[1]), .I3(c3[1]), .I4(c4[1]), .I5(c5[1]),
        .O5(c8_o5[1]), .O6(c8[1]));
  LUT6_2 #(.INIT(ONES_OF_6_2)) c8_lut2 (.I0(c0[1]), .I1(c1[1]), .I2(c2[1]), .I3(c3[1]), .I4(c4[1]), .I5(c5[1]),
        .O5(c8_o5[2]), .O6(c8[2]));
  wire [1:0] c9;
  LUT6_2 #(.INIT(FULL_ADD)) c9_lut (.I0(c8[0]), .I1(c6[1]), .I2(c7[1]), .I3(1'd0), .I4(1'd0), .I5(1'd1), .O5(c9[1]),
        .O6(c9[0]));

  assign ones = {1'd0, c8[2], c9[1], c9[0], c3[0]}
              + {1'd0, 1'd0, c8[1], 1'd0, c7[0]};

  // Nothing reads these.
  wire _unused = &{1'd0, c8_o5};

endmodule

`default_nettype wire
