`default_nettype none

// corner turn of one pixel: codes of dm channels in, planes of dm bits out
module pixel_packer (
  input  wire       clk,
  input  wire       take,   // a code comes
  input  wire       last,   // with take: the code of the last channel
  input  wire [7:0] code,
  input  wire       shift,  // go to the next plane
  output wire [7:0] chunk   // current plane, bit c of channel c
);

  reg [55:0] codes;
  reg [63:0] planes;

  wire [63:0] all = {code, codes};

  assign chunk = {planes[56], planes[48], planes[40], planes[32], planes[24], planes[16], planes[8], planes[0]};

  always @(posedge clk) begin
    if (shift) begin
      planes <= planes >> 1;
    end
    if (take) begin
      codes <= all[63:8];
      if (last) begin
        planes <= all;
      end
    end
  end

endmodule

`default_nettype wire
