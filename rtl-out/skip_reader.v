`default_nettype none

// reads the skip map of a residual addition, a tile ahead
module skip_reader (
  input  wire         clk,
  input  wire         rst,
  input  wire         start,              // begin a layer
  input  wire         blocked,            // the port of the banks is taken
  input  wire         take,               // the requantiser begins a tile
  input  wire [2:0]   channel,            // channel whose codes are wanted
  input  wire [511:0] words,              // [bank], one cycle behind read
  input  wire         skip,               // add a second map
  input  wire [11:0]  skip_base,          // skip map in the activation memory
  input  wire [11:0]  skip_plane_words,   // words from skip plane to plane
  input  wire [11:0]  skip_group_words,   // words from a group of dn skip words to the next
  input  wire [2:0]   skip_plane_last,    // planes of the skip map - 1
  input  wire [3:0]   skip_slots_log,     // log2 of the pixels in a word of the skip map
  input  wire         skip_signed,        // top skip plane has negative weight
  input  wire [2:0]   plane_slot_last,    // slots in which the planes of a tile are written, or those of a skip map read - 1
  input  wire [15:0]  tile_column_last,   // tiles of an output row - 1
  input  wire [15:0]  output_row_last,    // output rows - 1
  input  wire [15:0]  channel_tile_last,  // tiles of dm output channels - 1; with load_only: of dm channels of the map
  output wire         read,
  output wire [11:0]  address,
  output wire         ready,              // the next tile is here, or none is wanted
  output wire [71:0]  codes               // [pixel], signed, one cycle behind channel
);

  reg         running;            // the layer adds a skip map
  reg         reading;            // there are tiles still to be read
  reg [15:0]  channel_tile;
  reg         last_read;          // the last plane of the layer is read
  reg         full;               // a tile is collected
  reg [2:0]   slot;
  reg         landing;            // the words of the last slot are here
  reg [2:0]   landing_slot;
  reg [2:0]   chunk_select;       // which chunk of which word, counted through the pixels per word
  wire [11:0] map_write_address;
  wire        map_write_first;
  wire [7:0]  map_write_mask;
  wire [3:0]  map_write_part;
  wire        map_channels_end;
  wire [71:0] skip_lane_code;

  wire         moves       = reading & !full & (!landing | (landing_slot != plane_slot_last)) & !blocked;
  wire         wanted      = slot <= skip_plane_last;
  wire         lands_last  = landing & (landing_slot == plane_slot_last);
  wire         takes       = take & running;
  wire [511:0] places_of_2 = {words[511:504], words[255:248], words[503:496], words[247:240], words[495:488],
        words[239:232], words[487:480], words[231:224], words[479:472], words[223:216], words[471:464], words[215:208],
        words[463:456], words[207:200], words[455:448], words[199:192], words[447:440], words[191:184], words[439:432],
        words[183:176], words[431:424], words[175:168], words[423:416], words[167:160], words[415:408], words[159:152],
        words[407:400], words[151:144], words[399:392], words[143:136], words[391:384], words[135:128], words[383:376],
        words[127:120], words[375:368], words[119:112], words[367:360], words[111:104], words[359:352], words[103:96],
        words[351:344], words[95:88], words[343:336], words[87:80], words[335:328], words[79:72], words[327:320],
        words[71:64], words[319:312], words[63:56], words[311:304], words[55:48], words[303:296], words[47:40],
        words[295:288], words[39:32], words[287:280], words[31:24], words[279:272], words[23:16], words[271:264],
        words[15:8], words[263:256], words[7:0]};
  wire [511:0] places_of_4 = {words[511:504], words[383:376], words[255:248], words[127:120], words[503:496],
        words[375:368], words[247:240], words[119:112], words[495:488], words[367:360], words[239:232], words[111:104],
        words[487:480], words[359:352], words[231:224], words[103:96], words[479:472], words[351:344], words[223:216],
        words[95:88], words[471:464], words[343:336], words[215:208], words[87:80], words[463:456], words[335:328],
        words[207:200], words[79:72], words[455:448], words[327:320], words[199:192], words[71:64], words[447:440],
        words[319:312], words[191:184], words[63:56], words[439:432], words[311:304], words[183:176], words[55:48],
        words[431:424], words[303:296], words[175:168], words[47:40], words[423:416], words[295:288], words[167:160],
        words[39:32], words[415:408], words[287:280], words[159:152], words[31:24], words[407:400], words[279:272],
        words[151:144], words[23:16], words[399:392], words[271:264], words[143:136], words[15:8], words[391:384],
        words[263:256], words[135:128], words[7:0]};
  wire [511:0] places_of_8 = {words[511:504], words[447:440], words[383:376], words[319:312], words[255:248],
        words[191:184], words[127:120], words[63:56], words[503:496], words[439:432], words[375:368], words[311:304],
        words[247:240], words[183:176], words[119:112], words[55:48], words[495:488], words[431:424], words[367:360],
        words[303:296], words[239:232], words[175:168], words[111:104], words[47:40], words[487:480], words[423:416],
        words[359:352], words[295:288], words[231:224], words[167:160], words[103:96], words[39:32], words[479:472],
        words[415:408], words[351:344], words[287:280], words[223:216], words[159:152], words[95:88], words[31:24],
        words[471:464], words[407:400], words[343:336], words[279:272], words[215:208], words[151:144], words[87:80],
        words[23:16], words[463:456], words[399:392], words[335:328], words[271:264], words[207:200], words[143:136],
        words[79:72], words[15:8], words[455:448], words[391:384], words[327:320], words[263:256], words[199:192],
        words[135:128], words[71:64], words[7:0]};

  map_writer map (
    .clk           (clk),
    .start         (start),
    .chunk         (read),
    .base          (skip_base),
    .plane_words   (skip_plane_words),
    .group_words   (skip_group_words),
    .plane_last    ({1'd0, skip_plane_last}),
    .column_last   (tile_column_last),
    .row_last      (output_row_last),
    .slots_log     (skip_slots_log),
    .paired        (1'd0),
    .write_address (map_write_address),
    .write_first   (map_write_first),
    .write_mask    (map_write_mask),
    .write_part    (map_write_part),
    .channels_end  (map_channels_end)
  );

  genvar i;
  generate
    for (i = 0; i < 8; i = i + 1) begin : skip_lane
      skip_lane element (
        .clk          (clk),
        .chunks_of_1  (words[i*64 +: 64]),
        .chunks_of_2  (places_of_2[i*64 +: 64]),
        .chunks_of_4  (places_of_4[i*64 +: 64]),
        .chunks_of_8  (places_of_8[i*64 +: 64]),
        .chunk_select (chunk_select),
        .slots_log    (skip_slots_log),
        .active       (running),
        .plane        (landing),
        .plane_number (landing_slot),
        .plane_last   (skip_plane_last),
        .signed_codes (skip_signed),
        .take         (takes),
        .channel      (channel),
        .code         (skip_lane_code[i*9 +: 9])
      );
    end
  endgenerate

  assign read    = moves & wanted;
  assign address = map_write_address;
  assign ready   = full | !running;
  assign codes   = skip_lane_code;

  always @(posedge clk) begin
    if (moves) begin
      slot <= slot + 3'd1;
    end
    if (moves & (slot == plane_slot_last)) begin
      slot <= 3'd0;
    end
    landing <= moves;
    landing_slot <= slot;
    if (read & map_channels_end) begin
      channel_tile <= channel_tile + 16'd1;
      if (channel_tile == channel_tile_last) begin
        last_read <= 1'd1;
      end
    end
    if (lands_last) begin
      full <= 1'd1;
      if (last_read) begin
        reading <= 1'd0;
      end
    end
    if (takes) begin
      full <= 1'd0;
    end
    if (start) begin
      running <= skip;
      reading <= skip;
      channel_tile <= 16'd0;
      last_read <= 1'd0;
      full <= 1'd0;
      slot <= 3'd0;
      landing <= 1'd0;
    end
    chunk_select <= skip_slots_log == 4'd3 ? {map_write_part[2], map_write_part[1], map_write_part[0]}
          : skip_slots_log == 4'd2 ? {map_write_mask[1], map_write_part[1], map_write_part[0]}
          : skip_slots_log == 4'd1 ? {map_write_mask[2] | map_write_mask[3], map_write_mask[1] | map_write_mask[3],
          map_write_part[0]}
          : {map_write_mask[4] | map_write_mask[5] | map_write_mask[6] | map_write_mask[7],
          map_write_mask[2] | map_write_mask[3] | map_write_mask[6] | map_write_mask[7],
          map_write_mask[1] | map_write_mask[3] | map_write_mask[5] | map_write_mask[7]};
    if (rst) begin
      running <= 1'd0;
      reading <= 1'd0;
      full <= 1'd0;
      landing <= 1'd0;
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, map_write_first, map_write_mask[0], map_write_part[3]};

endmodule

`default_nettype wire
