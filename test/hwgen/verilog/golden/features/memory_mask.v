`default_nettype none

module memory_mask (
  input  wire        clk,
  input  wire [1:0]  at,
  input  wire [1:0]  mask,
  input  wire [15:0] data,
  output wire [15:0] word
);

  reg [15:0] ram_read;

  reg [15:0] ram [0:3];

  assign word = ram_read;

  always @(posedge clk) begin
    if (mask[0]) ram[at][7:0] <= data[7:0];
    if (mask[1]) ram[at][15:8] <= data[15:8];
    ram_read <= ram[at];
  end

endmodule

`default_nettype wire
