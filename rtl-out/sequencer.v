`default_nettype none

// walks the chain of layer descriptors
module sequencer (
  input  wire        clk,
  input  wire        rst,
  input  wire        start,               // begin a chain
  input  wire        reset,               // end the chain
  input  wire [31:0] chain_address,       // address of the first descriptor
  input  wire [31:0] time_limit,          // cycles that the chain may take
  input  wire        fetch_idle,
  input  wire        reads_ahead,         // the next descriptor comes
  input  wire        bad,                 // the descriptor may not run
  input  wire        forbidden,           // the descriptor stores where it must not
  input  wire        last,
  input  wire        load,
  input  wire        load_only,
  input  wire        written,             // the layer is written, but for the store stream
  input  wire        store_idle,          // the store stream is written and answered
  input  wire        quiet,               // no stage has anything left to do
  input  wire        drained,             // nothing is under way on the bus
  input  wire        read_error,
  input  wire        write_error,
  output wire        busy,
  output wire        halt,                // no chain runs: the stages forget what they were doing
  output wire        fetch_descriptor,    // read the first one of a chain
  output reg  [31:0] descriptor_address,  // of the descriptor to be read next
  output wire        take_descriptor,     // the descriptor read last becomes the layer's
  output wire        fetch_map,
  output wire        loading,             // chunks come from memory
  output wire        start_layer,
  output wire        settled,             // the constants of the lanes stand
  output wire [3:0]  settling,            // cycles until they do: dn when the layer is known
  output wire        layer_done,          // one cycle per layer
  output wire        layer_ends,          // one cycle per layer, also of one that an error ends
  output wire        chain_done,          // one cycle per chain
  output reg  [3:0]  error                // error code of the last chain, from chain_done to the next start
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
  localparam [3:0] STOP       = 4'd9;
  localparam [3:0] DONE       = 4'd10;
  localparam [3:0] GIVE_UP    = 4'd11;
  localparam [3:0] STUCK      = 4'd12;

  reg [3:0]  phase;
  reg [31:0] time_left;  // cycles: of the chain, or in STOP for the memory to answer
  reg [3:0]  settle;

  wire late    = time_left == 32'd0;
  wire running = (phase == READ) | (phase == DESCRIPTOR) | (phase == CHECK) | (phase == LOAD) | (phase == MAP)
        | (phase == START) | (phase == RUN) | (phase == LAYER_DONE);
  wire stopped = running & (reset | late | read_error | write_error);
  wire failed  = error != 4'd0;
  wire ends    = (phase == DONE) | (phase == GIVE_UP);

  assign busy             = !(phase == IDLE);
  assign halt             = !running;
  assign fetch_descriptor = phase == READ;
  assign take_descriptor  = ((phase == DESCRIPTOR) & fetch_idle) | (phase == LAYER_DONE);
  assign fetch_map        = phase == LOAD;
  assign loading          = (phase == LOAD) | (phase == MAP);
  assign start_layer      = phase == START;
  assign settled          = settle == 4'd0;
  assign settling         = settle;
  assign layer_done       = phase == LAYER_DONE;
  assign layer_ends       = layer_done | (ends & failed);
  assign chain_done       = ends;

  always @(posedge clk) begin
    if (!settled) begin
      settle <= settle - 4'd1;
    end
    if (take_descriptor) begin
      settle <= 4'd8;
    end
    if (!late) begin
      time_left <= time_left - 32'd1;
    end
    case (phase)
      IDLE: begin
        descriptor_address <= chain_address;
        time_left <= time_limit;
        if (start) begin
          error <= 4'd0;
          phase <= READ;
        end
      end
      READ: begin
        phase <= DESCRIPTOR;
      end
      DESCRIPTOR: begin
        if (fetch_idle) begin
          phase <= CHECK;
        end
      end
      CHECK: begin
        descriptor_address <= descriptor_address + 32'd128;
        phase <= START;
        if (load) begin
          phase <= LOAD;
        end
        if (forbidden | bad) begin
          phase <= STOP;
        end
        if (forbidden) begin
          error <= 4'd4;
        end
        if (bad) begin
          error <= 4'd1;
        end
      end
      LOAD: begin
        phase <= MAP;
      end
      MAP: begin
        if (fetch_idle) begin
          phase <= START;
          if (load_only) begin
            phase <= LAYER_DONE;
          end
        end
      end
      START: begin
        phase <= RUN;
      end
      RUN: begin
        if (written & store_idle & !reads_ahead) begin
          phase <= LAYER_DONE;
          if (!quiet) begin
            error <= 4'd5;
            time_left <= 32'd65535;
            phase <= STOP;
          end
        end
      end
      LAYER_DONE: begin
        phase <= CHECK;
        if (last) begin
          phase <= DONE;
        end
      end
      STOP: begin
        if (late) begin
          error <= 4'd8;
          phase <= GIVE_UP;
        end
        if (drained) begin
          error <= error;
          phase <= DONE;
        end
      end
      DONE: begin
        phase <= IDLE;
      end
      GIVE_UP: begin
        phase <= STUCK;
      end
      STUCK: begin
        if (drained) begin
          phase <= IDLE;
        end
      end
      default: ;
    endcase
    if (stopped) begin
      error <= 4'd7;
      time_left <= 32'd65535;
      phase <= STOP;
      if (late) begin
        error <= 4'd6;
      end
      if (read_error) begin
        error <= 4'd2;
      end
      if (write_error) begin
        error <= 4'd3;
      end
    end
    if (rst) begin
      phase <= IDLE;
      error <= 4'd0;
    end
  end

endmodule

`default_nettype wire
