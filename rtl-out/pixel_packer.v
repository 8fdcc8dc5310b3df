`default_nettype none

// corner turn of one pixel: codes of dm channels in, planes of dm bits out
module pixel_packer (
  input  wire       clk,
  input  wire       take,          // a code comes
  input  wire       last,          // with take: the code of the last channel, and the planes are written now
  input  wire [7:0] code,
  input  wire       merge,         // keep the larger of the code and the one that came dm codes ago
  input  wire       signed_codes,  // codes are in two's complement
  input  wire       shift,         // go to the next plane
  output wire [7:0] chunk          // current plane, bit c of channel c
);

  reg [63:0] codes;
  reg [63:0] planes;

  wire [7:0]  previous = codes[7:0];
  wire [7:0]  turn     = {signed_codes, 7'd0};
  wire        smaller  = (code ^ turn) < (previous ^ turn);
  wire [7:0]  larger   = merge & smaller ? previous : code;
  wire [63:0] turned   = {larger, codes[63:8]};

  assign chunk = {planes[56], planes[48], planes[40], planes[32], planes[24], planes[16], planes[8], planes[0]};

  always @(posedge clk) begin
    if (shift) begin
      planes <= planes >> 1;
    end
    if (take) begin
      codes <= turned;
      if (last) begin
        planes <= turned;
      end
    end
  end

endmodule

`default_nettype wire
