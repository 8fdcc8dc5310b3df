`default_nettype none

// activation memory and im2col: one operand word per pixel
module window_former (
  input  wire               clk,
  input  wire [3:0]         settle,           // cycles until the constants of the lanes stand: dn when the layer is known
  input  wire               advance,          // the pipeline moves
  input  wire               row_inside,       // the input row is not padding
  input  wire signed [17:0] column,           // first input column of lane 0
  input  wire [2:0]         bank,             // bank of its word
  input  wire               odd,              // an odd column of a map in pairs: banks are turned by half
  input  wire [5:0]         word_taps,        // pixels of the operand up to its last kernel column
  input  wire [3:0]         word_skip,        // pixels of the operand before its first kernel column
  input  wire [7:0]         pass,             // number of the pass
  input  wire [11:0]        address,          // word of that column
  input  wire [11:0]        group_words,      // words from a group of dn input columns to the next
  input  wire [15:0]        input_width,      // columns of the input map
  input  wire [7:0]         stride,           // horizontal stride
  input  wire [2:0]         stride_mod,       // words from lane to lane mod dn, when a word holds one pixel
  input  wire [7:0]         stride_div,       // the same div dn
  input  wire [3:0]         slots_log,        // log2 of the pixels in a word of the input map
  input  wire [5:0]         first_slot,       // place in its word of first_column
  input  wire               write,
  input  wire               second_read,      // read a second word of every bank, while none is written
  input  wire [11:0]        port_address,     // of the words written or read second, the same of all banks
  input  wire               write_paired,     // even and odd columns are apart
  input  wire [7:0]         write_odd_words,  // words from the even ones to the odd ones
  input  wire               write_first,      // first chunk of the slots
  input  wire [7:0]         write_mask,       // which chunks of the word
  input  wire [3:0]         write_part,       // which dn-th of a group, when a word holds several pixels
  input  wire [3:0]         write_slots_log,  // log2 of the pixels in a word
  input  wire [63:0]        write_chunk,      // [pixel][channel]
  output wire [511:0]       operands,         // one word per pixel, four cycles behind the step
  output wire [511:0]       second_words      // [bank], one cycle behind second_read
);

  wire [511:0] column_bank_word;
  wire [511:0] column_bank_second_word;
  wire [127:0] constants_offsets;
  wire [23:0]  constants_word_offsets;
  wire [23:0]  constants_turns;
  wire [63:0]  constants_own_passes;
  wire [511:0] window_lane_operand;

  wire [11:0]  next_group     = address + group_words;
  wire [95:0]  read_addresses = {(odd ? bank > 3'd3 : 1'd0) ? next_group : address,
        (odd ? bank > 3'd2 : bank > 3'd6) ? next_group : address,
        (odd ? bank > 3'd1 : bank > 3'd5) ? next_group : address,
        (odd ? bank > 3'd0 : bank > 3'd4) ? next_group : address, (odd ? 1'd0 : bank > 3'd3) ? next_group : address,
        (odd ? bank > 3'd6 : bank > 3'd2) ? next_group : address,
        (odd ? bank > 3'd5 : bank > 3'd1) ? next_group : address,
        (odd ? bank > 3'd4 : bank > 3'd0) ? next_group : address};
  wire [7:0]   bank_writes    = {write
        & (write_slots_log == 4'd3 ? write_part == 4'd7 : write_slots_log == 4'd2 ? write_part == 4'd3
        : write_slots_log == 4'd1 ? write_part == 4'd1 : write),
        write & (write_slots_log == 4'd3 ? write_part == 4'd6 : write_slots_log == 4'd2 ? write_part == 4'd3
        : write_slots_log == 4'd1 ? write_part == 4'd1 : write),
        write & (write_slots_log == 4'd3 ? write_part == 4'd5 : write_slots_log == 4'd2 ? write_part == 4'd2
        : write_slots_log == 4'd1 ? write_part == 4'd1 : write),
        write & (write_slots_log == 4'd3 ? write_part == 4'd4 : write_slots_log == 4'd2 ? write_part == 4'd2
        : write_slots_log == 4'd1 ? write_part == 4'd1 : write),
        write & (write_slots_log == 4'd3 ? write_part == 4'd3 : write_slots_log == 4'd2 ? write_part == 4'd1
        : write_slots_log == 4'd1 ? write_part == 4'd0 : write),
        write & (write_slots_log == 4'd3 ? write_part == 4'd2 : write_slots_log == 4'd2 ? write_part == 4'd1
        : write_slots_log == 4'd1 ? write_part == 4'd0 : write),
        write & (write_slots_log == 4'd3 ? write_part == 4'd1 : write_slots_log == 4'd2 ? write_part == 4'd0
        : write_slots_log == 4'd1 ? write_part == 4'd0 : write),
        write & (write_slots_log == 4'd3 ? write_part == 4'd0 : write_slots_log == 4'd2 ? write_part == 4'd0
        : write_slots_log == 4'd1 ? write_part == 4'd0 : write)};
  wire [127:0] chunks_of_2    = {2{write_chunk}};
  wire [255:0] chunks_of_4    = {4{write_chunk}};
  wire [511:0] chunks_of_8    = {8{write_chunk}};
  wire [7:0]   bank_odds      = {{4{write & write_paired & (write_part != 4'd1)}},
        {4{write & write_paired & (write_part != 4'd0)}}};
  wire [11:0]  odd_address    = port_address + {4'd0, write_odd_words};
  wire [95:0]  port_addresses = {bank_odds[7] ? odd_address : port_address, bank_odds[6] ? odd_address : port_address,
        bank_odds[5] ? odd_address : port_address, bank_odds[4] ? odd_address : port_address,
        bank_odds[3] ? odd_address : port_address, bank_odds[2] ? odd_address : port_address,
        bank_odds[1] ? odd_address : port_address, bank_odds[0] ? odd_address : port_address};
  wire [7:0]   slots          = {row_inside & (word_skip <= 4'd7) & (word_taps > 6'd7),
        row_inside & (word_skip <= 4'd6) & (word_taps > 6'd6), row_inside & (word_skip <= 4'd5) & (word_taps > 6'd5),
        row_inside & (word_skip <= 4'd4) & (word_taps > 6'd4), row_inside & (word_skip <= 4'd3) & (word_taps > 6'd3),
        row_inside & (word_skip <= 4'd2) & (word_taps > 6'd2), row_inside & (word_skip <= 4'd1) & (word_taps > 6'd1),
        row_inside & (word_skip <= 4'd0) & (word_taps > 6'd0)};
  wire [2:0]   lane_bank      = bank ^ {odd, 2'd0};

  genvar i;
  generate
    for (i = 0; i < 8; i = i + 1) begin : column_bank
      activation_bank element (
        .clk          (clk),
        .read         (advance),
        .read_address (read_addresses[i*12 +: 12]),
        .write        (bank_writes[i]),
        .second_read  (second_read),
        .port_address (port_addresses[i*12 +: 12]),
        .write_first  (write_first),
        .write_mask   (write_mask),
        .paired       (write_paired),
        .odd          (bank_odds[i]),
        .slots_log    (write_slots_log),
        .chunks_of_1  (write_chunk[i*8 +: 8]),
        .chunks_of_2  (chunks_of_2[i*16 +: 16]),
        .chunks_of_4  (chunks_of_4[i*32 +: 32]),
        .chunks_of_8  (chunks_of_8[i*64 +: 64]),
        .word         (column_bank_word[i*64 +: 64]),
        .second_word  (column_bank_second_word[i*64 +: 64])
      );
    end
  endgenerate

  lane_constants constants (
    .clk          (clk),
    .settle       (settle),
    .stride       (stride),
    .stride_mod   (stride_mod),
    .stride_div   (stride_div),
    .slots_log    (slots_log),
    .first_slot   (first_slot),
    .offsets      (constants_offsets),
    .word_offsets (constants_word_offsets),
    .turns        (constants_turns),
    .own_passes   (constants_own_passes)
  );

  generate
    for (i = 0; i < 8; i = i + 1) begin : window_lane
      window_lane element (
        .clk         (clk),
        .advance     (advance),
        .column      (column),
        .bank        (lane_bank),
        .slots       (slots),
        .pass        (pass),
        .input_width (input_width),
        .slots_log   (slots_log),
        .offset      (constants_offsets[i*16 +: 16]),
        .word_offset (constants_word_offsets[i*3 +: 3]),
        .turn        (constants_turns[i*3 +: 3]),
        .own_pass    (constants_own_passes[i*8 +: 8]),
        .words       (column_bank_word),
        .operand     (window_lane_operand[i*64 +: 64])
      );
    end
  endgenerate

  assign operands     = window_lane_operand;
  assign second_words = column_bank_second_word;

endmodule

`default_nettype wire
