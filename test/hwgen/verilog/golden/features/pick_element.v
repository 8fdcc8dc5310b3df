`default_nettype none

module pick_element (
  input  wire [47:0]        words,
  input  wire [2:0]         at,
  input  wire [5:0]         place,
  output wire [7:0]         word,
  output wire               flag,
  output wire signed [11:0] third
);

  assign word  = at < 3'd6 ? words[{at, 3'd0} +: 8] : 8'd0;
  assign flag  = place < 6'd48 ? words[place] : 1'd0;
  assign third = $signed(words[35:24]);

endmodule

`default_nettype wire
