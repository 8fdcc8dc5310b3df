`default_nettype none

// addresses of a feature map that arrives chunk by chunk
module map_writer (
  input  wire        clk,
  input  wire        start,          // begin a map
  input  wire        chunk,          // a chunk is written
  input  wire [11:0] base,
  input  wire [11:0] plane_words,    // words from plane to plane
  input  wire [11:0] group_words,    // words from group to group
  input  wire [3:0]  plane_last,     // planes - 1
  input  wire [15:0] column_last,    // groups of dn pixels in a row - 1
  input  wire [15:0] row_last,       // rows - 1
  input  wire [3:0]  slots_log,      // log2 of the pixels in a word
  input  wire        paired,         // even and odd columns are apart
  output reg  [11:0] write_address,
  output wire        write_first,    // first chunk of its slots
  output reg  [7:0]  write_mask,     // which chunks of the word: one per slot
  output wire [3:0]  write_part,     // which dn pixels of the group, when a word holds several pixels
  output wire        channels_end    // the chunk is the last one of a channel tile
);

  reg [11:0] group_address;
  reg [11:0] word_address;   // first group of the current channel word
  reg [3:0]  plane;
  reg [3:0]  part;
  reg [15:0] column;
  reg [15:0] row;

  wire [7:0]  first_mask = slots_log == 4'd3 ? 8'd255 : slots_log == 4'd2 ? 8'd85 : slots_log == 4'd1 ? 8'd17 : 8'd1;
  wire [3:0]  parts_last = slots_log == 4'd3 ? 4'd7 : slots_log == 4'd2 ? 4'd3 : slots_log == 4'd1 ? 4'd1
        : {3'd0, paired};
  wire        plane_end  = plane == plane_last;
  wire        part_end   = part == parts_last;
  wire        column_end = column == column_last;
  wire        row_end    = row == row_last;
  wire [11:0] next_group = group_address + group_words;
  wire        slots_full = write_mask[7];
  wire [11:0] next_word  = slots_full ? word_address + 12'd1 : word_address;

  assign write_first  = write_mask[0];
  assign write_part   = part;
  assign channels_end = plane_end & column_end & row_end;

  always @(posedge clk) begin
    if (chunk) begin
      plane <= plane + 4'd1;
      write_address <= write_address + plane_words;
      if (plane_end) begin
        plane <= 4'd0;
        column <= column + 16'd1;
        part <= part + 4'd1;
        write_address <= group_address;
        if (part_end | column_end) begin
          part <= 4'd0;
          group_address <= next_group;
          write_address <= next_group;
        end
        if (column_end) begin
          column <= 16'd0;
          row <= row + 16'd1;
          if (row_end) begin
            row <= 16'd0;
            write_mask <= slots_full ? first_mask : {write_mask[6:0], 1'd0};
            word_address <= next_word;
            group_address <= next_word;
            write_address <= next_word;
          end
        end
      end
    end
    if (start) begin
      write_address <= base;
      group_address <= base;
      word_address <= base;
      write_mask <= first_mask;
      plane <= 4'd0;
      part <= 4'd0;
      column <= 16'd0;
      row <= 16'd0;
    end
  end

endmodule

`default_nettype wire
