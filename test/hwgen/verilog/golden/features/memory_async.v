`default_nettype none

module memory_async (
  input  wire              clk,
  input  wire [3:0]        at,
  input  wire              en,
  input  wire signed [7:0] data,
  output wire signed [7:0] word
);

  (* ram_style = "distributed" *) reg signed [7:0] ram [0:9];

  wire signed [7:0] ram_read = at < 4'd10 ? ram[at] : 8'sd0;

  assign word = ram_read;

  always @(posedge clk) begin
    if (en) begin
      if (at < 4'd10) begin
        ram[at] <= data;
      end
    end
  end

endmodule

`default_nettype wire
