`default_nettype none

// one output channel of dn pixels
module dot_row (
  input  wire         clk,
  input  wire         advance,      // the pipeline moves
  input  wire         accumulate,
  input  wire         clear,
  input  wire         twice,
  input  wire         negate,
  input  wire         capture,      // sums are complete
  input  wire         merge,        // with capture: keep the larger sums
  input  wire [511:0] activations,  // one word per pixel, pixel 0 lowest
  input  wire [63:0]  weight,
  output wire [223:0] sums          // shadow sums, pixel 0 lowest
);

  wire [223:0] dot_sum;
  wire [223:0] held_shadow;

  genvar i;
  generate
    for (i = 0; i < 8; i = i + 1) begin : dot
      dot_unit element (
        .clk        (clk),
        .advance    (advance),
        .activation (activations[i*64 +: 64]),
        .weight     (weight),
        .accumulate (accumulate),
        .clear      (clear),
        .twice      (twice),
        .negate     (negate),
        .sum        (dot_sum[i*28 +: 28])
      );
    end
  endgenerate

  generate
    for (i = 0; i < 8; i = i + 1) begin : held
      shadow_register element (
        .clk     (clk),
        .capture (capture),
        .merge   (merge),
        .sum     (dot_sum[i*28 +: 28]),
        .shadow  (held_shadow[i*28 +: 28])
      );
    end
  endgenerate

  assign sums = held_shadow;

endmodule

`default_nettype wire
