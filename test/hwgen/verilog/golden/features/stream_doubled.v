`default_nettype none

module stream_doubled (
  input  wire       in_valid,   // words
  output wire       in_ready,
  input  wire [7:0] in_data,
  output wire       out_valid,
  input  wire       out_ready,
  output wire [8:0] out_data
);

  assign in_ready  = out_ready;
  assign out_valid = in_valid;
  assign out_data  = {in_data, 1'd0};

endmodule

`default_nettype wire
