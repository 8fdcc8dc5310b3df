`default_nettype none

module signs_mixed (
  input  wire [5:0]         u,
  input  wire signed [3:0]  s,
  input  wire [1:0]         by,
  output wire signed [10:0] product,
  output wire signed [3:0]  moved,
  output wire [9:0]         joined,
  output wire signed [8:0]  grown
);

  assign product = $signed({5'd0, u}) * $signed({{7{s[3]}}, s});
  assign moved   = s >>> by;
  assign joined  = {u, s};
  assign grown   = $signed({{5{s[3]}}, s});

endmodule

`default_nettype wire
