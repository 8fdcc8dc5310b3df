`default_nettype none

// walks the chain of layer descriptors
module sequencer (
  input  wire        clk,
  input  wire        rst,
  input  wire        start,               // begin a chain
  input  wire [31:0] chain_address,       // address of the first descriptor
  input  wire        fetch_idle,
  input  wire [15:0] magic,
  input  wire        reserved,            // the descriptor has a bit set that belongs to no field
  input  wire        last,
  input  wire        load,
  input  wire        written,             // the layer is written, but for the store stream
  input  wire        store_idle,          // the store stream is written and answered
  input  wire        read_error,
  input  wire        write_error,
  output wire        busy,
  output wire        fetch_descriptor,
  output reg  [31:0] descriptor_address,
  output wire        fetch_map,
  output wire        loading,             // chunks come from memory
  output wire        start_layer,
  output wire        settled,             // the constants of the lanes have rippled through
  output wire        layer_done,          // one cycle per layer
  output wire        chain_done,          // one cycle per chain
  output reg  [1:0]  error                // error code of the last chain, from chain_done to the next start
);

  localparam [3:0] IDLE       = 4'd0;
  localparam [3:0] READ       = 4'd1;
  localparam [3:0] DESCRIPTOR = 4'd2;
  localparam [3:0] CHECK      = 4'd3;
  localparam [3:0] LOAD       = 4'd4;
  localparam [3:0] MAP        = 4'd5;
  localparam [3:0] START      = 4'd6;
  localparam [3:0] RUN        = 4'd7;
  localparam [3:0] LAYER_DONE = 4'd8;
  localparam [3:0] DONE       = 4'd9;

  reg [3:0] phase;
  reg [3:0] settle;

  wire bad    = (magic != 16'd2839) | reserved;
  wire failed = error != 2'd0;

  assign busy             = !(phase == IDLE);
  assign fetch_descriptor = phase == READ;
  assign fetch_map        = phase == LOAD;
  assign loading          = (phase == LOAD) | (phase == MAP);
  assign start_layer      = phase == START;
  assign settled          = settle == 4'd0;
  assign layer_done       = phase == LAYER_DONE;
  assign chain_done       = phase == DONE;

  always @(posedge clk) begin
    if (!settled) begin
      settle <= settle - 4'd1;
    end
    if (read_error) begin
      error <= 2'd2;
    end
    if (write_error) begin
      error <= 2'd3;
    end
    case (phase)
      IDLE: begin
        descriptor_address <= chain_address;
        if (start) begin
          error <= 2'd0;
          phase <= READ;
        end
      end
      READ: begin
        phase <= DESCRIPTOR;
      end
      DESCRIPTOR: begin
        settle <= 4'd8;
        if (fetch_idle) begin
          phase <= CHECK;
        end
      end
      CHECK: begin
        phase <= START;
        if (load) begin
          phase <= LOAD;
        end
        if (bad) begin
          error <= 2'd1;
          phase <= DONE;
        end
        if (failed) begin
          error <= error;
          phase <= DONE;
        end
      end
      LOAD: begin
        phase <= MAP;
      end
      MAP: begin
        if (fetch_idle) begin
          phase <= START;
        end
      end
      START: begin
        phase <= RUN;
      end
      RUN: begin
        if (written & store_idle) begin
          phase <= LAYER_DONE;
        end
      end
      LAYER_DONE: begin
        descriptor_address <= descriptor_address + 32'd128;
        phase <= READ;
        if (last | failed) begin
          phase <= DONE;
        end
      end
      DONE: begin
        phase <= IDLE;
      end
      default: ;
    endcase
    if (rst) begin
      phase <= IDLE;
      error <= 2'd0;
    end
  end

endmodule

`default_nettype wire
