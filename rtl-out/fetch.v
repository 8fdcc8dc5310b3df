`default_nettype none

// reads descriptors, input maps and weights
module fetch (
  input  wire          clk,
  input  wire          rst,
  input  wire          halt,                // no chain runs
  input  wire          fetch_descriptor,    // read the first one of a chain
  input  wire [31:0]   descriptor_address,  // of the descriptor to be read next
  input  wire          take_descriptor,     // the descriptor read last is the layer's
  input  wire          ahead,               // another descriptor follows: read it when the layer needs nothing more
  input  wire          fetch_map,
  input  wire          fetch_weights,       // begin a layer
  input  wire [31:0]   load_address,        // input map in memory
  input  wire [23:0]   load_beats,          // beats of the input map; with load_only: of the rows in one channel tile
  input  wire          load_only,           // with load: read rows of a map, run no layer
  input  wire [31:0]   weight_address,      // constants and weights in memory, one block per channel tile
  input  wire [23:0]   weight_beats,        // beats of the block of one channel tile; with load_only: from channel tile to channel tile of the map
  input  wire [15:0]   channel_tile_last,   // tiles of dm output channels - 1; with load_only: of dm channels of the map
  input  wire          take,                // the oldest loaded channel tile is in use
  input  wire          free_weights,        // the oldest channel tile in use is done
  input  wire          beat,                // a beat came
  input  wire [63:0]   data,
  output wire          idle,
  output wire          reads_ahead,         // the next descriptor comes
  output wire          job,                 // to the AXI reader
  output wire [31:0]   job_address,
  output wire [23:0]   job_beats,
  output reg  [1023:0] read_descriptor,     // the one read last
  output reg  [1023:0] descriptor,          // the layer's
  output wire          chunk_valid,         // a chunk of the input map
  output wire [63:0]   chunk,               // [pixel][channel]
  output wire          weight_write,
  output wire [10:0]   weight_address_row,  // row; top bit: buffer
  output wire [511:0]  weight_row,          // [channel][lane]
  output wire          constants_write,
  output wire [3:0]    constants_address,   // channel; top bit: buffer
  output wire [63:0]   constants,
  output wire          weights_ready        // a loaded channel tile waits
);

  localparam [2:0] IDLE       = 3'd0;
  localparam [2:0] DESCRIPTOR = 3'd1;
  localparam [2:0] MAP        = 3'd2;
  localparam [2:0] NEXT_ROWS  = 3'd3;
  localparam [2:0] BUFFER     = 3'd4;
  localparam [2:0] WEIGHTS    = 3'd5;
  localparam [2:0] AHEAD      = 3'd6;

  reg [2:0]    phase;
  reg [23:0]   left;                // beats of the job still to come
  reg [31:0]   block;               // address of the next channel tile, or of the map
  reg [15:0]   channel_tile;
  reg          buffer;
  reg [3:0]    channel;             // constants of this channel come next; dm: weight rows
  reg [9:0]    row;
  reg [1:0]    occupied;            // buffers that are loading, loaded or in use
  reg [1:0]    loaded;              // buffers that are loaded and not yet in use
  wire         collector_complete;
  wire [511:0] collector_record;

  wire        has_buffer    = occupied != 2'd2;
  wire        fetch_block   = (phase == BUFFER) & has_buffer;
  wire        fetch_rows    = fetch_map | (phase == NEXT_ROWS);
  wire        ends          = beat & (left == 24'd1);
  wire        in_map        = phase == MAP;
  wire        in_weights    = phase == WEIGHTS;
  wire        in_rows       = channel == 4'd8;
  wire        tile_last     = channel_tile == channel_tile_last;
  wire        of_descriptor = fetch_descriptor | (phase == AHEAD);
  wire [31:0] next_block    = block + {5'd0, weight_beats, 3'd0};
  wire        channel_write = collector_complete & in_weights & !in_rows;
  wire        block_ends    = ends & in_weights;

  record_collector collector (
    .clk      (clk),
    .rst      (rst),
    .restart  (phase == IDLE),
    .beat     (beat & (in_map | in_weights)),
    .data     (data),
    .last     (in_map ? 3'd0 : in_rows ? 3'd7 : 3'd0),
    .complete (collector_complete),
    .record   (collector_record)
  );

  assign idle               = phase == IDLE;
  assign reads_ahead        = (phase == AHEAD) | (phase == DESCRIPTOR);
  assign job                = of_descriptor | fetch_rows | fetch_block;
  assign job_address        = of_descriptor ? descriptor_address : block;
  assign job_beats          = of_descriptor ? 24'd16 : fetch_rows ? load_beats : weight_beats;
  assign chunk_valid        = collector_complete & in_map;
  assign chunk              = collector_record[511:448];
  assign weight_write       = collector_complete & in_weights & in_rows;
  assign weight_address_row = {buffer, row};
  assign weight_row         = collector_record;
  assign constants_write    = channel_write;
  assign constants_address  = {buffer, channel[2:0]};
  assign constants          = collector_record[511:448];
  assign weights_ready      = loaded != 2'd0;

  always @(posedge clk) begin
    if (channel_write) begin
      channel <= channel + 4'd1;
    end
    if (weight_write) begin
      row <= row + 10'd1;
    end
    if (beat) begin
      left <= left - 24'd1;
    end
    if (job) begin
      left <= job_beats;
    end
    case (phase)
      IDLE: begin
        block <= fetch_weights ? weight_address : load_address;
        channel_tile <= 16'd0;
        buffer <= 1'd0;
        if (fetch_descriptor) begin
          phase <= DESCRIPTOR;
        end
        if (fetch_map) begin
          block <= next_block;
          phase <= MAP;
        end
        if (fetch_weights) begin
          phase <= BUFFER;
        end
      end
      DESCRIPTOR: begin
        if (beat) begin
          read_descriptor <= {data, read_descriptor[1023:64]};
        end
        if (ends) begin
          phase <= IDLE;
        end
      end
      MAP: begin
        if (ends) begin
          phase <= IDLE;
          if (load_only) begin
            if (ahead) begin
              phase <= AHEAD;
            end
            if (!tile_last) begin
              phase <= NEXT_ROWS;
            end
          end
        end
      end
      NEXT_ROWS: begin
        channel_tile <= channel_tile + 16'd1;
        block <= next_block;
        phase <= MAP;
      end
      BUFFER: begin
        channel <= 4'd0;
        row <= 10'd0;
        if (has_buffer) begin
          block <= next_block;
          phase <= WEIGHTS;
        end
      end
      WEIGHTS: begin
        if (ends) begin
          buffer <= !buffer;
          channel_tile <= channel_tile + 16'd1;
          phase <= BUFFER;
          if (tile_last) begin
            phase <= IDLE;
            if (ahead) begin
              phase <= AHEAD;
            end
          end
        end
      end
      AHEAD: begin
        phase <= DESCRIPTOR;
      end
      default: ;
    endcase
    if (take_descriptor) begin
      descriptor <= read_descriptor;
    end
    if (halt) begin
      phase <= IDLE;
    end
    loaded <= loaded + {1'd0, block_ends} - {1'd0, take};
    occupied <= occupied + {1'd0, fetch_block} - {1'd0, free_weights};
    if (fetch_weights) begin
      loaded <= 2'd0;
      occupied <= 2'd0;
    end
    if (rst) begin
      phase <= IDLE;
    end
  end

endmodule

`default_nettype wire
