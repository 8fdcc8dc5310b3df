`default_nettype none

module wires_forward (
  input  wire [3:0] a,
  output wire [4:0] y
);

  wire [3:0] later = ~a;

  assign y = {1'd0, later} + 5'd1;

endmodule

`default_nettype wire
