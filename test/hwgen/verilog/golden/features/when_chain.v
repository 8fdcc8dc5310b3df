`default_nettype none

module when_chain (
  input  wire       clk,
  input  wire       rst,
  input  wire       a,
  input  wire       b,
  input  wire [3:0] d,
  output reg  [3:0] r,
  output reg  [3:0] s
);

  always @(posedge clk) begin
    if (a) begin
      r <= d;
    end else if (b) begin
      s <= d;
      if (&d) begin
        r <= 4'd0;
      end
    end else begin
      r <= s;
    end
    if (rst) begin
      r <= 4'd9;
    end
  end

endmodule

`default_nettype wire
