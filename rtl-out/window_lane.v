`default_nettype none

// gathers the operand of one pixel from the banks
module window_lane (
  input  wire               clk,
  input  wire               advance,      // the pipeline moves
  input  wire               row_inside,   // the input row is not padding
  input  wire signed [17:0] column,       // first input column of lane 0
  input  wire [2:0]         bank,         // bank of its word
  input  wire [5:0]         word_taps,    // kernel columns in the operand
  input  wire [7:0]         pass,         // number of the pass
  input  wire [15:0]        input_width,  // columns of the input map
  input  wire [3:0]         slots_log,    // log2 of the pixels in a word
  input  wire [5:0]         first_slot,   // slot of the first column of lane 0
  input  wire [15:0]        offset,       // columns from lane 0 to this lane
  input  wire [2:0]         bank_offset,  // the same modulo dn
  input  wire [7:0]         own_pass,     // pass that reads the word of this lane, when a word holds one pixel
  input  wire [511:0]       words,        // what the banks read, one cycle behind the other inputs
  output reg  [63:0]        operand
);

  reg [2:0]  select;
  reg [5:0]  slot;
  reg [7:0]  valid;
  reg        take;
  reg [63:0] first;
  reg [63:0] second;
  reg [5:0]  first_slot_3;
  reg [7:0]  valid_3;

  wire               several     = slots_log != 4'd0;
  wire [15:0]        place       = {10'd0, first_slot} + offset;
  wire [15:0]        word_place  = place >> slots_log;
  wire [2:0]         word_offset = several ? word_place[2:0] : bank_offset;
  wire [3:0]         bank_sum    = {1'd0, bank} + {1'd0, word_offset};
  wire signed [18:0] position    = $signed({column[17], column}) + $signed({3'd0, offset});
  wire signed [19:0] ahead       = -$signed({position[18], position});
  wire signed [19:0] room        = $signed({4'd0, input_width}) - $signed({position[18], position});
  wire [4:0]         missing     = position >= 19'sd0 ? 5'd0 : ahead > 20'sd31 ? 5'd31 : ahead[4:0];
  wire [4:0]         remaining   = room <= 20'sd0 ? 5'd0 : room > 20'sd31 ? 5'd31 : room[4:0];
  wire [7:0]         slot_valid  = {row_inside & (missing <= 5'd7) & (remaining > 5'd7) & (word_taps > 6'd7),
        row_inside & (missing <= 5'd6) & (remaining > 5'd6) & (word_taps > 6'd6),
        row_inside & (missing <= 5'd5) & (remaining > 5'd5) & (word_taps > 6'd5),
        row_inside & (missing <= 5'd4) & (remaining > 5'd4) & (word_taps > 6'd4),
        row_inside & (missing <= 5'd3) & (remaining > 5'd3) & (word_taps > 6'd3),
        row_inside & (missing <= 5'd2) & (remaining > 5'd2) & (word_taps > 6'd2),
        row_inside & (missing <= 5'd1) & (remaining > 5'd1) & (word_taps > 6'd1),
        row_inside & (missing <= 5'd0) & (remaining > 5'd0) & (word_taps > 6'd0)};
  wire [2:0]         next_select = select == 3'd7 ? 3'd0 : select + 3'd1;
  wire [127:0]       both        = {second, first};
  wire [127:0]       moved_2     = both >> {first_slot_3[0], 5'd0};
  wire [127:0]       moved_4     = both >> {first_slot_3[1:0], 4'd0};
  wire [127:0]       moved_8     = both >> {first_slot_3[2:0], 3'd0};
  wire [63:0]        shifted     = slots_log == 4'd3 ? moved_8[63:0] : slots_log == 4'd2 ? moved_4[63:0]
        : slots_log == 4'd1 ? moved_2[63:0] : first;
  wire [63:0]        inside_mask = {{8{valid_3[7]}}, {8{valid_3[6]}}, {8{valid_3[5]}}, {8{valid_3[4]}}, {8{valid_3[3]}},
        {8{valid_3[2]}}, {8{valid_3[1]}}, {8{valid_3[0]}}};

  always @(posedge clk) begin
    if (advance) begin
      select <= bank_sum[2:0];
      slot <= place[5:0] & (slots_log == 4'd3 ? 6'd7 : slots_log == 4'd2 ? 6'd3 : slots_log == 4'd1 ? 6'd1 : 6'd0);
      valid <= slots_log == 4'd3 ? {slot_valid[7], slot_valid[6], slot_valid[5], slot_valid[4], slot_valid[3],
            slot_valid[2], slot_valid[1], slot_valid[0]}
            : slots_log == 4'd2 ? {{2{slot_valid[3]}}, {2{slot_valid[2]}}, {2{slot_valid[1]}}, {2{slot_valid[0]}}}
            : slots_log == 4'd1 ? {{4{slot_valid[1]}}, {4{slot_valid[0]}}} : {8{slot_valid[0]}};
      take <= several ? pass == 8'd0 : pass == own_pass;
    end
    if (advance & take) begin
      first <= words[{select, 6'd0} +: 64];
      second <= words[{next_select, 6'd0} +: 64];
      first_slot_3 <= slot;
      valid_3 <= valid;
    end
    if (advance) begin
      operand <= shifted & inside_mask;
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, word_place[15:3], bank_sum[3], moved_2[127:64], moved_4[127:64], moved_8[127:64],
        first_slot_3[5:3]};

endmodule

`default_nettype wire
