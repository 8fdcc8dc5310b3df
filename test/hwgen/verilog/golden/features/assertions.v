`default_nettype none

module assertions (
  input  wire       clk,
  input  wire       rst,
  input  wire [3:0] a,
  input  wire [3:0] b,
  output wire [4:0] y
);

  assign y = {1'd0, a} + {1'd0, b};

  `ifdef FORMAL
  always @(posedge clk) begin
    if (!rst) begin
      // a is not the largest
      assume (a < 4'd15);
      // the sum has room for one more
      assert ({1'd0, a} + {1'd0, b} < 5'd30);
      // both are 0
      cover ((a == 4'd0) & (b == 4'd0));
    end
  end
  `else
  `ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
      if (!(a < 4'd15)) begin
        $display("%m: assumption broken: a is not the largest");
        $stop;
      end
      if (!({1'd0, a} + {1'd0, b} < 5'd30)) begin
        $display("%m: check failed: the sum has room for one more");
        $stop;
      end
    end
  end
  `endif
  `endif

endmodule

`default_nettype wire
