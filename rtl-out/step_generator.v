`default_nettype none

// walks through a layer: which words meet in the array, cycle by cycle
module step_generator (
  input  wire               clk,
  input  wire               rst,
  input  wire               start,                  // begin a layer
  input  wire               halt,                   // no chain runs
  input  wire               weights_ready,          // the next channel tile has its weights
  input  wire               advance,                // the pipeline moves
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
  input  wire [2:0]         first_bank,             // bank of the word that holds first_column
  input  wire [2:0]         tile_bank_step,         // words from tile to tile, modulo dn
  input  wire [5:0]         taps,                   // kernel columns in a word
  input  wire [5:0]         taps_last,              // kernel columns in the last word of a kernel row
  input  wire [15:0]        group_tile_last,        // channel tiles that see the same channel words - 1
  input  wire [11:0]        group_words_step,       // channel words from one such run of tiles to the next
  input  wire [7:0]         kernel_row_step,        // vertical dilation
  input  wire [11:0]        kernel_row_words,       // words from kernel row to kernel row: vertical dilation * row_words
  input  wire [7:0]         word_columns,           // columns from a word of the kernel row to the next
  input  wire [2:0]         word_bank_step,         // words of the map between them, modulo dn
  input  wire [11:0]        word_group_words,       // words from a word of the kernel row to the next of the same bank
  input  wire               pool,                   // output is the largest code over the kernel positions
  input  wire [3:0]         skipped_taps,           // pixels of the first word of a kernel row that lie before the kernel
  input  wire               same_weights,           // every kernel position has the same weights
  input  wire               paired,                 // even and odd columns of the input map are apart
  input  wire               first_odd,              // first_column is odd; with paired
  input  wire [7:0]         phase_words,            // with paired: words from the even columns to the odd ones
  output wire               idle,
  output wire               take_weights,           // a channel tile begins: its weights are in use
  output wire               waiting,                // stands still for want of weights
  output reg                accumulate,             // last pass: the array counts
  output reg                clear,                  // first count of a tile
  output reg                twice,                  // first count of a diagonal
  output reg                negate,                 // exactly one plane is a sign plane
  output reg                tile_last,              // last step of a tile
  output reg                row_inside,             // the input row exists, is not padding
  output reg  signed [17:0] column,                 // input column of lane 0
  output reg  [2:0]         bank,                   // bank of that column
  output reg                odd,                    // an odd column of a map in pairs
  output reg  [5:0]         word_taps,              // pixels of the word up to its last kernel column
  output reg  [3:0]         word_skip,              // pixels of the word before its first kernel column
  output reg  [7:0]         pass,                   // number of the pass
  output reg  [11:0]        address,                // word of that column
  output reg  [10:0]        weight_row              // weight row; top bit: buffer
);

  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] WAIT = 2'd1;
  localparam [1:0] RUN  = 2'd2;

  reg [1:0]         phase;
  reg               buffer;
  reg [15:0]        channel_tile;
  reg [15:0]        group_tile;           // channel tiles since the channel words moved
  reg [11:0]        first_at;             // address of input row first_row in the channel words of the tile
  reg [15:0]        output_row;
  reg [15:0]        tile_column;
  reg signed [17:0] tile_row;             // input row of kernel row 0
  reg [11:0]        tile_row_at;          // its address
  reg signed [17:0] tile_x;               // input column of kernel column 0, lane 0
  reg [2:0]         tile_bank;            // bank of its word
  reg [11:0]        tile_group;           // offset of its group
  reg [2:0]         weight_plane;
  reg [2:0]         activation_plane;
  reg [2:0]         first_weight;         // weight plane in which the diagonal begins
  reg [2:0]         first_activation;     // activation plane in which the diagonal begins
  reg [9:0]         weight_base;          // first row of the weight plane
  reg [11:0]        activation_base;      // first word of the activation plane
  reg [9:0]         first_weight_at;
  reg [11:0]        first_activation_at;
  reg [7:0]         kernel_y;
  reg [7:0]         kernel_x;             // word of the kernel row
  reg [11:0]        channel_word;
  reg [7:0]         pass_count;
  reg signed [17:0] row;
  reg [11:0]        row_at;
  reg signed [17:0] x;
  reg [2:0]         x_bank;
  reg [11:0]        x_group;
  reg               x_odd;
  reg [11:0]        group;                // x_group, moved on by the passes
  reg [11:0]        word_at;              // activation_base + channel_word
  reg [9:0]         row_of_weights;

  wire               pass_end         = pass_count == pass_last;
  wire               word_end         = channel_word == channel_word_last;
  wire               x_end            = kernel_x == kernel_group_last;
  wire               y_end            = kernel_y == kernel_height_last;
  wire               pair_end         = (weight_plane == 3'd0) & (activation_plane == 3'd0);
  wire               column_end       = tile_column == tile_column_last;
  wire               row_end          = output_row == output_row_last;
  wire               layer_end        = channel_tile == channel_tile_last;
  wire               window_end       = x_end & y_end;
  wire               kernel_end       = pass_end & word_end & (window_end | pool);
  wire               sums_end         = kernel_end & pair_end;
  wire               tile_end         = sums_end & window_end;
  wire               running          = phase == RUN;
  wire               position_end     = pass_end & word_end & (!pool | pair_end);
  wire [3:0]         bank_sum         = {1'd0, x_bank} + {1'd0, word_bank_step};
  wire               bank_wraps       = bank_sum >= 4'd8;
  wire [11:0]        same_group       = x_group + word_group_words;
  wire [11:0]        straight         = bank_wraps ? same_group + group_words : same_group;
  wire               to_odd           = paired & !x_odd;
  wire [11:0]        odd_group        = x_group + {4'd0, phase_words};
  wire [2:0]         next_bank        = to_odd ? x_bank : bank_sum[2:0];
  wire [11:0]        next_group       = to_odd ? odd_group : straight;
  wire               along            = (weight_plane != 3'd0) & (activation_plane != activation_plane_last);
  wire               activation_first = first_activation != 3'd0;
  wire [3:0]         tile_bank_sum    = {1'd0, tile_bank} + {1'd0, tile_bank_step};
  wire signed [17:0] next_tile_row    = tile_row + $signed({2'd0, row_step});
  wire [11:0]        next_tile_row_at = tile_row_at + tile_row_words;
  wire signed [17:0] next_tile_x      = tile_x + $signed({2'd0, column_step});
  wire               tile_wraps       = tile_bank_sum >= 4'd8;
  wire [2:0]         next_tile_bank   = tile_bank_sum[2:0];
  wire [11:0]        straight_group   = tile_group + tile_group_words;
  wire [11:0]        next_tile_group  = tile_wraps ? straight_group + group_words : straight_group;
  wire [9:0]         lower_weight     = weight_base - kernel_words;
  wire [11:0]        upper_activation = activation_base + plane_words;
  wire [11:0]        lower_start      = first_activation_at - plane_words;
  wire [9:0]         lower_first      = first_weight_at - kernel_words;
  wire               kernel_start     = (channel_word == 12'd0) & (pool | ((kernel_x == 8'd0) & (kernel_y == 8'd0)));
  wire               at_top           = (weight_plane == weight_plane_last)
        & (activation_plane == activation_plane_last);
  wire               diagonal_start   = (weight_plane == first_weight) & (activation_plane == first_activation);
  wire               weight_sign      = weight_signed & (weight_plane == weight_plane_last);
  wire               activation_sign  = activation_signed & (activation_plane == activation_plane_last);

  assign idle         = phase == IDLE;
  assign take_weights = (phase == WAIT) & weights_ready;
  assign waiting      = phase == WAIT;

  always @(posedge clk) begin
    case (phase)
      IDLE: begin
        channel_tile <= 16'd0;
        group_tile <= 16'd0;
        first_at <= first_row_address;
        buffer <= 1'd0;
        if (start) begin
          phase <= WAIT;
        end
      end
      WAIT: begin
        weight_plane <= weight_plane_last;
        first_weight <= weight_plane_last;
        weight_base <= weight_top_row;
        first_weight_at <= weight_top_row;
        row_of_weights <= weight_top_row;
        activation_plane <= activation_plane_last;
        first_activation <= activation_plane_last;
        activation_base <= activation_top_word;
        first_activation_at <= activation_top_word;
        word_at <= activation_top_word;
        tile_x <= $signed({first_column[15], first_column[15], first_column});
        tile_bank <= first_bank;
        tile_group <= first_group_words;
        x <= $signed({first_column[15], first_column[15], first_column});
        x_bank <= first_bank;
        x_group <= first_group_words;
        group <= first_group_words;
        x_odd <= first_odd;
        tile_row <= $signed({first_row[15], first_row[15], first_row});
        tile_row_at <= first_at;
        row <= $signed({first_row[15], first_row[15], first_row});
        row_at <= first_at;
        output_row <= 16'd0;
        tile_column <= 16'd0;
        kernel_y <= 8'd0;
        kernel_x <= 8'd0;
        channel_word <= 12'd0;
        pass_count <= 8'd0;
        if (weights_ready) begin
          phase <= RUN;
        end
      end
      RUN: begin
        if (advance) begin
          pass_count <= pass_count + 8'd1;
          group <= group + group_words;
          if (pass_end) begin
            pass_count <= 8'd0;
            group <= x_group;
            row_of_weights <= row_of_weights + 10'd1;
            channel_word <= channel_word + 12'd1;
            word_at <= word_at + 12'd1;
            if (word_end) begin
              channel_word <= 12'd0;
              word_at <= activation_base;
              if (same_weights) begin
                row_of_weights <= weight_base;
              end
            end
          end
          if (position_end) begin
            kernel_x <= kernel_x + 8'd1;
            x <= x + $signed({10'd0, word_columns});
            x_bank <= next_bank;
            x_group <= next_group;
            group <= next_group;
            x_odd <= !x_odd;
            if (x_end) begin
              kernel_x <= 8'd0;
              x <= tile_x;
              x_bank <= tile_bank;
              x_group <= tile_group;
              group <= tile_group;
              x_odd <= first_odd;
              kernel_y <= kernel_y + 8'd1;
              row <= row + $signed({10'd0, kernel_row_step});
              row_at <= row_at + kernel_row_words;
              if (y_end) begin
                kernel_y <= 8'd0;
                row <= tile_row;
                row_at <= tile_row_at;
              end
            end
          end
          if (kernel_end) begin
            if (along) begin
              weight_plane <= weight_plane - 3'd1;
              weight_base <= lower_weight;
              row_of_weights <= lower_weight;
              activation_plane <= activation_plane + 3'd1;
              activation_base <= upper_activation;
              word_at <= upper_activation;
            end else if (activation_first) begin
              first_activation <= first_activation - 3'd1;
              first_activation_at <= lower_start;
              activation_plane <= first_activation - 3'd1;
              activation_base <= lower_start;
              word_at <= lower_start;
              weight_plane <= first_weight;
              weight_base <= first_weight_at;
              row_of_weights <= first_weight_at;
            end else begin
              first_weight <= first_weight - 3'd1;
              first_weight_at <= lower_first;
              weight_plane <= first_weight - 3'd1;
              weight_base <= lower_first;
              row_of_weights <= lower_first;
              activation_plane <= 3'd0;
              activation_base <= 12'd0;
              word_at <= 12'd0;
            end
          end
          if (sums_end) begin
            weight_plane <= weight_plane_last;
            first_weight <= weight_plane_last;
            weight_base <= weight_top_row;
            first_weight_at <= weight_top_row;
            row_of_weights <= weight_top_row;
            activation_plane <= activation_plane_last;
            first_activation <= activation_plane_last;
            activation_base <= activation_top_word;
            first_activation_at <= activation_top_word;
            word_at <= activation_top_word;
          end
          if (tile_end) begin
            tile_column <= tile_column + 16'd1;
            tile_x <= next_tile_x;
            tile_bank <= next_tile_bank;
            tile_group <= next_tile_group;
            x <= next_tile_x;
            x_bank <= next_tile_bank;
            x_group <= next_tile_group;
            group <= next_tile_group;
            x_odd <= first_odd;
            if (column_end) begin
              tile_column <= 16'd0;
              tile_x <= $signed({first_column[15], first_column[15], first_column});
              tile_bank <= first_bank;
              tile_group <= first_group_words;
              x <= $signed({first_column[15], first_column[15], first_column});
              x_bank <= first_bank;
              x_group <= first_group_words;
              group <= first_group_words;
              x_odd <= first_odd;
              output_row <= output_row + 16'd1;
              tile_row <= next_tile_row;
              tile_row_at <= next_tile_row_at;
              row <= next_tile_row;
              row_at <= next_tile_row_at;
              if (row_end) begin
                channel_tile <= channel_tile + 16'd1;
                group_tile <= group_tile + 16'd1;
                if (group_tile == group_tile_last) begin
                  group_tile <= 16'd0;
                  first_at <= first_at + group_words_step;
                end
                buffer <= !buffer;
                phase <= WAIT;
                if (layer_end) begin
                  phase <= IDLE;
                end
              end
            end
          end
        end
      end
      default: ;
    endcase
    if (advance) begin
      accumulate <= running & pass_end;
      clear <= kernel_start & at_top;
      twice <= kernel_start & diagonal_start;
      negate <= weight_sign ^ activation_sign;
      tile_last <= running & sums_end;
      row_inside <= (row >= 18'sd0) & (row < $signed({2'd0, input_height}));
      column <= x;
      bank <= x_bank;
      odd <= paired & x_odd;
      word_taps <= x_end ? taps_last : taps;
      word_skip <= kernel_x == 8'd0 ? skipped_taps : 4'd0;
      pass <= pass_count;
      address <= row_at + group + word_at;
      weight_row <= {buffer, row_of_weights};
    end
    if (halt) begin
      phase <= IDLE;
      tile_last <= 1'd0;
    end
    if (rst) begin
      phase <= IDLE;
      accumulate <= 1'd0;
      tile_last <= 1'd0;
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, row_words};

endmodule

`default_nettype wire
