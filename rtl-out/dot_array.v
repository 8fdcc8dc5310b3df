`default_nettype none

// the array: dm output channels x dn pixels, and the activation sums
module dot_array (
  input  wire          clk,
  input  wire          advance,         // the pipeline moves
  input  wire          accumulate,
  input  wire          clear,
  input  wire          twice,
  input  wire          negate,
  input  wire          capture,         // sums are complete
  input  wire          merge,           // with capture: keep the larger sums
  input  wire [511:0]  activations,     // one word per pixel, pixel 0 lowest
  input  wire [511:0]  weights,         // one word per channel, channel 0 lowest
  output wire [1791:0] sums,            // shadow sums, [channel][pixel]
  output wire [223:0]  activation_sums  // shadow sums with all weight bits one, [pixel]
);

  wire [1791:0] row_sums;
  wire [223:0]  activation_row_sums;

  genvar i;
  generate
    for (i = 0; i < 8; i = i + 1) begin : row
      dot_row element (
        .clk         (clk),
        .advance     (advance),
        .accumulate  (accumulate),
        .clear       (clear),
        .twice       (twice),
        .negate      (negate),
        .capture     (capture),
        .merge       (merge),
        .activations (activations),
        .weight      (weights[i*64 +: 64]),
        .sums        (row_sums[i*224 +: 224])
      );
    end
  endgenerate

  dot_row activation_row (
    .clk         (clk),
    .advance     (advance),
    .accumulate  (accumulate),
    .clear       (clear),
    .twice       (twice),
    .negate      (negate),
    .capture     (capture),
    .merge       (1'd0),
    .activations (activations),
    .weight      (64'hffffffffffffffff),
    .sums        (activation_row_sums)
  );

  assign sums            = row_sums;
  assign activation_sums = activation_row_sums;

endmodule

`default_nettype wire
