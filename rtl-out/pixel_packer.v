`default_nettype none

// corner turn of one pixel: codes of dm channels in, planes of dm bits out
module pixel_packer (
  input  wire       clk,
  input  wire       take,          // a code comes
  input  wire       last,          // with take: the code of the last channel, and the planes are written now
  input  wire [7:0] code,
  input  wire       merge,         // keep the larger of the code and the one that came dm codes ago
  input  wire       signed_codes,  // codes are in two's complement
  input  wire [2:0] plane,         // number of the plane
  output wire [7:0] chunk          // the plane, bit c of channel c
);

  reg [63:0] codes;
  reg [63:0] planes;

  wire [7:0]  previous = codes[7:0];
  wire [7:0]  turn     = {signed_codes, 7'd0};
  wire        smaller  = (code ^ turn) < (previous ^ turn);
  wire [7:0]  larger   = merge & smaller ? previous : code;
  wire [63:0] turned   = {larger, codes[63:8]};

  assign chunk = {planes[{3'd7, plane}], planes[{3'd6, plane}], planes[{3'd5, plane}], planes[{3'd4, plane}],
        planes[{3'd3, plane}], planes[{3'd2, plane}], planes[{3'd1, plane}], planes[{3'd0, plane}]};

  always @(posedge clk) begin
    if (take) begin
      codes <= turned;
      if (last) begin
        planes <= turned;
      end
    end
  end

endmodule

`default_nettype wire
