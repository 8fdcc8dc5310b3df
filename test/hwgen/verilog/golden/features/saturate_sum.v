`default_nettype none

module saturate_sum (
  input  wire signed [7:0] a,
  input  wire signed [7:0] b,
  input  wire [7:0]        u,
  output wire signed [7:0] y,
  output wire [4:0]        v,
  output wire signed [7:0] wrapped
);

  wire signed [8:0] total = $signed({a[7], a}) + $signed({b[7], b});

  assign y       = total > 9'sd127 ? 8'sd127 : total < -9'sd128 ? -8'sd128 : $signed(total[7:0]);
  assign v       = u > 8'd31 ? 5'd31 : u[4:0];
  assign wrapped = $signed(total[7:0]);

endmodule

`default_nettype wire
