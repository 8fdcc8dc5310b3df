`default_nettype none

// corner turn of one pixel: codes of dm channels in, planes of dm bits out
module pixel_packer (
  input  wire       clk,
  input  wire       take,   // a code comes
  input  wire       last,   // with take: the code of the last channel, and the planes are written now
  input  wire [7:0] code,
  input  wire [2:0] plane,  // number of the plane
  output wire [7:0] chunk   // the plane, bit c of channel c
);

  reg [63:0] codes;
  reg [63:0] planes;

  wire [63:0] filled = {code, codes[63:8]};

  assign chunk = {planes[{3'd7, plane}], planes[{3'd6, plane}], planes[{3'd5, plane}], planes[{3'd4, plane}],
        planes[{3'd3, plane}], planes[{3'd2, plane}], planes[{3'd1, plane}], planes[{3'd0, plane}]};

  always @(posedge clk) begin
    if (take) begin
      codes <= filled;
      if (last) begin
        planes <= filled;
      end
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, codes[7:0]};

endmodule

`default_nettype wire
