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
  input  wire [15:0] group_last,     // groups of the map - 1
  output reg  [11:0] write_address,
  output wire        write_first,    // first chunk of its word
  output reg  [7:0]  write_mask      // which chunk of the word
);

  reg [11:0] group_address;
  reg [11:0] word_address;   // first group of the current channel word
  reg [3:0]  plane;
  reg [15:0] group;

  wire        plane_end  = plane == plane_last;
  wire        group_end  = group == group_last;
  wire [11:0] next_group = group_address + group_words;
  wire        word_full  = write_mask[7];
  wire [11:0] next_word  = word_full ? word_address + 12'd1 : word_address;

  assign write_first = write_mask[0];

  always @(posedge clk) begin
    if (chunk) begin
      plane <= plane + 4'd1;
      write_address <= write_address + plane_words;
      if (plane_end) begin
        plane <= 4'd0;
        group <= group + 16'd1;
        group_address <= next_group;
        write_address <= next_group;
        if (group_end) begin
          group <= 16'd0;
          write_mask <= word_full ? 8'd1 : {write_mask[6:0], 1'd0};
          word_address <= next_word;
          group_address <= next_word;
          write_address <= next_word;
        end
      end
    end
    if (start) begin
      write_address <= base;
      group_address <= base;
      word_address <= base;
      write_mask <= 8'd1;
      plane <= 4'd0;
      group <= 16'd0;
    end
  end

endmodule

`default_nettype wire
