`default_nettype none

// gathers the operand of one pixel from the banks
module window_lane (
  input  wire               clk,
  input  wire               advance,      // the pipeline moves
  input  wire signed [17:0] column,       // first input column of lane 0
  input  wire [2:0]         bank,         // bank of its word
  input  wire [7:0]         slots,        // pixels of the operand that the kernel reaches
  input  wire [7:0]         pass,         // number of the pass
  input  wire [15:0]        input_width,  // columns of the input map
  input  wire [3:0]         slots_log,    // log2 of the pixels in a word
  input  wire [15:0]        offset,       // columns from lane 0 to this lane
  input  wire [2:0]         word_offset,  // words from the one of lane 0, modulo dn
  input  wire [2:0]         turn,         // pieces of the word below the first column; a piece is the smallest slot
  input  wire [7:0]         own_pass,     // pass that reads the word of this lane
  input  wire [511:0]       words,        // what the banks read, one cycle behind the other inputs
  output reg  [63:0]        operand
);

  reg [23:0] selects;   // bank of each piece of the word
  reg [7:0]  valid;     // pieces of the operand that are not zero
  reg        take;
  reg [63:0] pieces_3;
  reg [7:0]  valid_3;

  wire [3:0]         bank_sum      = {1'd0, bank} + {1'd0, word_offset};
  wire [2:0]         selected      = bank_sum[2:0];
  wire [2:0]         next_selected = selected == 3'd7 ? 3'd0 : selected + 3'd1;
  wire signed [18:0] position      = $signed({column[17], column}) + $signed({3'd0, offset});
  wire signed [19:0] room          = $signed({4'd0, input_width}) - $signed({position[18], position});
  wire               in_front      = position < 19'sd0;
  wire               past          = room < 20'sd0;
  wire               near          = (position >>> 3) == -19'sd1;
  wire               at_end        = (room >>> 3) == 20'sd0;
  wire [7:0]         begun         = {!in_front | (near & (position[2:0] >= 3'd1)),
        !in_front | (near & (position[2:0] >= 3'd2)), !in_front | (near & (position[2:0] >= 3'd3)),
        !in_front | (near & (position[2:0] >= 3'd4)), !in_front | (near & (position[2:0] >= 3'd5)),
        !in_front | (near & (position[2:0] >= 3'd6)), !in_front | (near & (position[2:0] >= 3'd7)), !in_front};
  wire [7:0]         ended         = {past | at_end, past | (at_end & (room[2:0] <= 3'd6)),
        past | (at_end & (room[2:0] <= 3'd5)), past | (at_end & (room[2:0] <= 3'd4)),
        past | (at_end & (room[2:0] <= 3'd3)), past | (at_end & (room[2:0] <= 3'd2)),
        past | (at_end & (room[2:0] <= 3'd1)), past | (at_end & (room[2:0] <= 3'd0))};
  wire [7:0]         there         = slots & begun & ~ended;
  wire [7:0]         next_valid    = slots_log == 4'd3 ? {there[7], there[6], there[5], there[4], there[3], there[2],
        there[1], there[0]} : slots_log == 4'd2 ? {{2{there[3]}}, {2{there[2]}}, {2{there[1]}}, {2{there[0]}}}
        : slots_log == 4'd1 ? {{4{there[1]}}, {4{there[0]}}} : {8{there[0]}};
  wire [63:0]        rotated_1     = turn[0] ? {pieces_3[7:0], pieces_3[63:8]} : pieces_3;
  wire [63:0]        rotated_2     = turn[1] ? {rotated_1[15:0], rotated_1[63:16]} : rotated_1;
  wire [63:0]        rotated_4     = turn[2] ? {rotated_2[31:0], rotated_2[63:32]} : rotated_2;
  wire [63:0]        inside_mask   = {{8{valid_3[7]}}, {8{valid_3[6]}}, {8{valid_3[5]}}, {8{valid_3[4]}},
        {8{valid_3[3]}}, {8{valid_3[2]}}, {8{valid_3[1]}}, {8{valid_3[0]}}};

  always @(posedge clk) begin
    if (advance) begin
      selects <= {selected, turn > 3'd6 ? next_selected : selected, turn > 3'd5 ? next_selected : selected,
            turn > 3'd4 ? next_selected : selected, turn > 3'd3 ? next_selected : selected,
            turn > 3'd2 ? next_selected : selected, turn > 3'd1 ? next_selected : selected,
            turn > 3'd0 ? next_selected : selected};
      valid <= next_valid;
      take <= pass == own_pass;
    end
    if (advance & take) begin
      pieces_3 <= {words[{{selects[23:21], 3'd7}, 3'd0} +: 8], words[{{selects[20:18], 3'd6}, 3'd0} +: 8],
            words[{{selects[17:15], 3'd5}, 3'd0} +: 8], words[{{selects[14:12], 3'd4}, 3'd0} +: 8],
            words[{{selects[11:9], 3'd3}, 3'd0} +: 8], words[{{selects[8:6], 3'd2}, 3'd0} +: 8],
            words[{{selects[5:3], 3'd1}, 3'd0} +: 8], words[{{selects[2:0], 3'd0}, 3'd0} +: 8]};
      valid_3 <= valid;
    end
    if (advance) begin
      operand <= rotated_4 & inside_mask;
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, bank_sum[3]};

endmodule

`default_nettype wire
