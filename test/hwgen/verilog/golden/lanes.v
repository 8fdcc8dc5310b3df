`default_nettype none

module lanes (
  input  wire               clk,
  input  wire [29:0]        xs,
  input  wire signed [5:0]  y,
  input  wire               en,
  input  wire [2:0]         choice,
  output wire signed [11:0] chosen,
  output wire               all_busy,
  output wire signed [12:0] back
);

  wire [59:0]        row_p;
  wire [4:0]         row_busy;
  wire signed [11:0] single_p;
  wire               single_busy;

  wire signed [5:0] feedback = $signed(single_p[5:0]);

  genvar i;
  generate
    for (i = 0; i < 5; i = i + 1) begin : row
      lane element (
        .clk  (clk),
        .x    (xs[i*6 +: 6]),
        .y    (y),
        .en   (en),
        .p    (row_p[i*12 +: 12]),
        .busy (row_busy[i])
      );
    end
  endgenerate

  lane single (
    .clk  (clk),
    .x    (feedback),
    .y    (en ? y : -6'sd1),
    .en   (1'd1),
    .p    (single_p),
    .busy (single_busy)
  );

  assign chosen   = $signed(choice < 3'd5 ? row_p[{3'd0, choice} * 6'd12 +: 12] : 12'd0);
  assign all_busy = &{row_busy, en};
  assign back     = $signed({single_p[11], single_p}) - 13'sd1;

  // Bits that nothing reads.
  wire _unused = &{1'd0, single_busy};

endmodule

`default_nettype wire
