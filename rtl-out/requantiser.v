`default_nettype none

// drains the array row by row and requantises dn values per cycle
module requantiser (
  input  wire               clk,
  input  wire               rst,
  input  wire               start,              // begin a layer
  input  wire               halt,               // no chain runs
  input  wire               capture,            // the shadow registers take a tile at this edge
  input  wire               hold_tile,          // do not begin a tile
  input  wire               hold_row,           // do not begin a row
  input  wire [1791:0]      sums,               // [channel][pixel]
  input  wire [223:0]       activation_sums,    // [pixel]
  input  wire               constants_write,
  input  wire [3:0]         constants_address,  // channel; top bit: buffer
  input  wire [63:0]        constants,          // multiplier 15..0, shift 21..16, add 63..22
  input  wire signed [7:0]  saturate_low,       // smallest output code: 0, or -saturate_high - 1; 0 for raw output
  input  wire [7:0]         saturate_high,      // largest output code: 2^k - 1; 0 for raw output
  input  wire [15:0]        output_group_last,  // tiles of the output map in one channel tile - 1
  input  wire signed [15:0] skip_multiplier,    // multiplier of the skip codes
  input  wire [2:0]         plane_slot_last,    // slots in which the planes of a tile are written, or those of a skip map read - 1
  input  wire [71:0]        skip_codes,         // of the skip map, [pixel], signed; one cycle behind skip_channel
  input  wire               dorefa,
  input  wire               raw,
  output wire               idle,               // no row is under way
  output wire               ready,              // a tile may be captured
  output wire               row,                // a row begins
  output wire               row_first,          // first row of a tile
  output wire [2:0]         skip_channel,       // channel of the row that began a cycle ago
  output wire               free_weights,       // a channel tile is drained: its constants and weights are free
  output wire               results_valid,
  output wire               results_last,       // last row of a tile
  output wire [255:0]       results             // [pixel], signed
);

  reg                full;                                    // the shadow registers hold a tile
  reg [2:0]          count;
  reg [15:0]         tile;
  reg [2:0]          channel_1;
  reg                buffer;
  reg [6:0]          valids;                                  // bit n: stage n holds a row
  reg [6:0]          lasts;
  reg [223:0]        sum_row;
  reg [223:0]        pixel_sums;
  reg [63:0]         constants_0;
  wire signed [18:0] requantise_constants_skip_multiplier_1;
  wire signed [45:0] requantise_constants_offset_1;
  wire signed [19:0] requantise_constants_multiplier_2;
  wire signed [19:0] requantise_constants_multiplier_3;
  wire [3:0]         requantise_constants_steps_4;
  wire [46:0]        requantise_constants_dropped_4;
  wire [46:0]        requantise_constants_above_4;
  wire               requantise_constants_even_4;
  wire [255:0]       requantise_lane_result;

  (* ram_style = "distributed" *) reg [63:0] entries [0:15];

  wire       first     = count == 3'd0;
  wire       held      = (hold_row & full) | (hold_tile & first);
  wire       go        = full & !held;
  wire       ends      = go & (count == 3'd7);
  wire       row_last  = row & (count == 3'd7);
  wire       tile_last = tile == output_group_last;
  wire [3:0] entry     = {buffer, count};

  requantise_constants requantise_constants (
    .clk               (clk),
    .constants         (constants_0),
    .skip_multiplier   (skip_multiplier),
    .raw               (raw),
    .high              (saturate_high),
    .skip_multiplier_1 (requantise_constants_skip_multiplier_1),
    .offset_1          (requantise_constants_offset_1),
    .multiplier_2      (requantise_constants_multiplier_2),
    .multiplier_3      (requantise_constants_multiplier_3),
    .steps_4           (requantise_constants_steps_4),
    .dropped_4         (requantise_constants_dropped_4),
    .above_4           (requantise_constants_above_4),
    .even_4            (requantise_constants_even_4)
  );

  genvar i;
  generate
    for (i = 0; i < 8; i = i + 1) begin : requantise_lane
      requantise_lane element (
        .clk             (clk),
        .sum             (sum_row[i*28 +: 28]),
        .activation_sum  (pixel_sums[i*28 +: 28]),
        .dorefa          (dorefa),
        .skip            (skip_codes[i*9 +: 9]),
        .skip_multiplier (requantise_constants_skip_multiplier_1),
        .offset          (requantise_constants_offset_1),
        .multiplier      (requantise_constants_multiplier_2),
        .multiplier_late (requantise_constants_multiplier_3),
        .steps           (requantise_constants_steps_4),
        .dropped         (requantise_constants_dropped_4),
        .above           (requantise_constants_above_4),
        .even            (requantise_constants_even_4),
        .raw             (raw),
        .low             (saturate_low),
        .high            (saturate_high),
        .result          (requantise_lane_result[i*32 +: 32])
      );
    end
  endgenerate

  assign idle          = !full & (valids == 7'd0);
  assign ready         = !full | ends;
  assign row           = go & full;
  assign row_first     = row & first;
  assign skip_channel  = channel_1;
  assign free_weights  = row_last & tile_last;
  assign results_valid = valids[6];
  assign results_last  = lasts[6];
  assign results       = requantise_lane_result;

  always @(posedge clk) begin
    if (start) begin
      tile <= 16'd0;
      buffer <= 1'd0;
    end
    if (go) begin
      count <= count + 3'd1;
    end
    if (ends) begin
      full <= 1'd0;
      count <= 3'd0;
    end
    if (capture) begin
      full <= 1'd1;
      count <= 3'd0;
    end
    if (row_last) begin
      tile <= tile + 16'd1;
      if (tile_last) begin
        tile <= 16'd0;
        buffer <= !buffer;
      end
    end
    sum_row <= sums[{8'd0, count} * 11'd224 +: 224];
    pixel_sums <= activation_sums;
    if (!dorefa) begin
      pixel_sums <= 224'd0;
    end
    valids <= {valids[5:0], row};
    lasts <= {lasts[5:0], row_last};
    if (halt) begin
      full <= 1'd0;
      valids <= 7'd0;
    end
    channel_1 <= count;
    if (rst) begin
      full <= 1'd0;
      valids <= 7'd0;
    end
  end

  always @(posedge clk) begin
    if (constants_write) begin
      entries[constants_address] <= constants;
    end
    constants_0 <= entries[entry];
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, plane_slot_last};

endmodule

`default_nettype wire
