`default_nettype none

// packs results into planes and writes them back
module write_back (
  input  wire         clk,
  input  wire         rst,
  input  wire         start,              // begin a layer
  input  wire         halt,               // no chain runs
  input  wire         row,                // the requantiser begins a row
  input  wire         row_first,          // with row: first row of a tile
  input  wire         results_valid,
  input  wire         results_last,       // last row of a tile
  input  wire [255:0] results,            // [pixel]
  input  wire [3:0]   output_planes,      // bits of an output code, 1 to 8
  input  wire [15:0]  output_group_last,  // tiles of the output map in one channel tile - 1
  input  wire [15:0]  channel_tile_last,  // tiles of dm output channels - 1; with load_only: of dm channels of the map
  input  wire [2:0]   plane_slot_last,    // slots in which the planes of a tile are written, or those of a skip map read - 1
  input  wire         store,
  input  wire         raw,
  input  wire         keep,
  output wire         beat_valid,
  input  wire         beat_ready,
  output wire [63:0]  beat_data,
  output wire         idle,               // no tile is written and no record waits
  output wire         hold_tile,          // the requantiser must not begin a tile
  output wire         hold_row,           // the requantiser must not begin a row
  output wire         chunk_valid,        // a chunk for the activation memory
  output wire [63:0]  chunk,              // [pixel][channel]
  output reg          writing,            // the planes of a tile are written, in this cycle or when there is room
  output reg          done                // the layer is written, but for what waits in the store stream
);

  reg         tile_busy;            // a tile that goes to memory is under way
  reg         row_busy;             // a row that goes to memory is under way
  reg [2:0]   slot;
  reg [15:0]  tile;
  reg [15:0]  channel_tile;
  wire [63:0] packer_chunk;
  wire        splitter_beat_valid;
  wire [63:0] splitter_beat_data;
  wire        splitter_ready;

  wire        store_ready  = splitter_ready;
  wire        active       = writing & ({1'd0, slot} < output_planes);
  wire        to_store     = active & store;
  wire        moves        = writing & (!to_store | store_ready);
  wire        slots_end    = moves & (slot == plane_slot_last);
  wire        row_done     = results_valid & raw;
  wire        tile_done    = slots_end | (row_done & results_last);
  wire        tile_last    = tile == output_group_last;
  wire [63:0] result_codes = {results[231:224], results[199:192], results[167:160], results[135:128], results[103:96],
        results[71:64], results[39:32], results[7:0]};

  genvar i;
  generate
    for (i = 0; i < 8; i = i + 1) begin : packer
      pixel_packer element (
        .clk   (clk),
        .take  (results_valid),
        .last  (results_last),
        .code  (result_codes[i*8 +: 8]),
        .plane (slot),
        .chunk (packer_chunk[i*8 +: 8])
      );
    end
  endgenerate

  record_splitter splitter (
    .clk         (clk),
    .rst         (rst),
    .halt        (halt),
    .chunk_valid (to_store),
    .chunk       (packer_chunk),
    .row_valid   (row_done),
    .row         (results),
    .beat_valid  (splitter_beat_valid),
    .beat_ready  (beat_ready),
    .beat_data   (splitter_beat_data),
    .ready       (splitter_ready)
  );

  assign beat_valid  = splitter_beat_valid;
  assign beat_data   = splitter_beat_data;
  assign idle        = !writing & !splitter_beat_valid;
  assign hold_tile   = tile_busy;
  assign hold_row    = raw & (row_busy | !splitter_ready);
  assign chunk_valid = active & moves & keep;
  assign chunk       = packer_chunk;

  always @(posedge clk) begin
    if (moves) begin
      slot <= slot + 3'd1;
    end
    if (slots_end) begin
      writing <= 1'd0;
    end
    if (results_valid & results_last & !raw) begin
      writing <= 1'd1;
      slot <= 3'd0;
    end
    if (tile_done) begin
      tile_busy <= 1'd0;
      tile <= tile + 16'd1;
      if (tile_last) begin
        tile <= 16'd0;
        channel_tile <= channel_tile + 16'd1;
        if (channel_tile == channel_tile_last) begin
          done <= 1'd1;
        end
      end
    end
    if (row & row_first & !raw) begin
      tile_busy <= store;
    end
    if (row_done) begin
      row_busy <= 1'd0;
    end
    if (row & raw) begin
      row_busy <= 1'd1;
    end
    if (start) begin
      tile <= 16'd0;
      channel_tile <= 16'd0;
      done <= 1'd0;
    end
    if (halt) begin
      tile_busy <= 1'd0;
      row_busy <= 1'd0;
      writing <= 1'd0;
    end
    if (rst) begin
      tile_busy <= 1'd0;
      row_busy <= 1'd0;
      writing <= 1'd0;
      done <= 1'd0;
    end
  end

endmodule

`default_nettype wire
