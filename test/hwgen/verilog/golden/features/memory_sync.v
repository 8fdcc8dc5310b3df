`default_nettype none

module memory_sync (
  input  wire       clk,
  input  wire [3:0] at,
  input  wire       en,
  input  wire [7:0] data,
  output wire [7:0] word
);

  reg [7:0] ram_read;

  (* ram_style = "block" *) reg [7:0] ram [0:15];  // read before write

  assign word = ram_read;

  always @(posedge clk) begin
    if (en) begin
      ram[at] <= data;
    end
    if (!en) begin
      ram_read <= ram[at];
    end
  end

endmodule

`default_nettype wire
