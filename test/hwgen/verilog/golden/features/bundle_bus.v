`default_nettype none

module bundle_bus (
  input  wire       clk,
  input  wire       rst,
  input  wire [3:0] bus_address,  // in words
  input  wire       bus_enable,
  input  wire [7:0] bus_data,
  output wire [7:0] bus_answer,
  output wire       bus_hit
);

  reg [7:0] kept;

  wire hit = bus_address == 4'd5;

  assign bus_answer = kept;
  assign bus_hit    = hit;

  always @(posedge clk) begin
    if (rst) begin
      kept <= 8'd0;
    end else if (bus_enable & hit) begin
      kept <= bus_data;
    end
  end

endmodule

`default_nettype wire
