`default_nettype none

// where the first column of every lane lies
module lane_constants (
  input  wire         clk,
  input  wire [3:0]   settle,        // cycles still to go: dn when the layer is known
  input  wire [7:0]   stride,        // horizontal stride
  input  wire [2:0]   stride_mod,    // words from lane to lane mod dn, when a word holds one pixel
  input  wire [7:0]   stride_div,    // the same div dn
  input  wire [3:0]   slots_log,     // log2 of the pixels in a word of the input map
  input  wire [5:0]   first_slot,    // place in its word of first_column
  output reg  [127:0] offsets,       // columns from lane 0, [lane]
  output reg  [23:0]  word_offsets,  // words from lane 0's, modulo dn, [lane]
  output reg  [23:0]  turns,         // pieces of its word below the column, [lane]
  output reg  [63:0]  own_passes     // pass that reads its word, [lane]
);

  reg [15:0] next_offset;       // of the lane that comes next
  reg [2:0]  next_bank_offset;  // the same modulo dn
  reg [7:0]  next_pass;         // the same div dn

  wire        first       = settle == 4'd8;
  wire [2:0]  bank_offset = first ? 3'd0 : next_bank_offset;
  wire [3:0]  bank_sum    = {1'd0, bank_offset} + {1'd0, stride_mod};
  wire [15:0] offset      = first ? 16'd0 : next_offset;
  wire [7:0]  whole_words = first ? 8'd0 : next_pass;
  wire        wraps       = bank_sum >= 4'd8;
  wire [15:0] place       = {10'd0, first_slot} + offset;
  wire [2:0]  word_offset = slots_log == 4'd3 ? place[5:3] : slots_log == 4'd2 ? place[4:2]
        : slots_log == 4'd1 ? place[3:1] : bank_offset;
  wire [2:0]  turn        = slots_log == 4'd3 ? place[2:0] : slots_log == 4'd2 ? {place[1:0], 1'd0}
        : slots_log == 4'd1 ? {place[0], 2'd0} : 3'd0;
  wire [7:0]  own_pass    = slots_log == 4'd0 ? whole_words : 8'd0;

  always @(posedge clk) begin
    if (settle != 4'd0) begin
      next_offset <= offset + {8'd0, stride};
      next_bank_offset <= bank_sum[2:0];
      next_pass <= whole_words + stride_div + {7'd0, wraps};
      offsets <= {offset, offsets[127:16]};
      word_offsets <= {word_offset, word_offsets[23:3]};
      turns <= {turn, turns[23:3]};
      own_passes <= {own_pass, own_passes[63:8]};
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, place[15:6]};

endmodule

`default_nettype wire
