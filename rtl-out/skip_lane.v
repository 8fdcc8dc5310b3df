`default_nettype none

// skip codes of one pixel: planes in, codes out
module skip_lane (
  input  wire        clk,
  input  wire [63:0] chunks_of_1,   // [chunk of the slot][part] where this pixel can stand when a word holds 1
  input  wire [63:0] chunks_of_2,   // [chunk of the slot][part] where this pixel can stand when a word holds 2
  input  wire [63:0] chunks_of_4,   // [chunk of the slot][part] where this pixel can stand when a word holds 4
  input  wire [63:0] chunks_of_8,   // [chunk of the slot][part] where this pixel can stand when a word holds 8
  input  wire [2:0]  chunk_select,  // which chunk
  input  wire [3:0]  slots_log,     // log2 of the pixels in a word of the skip map
  input  wire        active,        // the layer adds a skip map
  input  wire        plane,         // the words of a plane are here
  input  wire [2:0]  plane_number,
  input  wire [2:0]  plane_last,    // planes of the skip map - 1
  input  wire        signed_codes,
  input  wire        take,          // the requantiser begins a tile
  input  wire [2:0]  channel,
  output reg  [8:0]  code           // signed, one cycle behind channel
);

  reg [7:0] collected_0;
  reg [7:0] collected_1;
  reg [7:0] collected_2;
  reg [7:0] collected_3;
  reg [7:0] collected_4;
  reg [7:0] collected_5;
  reg [7:0] collected_6;
  reg [7:0] collected_7;
  reg [7:0] held_0;
  reg [7:0] held_1;
  reg [7:0] held_2;
  reg [7:0] held_3;
  reg [7:0] held_4;
  reg [7:0] held_5;
  reg [7:0] held_6;
  reg [7:0] held_7;

  wire [7:0] chunk          = slots_log == 4'd3 ? chunks_of_8[{chunk_select, 3'd0} +: 8]
        : slots_log == 4'd2 ? chunks_of_4[{chunk_select, 3'd0} +: 8]
        : slots_log == 4'd1 ? chunks_of_2[{chunk_select, 3'd0} +: 8] : chunks_of_1[{chunk_select, 3'd0} +: 8];
  wire [7:0] planes_of_code = {held_7[channel], held_6[channel], held_5[channel], held_4[channel], held_3[channel],
        held_2[channel], held_1[channel], held_0[channel]};
  wire       sign           = signed_codes & planes_of_code[plane_last];

  always @(posedge clk) begin
    if (plane & (plane_number == 3'd0)) begin
      collected_0 <= chunk;
    end
    if (plane & (plane_number == 3'd1)) begin
      collected_1 <= chunk;
    end
    if (plane & (plane_number == 3'd2)) begin
      collected_2 <= chunk;
    end
    if (plane & (plane_number == 3'd3)) begin
      collected_3 <= chunk;
    end
    if (plane & (plane_number == 3'd4)) begin
      collected_4 <= chunk;
    end
    if (plane & (plane_number == 3'd5)) begin
      collected_5 <= chunk;
    end
    if (plane & (plane_number == 3'd6)) begin
      collected_6 <= chunk;
    end
    if (plane & (plane_number == 3'd7)) begin
      collected_7 <= chunk;
    end
    if (take) begin
      held_0 <= collected_0;
      held_1 <= collected_1;
      held_2 <= collected_2;
      held_3 <= collected_3;
      held_4 <= collected_4;
      held_5 <= collected_5;
      held_6 <= collected_6;
      held_7 <= collected_7;
    end
    if (active) begin
      code <= {sign, plane_last >= 3'd7 ? planes_of_code[7] : sign, plane_last >= 3'd6 ? planes_of_code[6] : sign,
            plane_last >= 3'd5 ? planes_of_code[5] : sign, plane_last >= 3'd4 ? planes_of_code[4] : sign,
            plane_last >= 3'd3 ? planes_of_code[3] : sign, plane_last >= 3'd2 ? planes_of_code[2] : sign,
            plane_last >= 3'd1 ? planes_of_code[1] : sign, planes_of_code[0]};
    end
  end

endmodule

`default_nettype wire
