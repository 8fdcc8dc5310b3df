`default_nettype none

// weight memory, activation memory, array
module execute (
  input  wire               clk,
  input  wire               rst,
  input  wire               start,                  // begin a layer
  input  wire               halt,                   // no chain runs
  input  wire [3:0]         settle,                 // cycles until the constants of the lanes stand
  input  wire               weights_ready,          // the next channel tile has its weights
  input  wire               shadow_free,            // the shadow registers may take a tile
  input  wire [2:0]         weight_plane_last,      // weight planes - 1
  input  wire [2:0]         activation_plane_last,  // activation planes - 1
  input  wire [7:0]         pass_last,              // reads that gather one operand of all lanes - 1
  input  wire [9:0]         kernel_words,           // weight rows of one plane: kernel height * width * channel words
  input  wire [7:0]         kernel_group_last,      // words that hold a kernel row of one channel word - 1
  input  wire [7:0]         kernel_height_last,     // kernel height - 1
  input  wire [9:0]         weight_top_row,         // first row of the top weight plane
  input  wire [11:0]        channel_word_last,      // words of dk channels in a pixel - 1
  input  wire [11:0]        activation_top_word,    // first word of the top activation plane in a group
  input  wire [15:0]        input_height,           // rows of the input map
  input  wire [15:0]        input_width,            // columns of the input map
  input  wire signed [15:0] first_row,              // -(top padding)
  input  wire signed [15:0] first_column,           // -(left padding)
  input  wire [15:0]        row_step,               // vertical stride
  input  wire [15:0]        column_step,            // columns from tile to tile: dn * horizontal stride
  input  wire [11:0]        first_row_address,      // address of input row first_row, modulo the size of the memory
  input  wire [11:0]        row_words,              // words from input row to row
  input  wire [11:0]        tile_row_words,         // words from a tile row to the next: vertical stride * row_words
  input  wire [11:0]        group_words,            // words from a group of dn input columns to the next
  input  wire [11:0]        first_group_words,      // offset of the group that holds first_column, modulo the size of the memory
  input  wire [11:0]        tile_group_words,       // offset from tile to tile of the same bank
  input  wire [11:0]        plane_words,            // words from activation plane to plane
  input  wire [15:0]        tile_column_last,       // tiles of an output row - 1
  input  wire [15:0]        output_row_last,        // output rows - 1
  input  wire [15:0]        channel_tile_last,      // tiles of dm output channels - 1; with load_only: of dm channels of the map
  input  wire               weight_signed,          // top weight plane has negative weight
  input  wire               activation_signed,      // top activation plane has negative weight
  input  wire [7:0]         stride,                 // horizontal stride
  input  wire [2:0]         stride_mod,             // words from lane to lane mod dn, when a word holds one pixel
  input  wire [7:0]         stride_div,             // the same div dn
  input  wire [2:0]         first_bank,             // bank of the word that holds first_column
  input  wire [2:0]         tile_bank_step,         // words from tile to tile, modulo dn
  input  wire [5:0]         taps,                   // kernel columns in a word
  input  wire [5:0]         taps_last,              // kernel columns in the last word of a kernel row
  input  wire [3:0]         slots_log,              // log2 of the pixels in a word of the input map
  input  wire [5:0]         first_slot,             // place in its word of first_column
  input  wire [15:0]        group_tile_last,        // channel tiles that see the same channel words - 1
  input  wire [11:0]        group_words_step,       // channel words from one such run of tiles to the next
  input  wire [7:0]         kernel_row_step,        // vertical dilation
  input  wire [11:0]        kernel_row_words,       // words from kernel row to kernel row: vertical dilation * row_words
  input  wire [7:0]         word_columns,           // columns from a word of the kernel row to the next
  input  wire [2:0]         word_bank_step,         // words of the map between them, modulo dn
  input  wire [11:0]        word_group_words,       // words from a word of the kernel row to the next of the same bank
  input  wire               pool,                   // output is the largest code over the kernel positions
  input  wire [7:0]         pool_last,              // with pool: kernel positions - 1
  input  wire [3:0]         skipped_taps,           // pixels of the first word of a kernel row that lie before the kernel
  input  wire               same_weights,           // every kernel position has the same weights
  input  wire               paired,                 // even and odd columns of the input map are apart
  input  wire               first_odd,              // first_column is odd; with paired
  input  wire [7:0]         phase_words,            // with paired: words from the even columns to the odd ones
  input  wire               weight_write,
  input  wire [10:0]        weight_address,         // row; top bit: buffer
  input  wire [511:0]       weight_row,             // [channel][lane]
  input  wire               chunk_write,
  input  wire               skip_read,              // read the words of the skip map
  input  wire [11:0]        port_address,           // of a chunk or of skip words: the same word of all banks
  input  wire [7:0]         chunk_odd_words,        // words from a chunk's even columns to its odd ones, when they are apart
  input  wire               chunk_paired,           // even and odd columns are apart
  input  wire               chunk_first,            // first chunk of the slots
  input  wire [7:0]         chunk_mask,             // which chunks of the word
  input  wire [3:0]         chunk_part,             // which dn pixels of the group
  input  wire [3:0]         chunk_slots_log,        // log2 of the pixels in a word
  input  wire [63:0]        chunk,                  // [pixel][channel]
  output wire               idle,                   // no step and no tile is under way
  output wire               take_weights,           // a channel tile begins: its weights are in use
  output wire               waiting,                // stands still for want of weights
  output wire               stalled,                // stands still because the shadow registers are not free
  output wire               counting,               // the array counts
  output wire               tile_done,              // the shadow registers take the last of a tile at this edge
  output wire [1791:0]      sums,                   // shadow sums, [channel][pixel]
  output wire [223:0]       activation_sums,        // shadow sums with all weight bits one, [pixel]
  output wire [511:0]       skip_words              // [bank], one cycle behind skip_read
);

  reg [511:0]        weights_3;
  reg [511:0]        weights_4;
  reg                accumulate_2;
  reg                accumulate_3;
  reg                accumulate_4;
  reg                accumulate_5;
  reg                tile_last_2;
  reg                tile_last_3;
  reg                tile_last_4;
  reg                tile_last_5;
  reg                tile_last_6;
  reg                clear_2;
  reg                clear_3;
  reg                clear_4;
  reg                clear_5;
  reg                twice_2;
  reg                twice_3;
  reg                twice_4;
  reg                twice_5;
  reg                negate_2;
  reg                negate_3;
  reg                negate_4;
  reg                negate_5;
  reg [7:0]          merged;                 // kernel positions that the shadow registers have taken of their tile
  reg [511:0]        weights_2;
  wire               steps_idle;
  wire               steps_take_weights;
  wire               steps_waiting;
  wire               steps_accumulate;
  wire               steps_clear;
  wire               steps_twice;
  wire               steps_negate;
  wire               steps_tile_last;
  wire               steps_row_inside;
  wire signed [17:0] steps_column;
  wire [2:0]         steps_bank;
  wire               steps_odd;
  wire [5:0]         steps_word_taps;
  wire [3:0]         steps_word_skip;
  wire [7:0]         steps_pass;
  wire [11:0]        steps_address;
  wire [10:0]        steps_weight_row;
  wire [511:0]       window_operands;
  wire [511:0]       window_second_words;
  wire [1791:0]      array_sums;
  wire [223:0]       array_activation_sums;

  (* ram_style = "block" *) reg [511:0] weights [0:2047];

  wire advance    = !tile_last_6 | shadow_free;
  wire capture    = tile_last_6 & shadow_free;
  wire merge      = merged != 8'd0;
  wire takes_last = merged == pool_last;

  step_generator steps (
    .clk                   (clk),
    .rst                   (rst),
    .start                 (start),
    .halt                  (halt),
    .weights_ready         (weights_ready),
    .advance               (advance),
    .weight_plane_last     (weight_plane_last),
    .activation_plane_last (activation_plane_last),
    .pass_last             (pass_last),
    .kernel_words          (kernel_words),
    .kernel_group_last     (kernel_group_last),
    .kernel_height_last    (kernel_height_last),
    .weight_top_row        (weight_top_row),
    .channel_word_last     (channel_word_last),
    .activation_top_word   (activation_top_word),
    .input_height          (input_height),
    .first_row             (first_row),
    .first_column          (first_column),
    .row_step              (row_step),
    .column_step           (column_step),
    .first_row_address     (first_row_address),
    .row_words             (row_words),
    .tile_row_words        (tile_row_words),
    .group_words           (group_words),
    .first_group_words     (first_group_words),
    .tile_group_words      (tile_group_words),
    .plane_words           (plane_words),
    .tile_column_last      (tile_column_last),
    .output_row_last       (output_row_last),
    .channel_tile_last     (channel_tile_last),
    .weight_signed         (weight_signed),
    .activation_signed     (activation_signed),
    .first_bank            (first_bank),
    .tile_bank_step        (tile_bank_step),
    .taps                  (taps),
    .taps_last             (taps_last),
    .group_tile_last       (group_tile_last),
    .group_words_step      (group_words_step),
    .kernel_row_step       (kernel_row_step),
    .kernel_row_words      (kernel_row_words),
    .word_columns          (word_columns),
    .word_bank_step        (word_bank_step),
    .word_group_words      (word_group_words),
    .pool                  (pool),
    .skipped_taps          (skipped_taps),
    .same_weights          (same_weights),
    .paired                (paired),
    .first_odd             (first_odd),
    .phase_words           (phase_words),
    .idle                  (steps_idle),
    .take_weights          (steps_take_weights),
    .waiting               (steps_waiting),
    .accumulate            (steps_accumulate),
    .clear                 (steps_clear),
    .twice                 (steps_twice),
    .negate                (steps_negate),
    .tile_last             (steps_tile_last),
    .row_inside            (steps_row_inside),
    .column                (steps_column),
    .bank                  (steps_bank),
    .odd                   (steps_odd),
    .word_taps             (steps_word_taps),
    .word_skip             (steps_word_skip),
    .pass                  (steps_pass),
    .address               (steps_address),
    .weight_row            (steps_weight_row)
  );

  window_former window (
    .clk             (clk),
    .settle          (settle),
    .advance         (advance),
    .row_inside      (steps_row_inside),
    .column          (steps_column),
    .bank            (steps_bank),
    .odd             (steps_odd),
    .word_taps       (steps_word_taps),
    .word_skip       (steps_word_skip),
    .pass            (steps_pass),
    .address         (steps_address),
    .group_words     (group_words),
    .input_width     (input_width),
    .stride          (stride),
    .stride_mod      (stride_mod),
    .stride_div      (stride_div),
    .slots_log       (slots_log),
    .first_slot      (first_slot),
    .write           (chunk_write),
    .second_read     (skip_read),
    .port_address    (port_address),
    .write_paired    (chunk_paired),
    .write_odd_words (chunk_odd_words),
    .write_first     (chunk_first),
    .write_mask      (chunk_mask),
    .write_part      (chunk_part),
    .write_slots_log (chunk_slots_log),
    .write_chunk     (chunk),
    .operands        (window_operands),
    .second_words    (window_second_words)
  );

  dot_array array (
    .clk             (clk),
    .advance         (advance),
    .accumulate      (accumulate_5),
    .clear           (clear_5),
    .twice           (twice_5),
    .negate          (negate_5),
    .capture         (capture),
    .merge           (merge),
    .activations     (window_operands),
    .weights         (weights_4),
    .sums            (array_sums),
    .activation_sums (array_activation_sums)
  );

  assign idle            = steps_idle
        & !(steps_tile_last | tile_last_2 | tile_last_3 | tile_last_4 | tile_last_5 | tile_last_6);
  assign take_weights    = steps_take_weights;
  assign waiting         = steps_waiting;
  assign stalled         = !advance;
  assign counting        = advance & accumulate_5;
  assign tile_done       = capture & takes_last;
  assign sums            = array_sums;
  assign activation_sums = array_activation_sums;
  assign skip_words      = window_second_words;

  always @(posedge clk) begin
    if (capture) begin
      merged <= takes_last ? 8'd0 : merged + 8'd1;
    end
    if (advance) begin
      weights_3 <= weights_2;
      weights_4 <= weights_3;
      accumulate_2 <= steps_accumulate;
      accumulate_3 <= accumulate_2;
      accumulate_4 <= accumulate_3;
      accumulate_5 <= accumulate_4;
      tile_last_2 <= steps_tile_last;
      tile_last_3 <= tile_last_2;
      tile_last_4 <= tile_last_3;
      tile_last_5 <= tile_last_4;
      tile_last_6 <= tile_last_5;
      clear_2 <= steps_clear;
      clear_3 <= clear_2;
      clear_4 <= clear_3;
      clear_5 <= clear_4;
      twice_2 <= steps_twice;
      twice_3 <= twice_2;
      twice_4 <= twice_3;
      twice_5 <= twice_4;
      negate_2 <= steps_negate;
      negate_3 <= negate_2;
      negate_4 <= negate_3;
      negate_5 <= negate_4;
    end
    if (halt) begin
      tile_last_2 <= 1'd0;
      tile_last_3 <= 1'd0;
      tile_last_4 <= 1'd0;
      tile_last_5 <= 1'd0;
      tile_last_6 <= 1'd0;
      merged <= 8'd0;
    end
    if (rst) begin
      accumulate_2 <= 1'd0;
      accumulate_3 <= 1'd0;
      accumulate_4 <= 1'd0;
      accumulate_5 <= 1'd0;
      tile_last_2 <= 1'd0;
      tile_last_3 <= 1'd0;
      tile_last_4 <= 1'd0;
      tile_last_5 <= 1'd0;
      tile_last_6 <= 1'd0;
      merged <= 8'd0;
    end
  end

  always @(posedge clk) begin
    if (weight_write) begin
      weights[weight_address] <= weight_row;
    end
    if (advance) begin
      weights_2 <= weights[steps_weight_row];
    end
  end

endmodule

`default_nettype wire
