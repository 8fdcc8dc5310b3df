`default_nettype none

module functions (
  input  wire [3:0] a,
  input  wire [3:0] b,
  input  wire [3:0] c,
  output wire [3:0] most,
  output wire [5:0] total,
  output wire       some
);

  assign most  = (a > b ? a : b) > c ? (a > b ? a : b) : c;
  assign total = {2'd0, a} + {2'd0, b} + {2'd0, c};
  assign some  = (|a) | (&b) | (^c);

endmodule

`default_nettype wire
