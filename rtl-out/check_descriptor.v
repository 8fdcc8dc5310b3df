`default_nettype none

// says whether a descriptor may run
module check_descriptor (
  input  wire        clk,
  input  wire [15:0] magic,
  input  wire        reserved,       // the descriptor has a bit set that belongs to no field
  input  wire        load,
  input  wire        store,
  input  wire        raw,
  input  wire [23:0] load_beats,     // beats of the input map; with load_only: of the rows in one channel tile
  input  wire [23:0] weight_beats,   // beats of the block of one channel tile; with load_only: from channel tile to channel tile of the map
  input  wire [31:0] store_address,  // output in memory; aligned to a longest burst
  input  wire [23:0] store_beats,    // beats of the output
  input  wire [31:0] write_base,     // first byte that may be written
  input  wire [31:0] write_end,      // first byte behind those that may be written
  output wire        bad,            // no descriptor, or one of a layer without beats
  output wire        forbidden       // stores outside the region that may be written
);

  reg [32:0] store_end;  // first byte behind the stored output

  wire [31:0] store_first  = {store_address[31:3], 3'd0};
  wire [26:0] store_bytes  = {store_beats, 3'd0};
  wire        nothing_read = (weight_beats == 24'd0) | (load & (load_beats == 24'd0));
  wire        nothing_goes = store & (store_beats == 24'd0);
  wire        raw_unstored = raw & !store;
  wire        too_low      = store_first < write_base;
  wire        too_high     = store_end > {1'd0, write_end};

  assign bad       = (magic != 16'd2839) | reserved | nothing_read | nothing_goes | raw_unstored;
  assign forbidden = store & (too_low | too_high);

  always @(posedge clk) begin
    store_end <= {1'd0, store_first} + {6'd0, store_bytes};
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, store_address[2:0]};

endmodule

`default_nettype wire
