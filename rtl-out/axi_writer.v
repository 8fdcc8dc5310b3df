`default_nettype none

// AXI4 write master: collects beats into bursts
module axi_writer (
  input  wire        clk,
  input  wire        rst,
  input  wire        job,          // begin: address and beats are valid
  input  wire [31:0] job_address,  // byte address, aligned to a longest burst
  input  wire [23:0] job_beats,
  input  wire        awready,
  input  wire        wready,
  input  wire        bvalid,
  input  wire [1:0]  bresp,
  input  wire        beat_valid,
  output wire        beat_ready,
  input  wire [63:0] beat_data,
  output wire        awvalid,
  output reg  [31:0] awaddr,
  output reg  [7:0]  awlen,
  output wire        wvalid,
  output wire [63:0] wdata,
  output wire        wlast,
  output wire        bready,
  output wire        idle,         // all beats of the job are written and answered
  output wire        sent,         // a beat goes out
  output wire        error         // the memory answered with an error
);

  localparam [2:0] IDLE     = 3'd0;
  localparam [2:0] COLLECT  = 3'd1;
  localparam [2:0] ADDRESS  = 3'd2;
  localparam [2:0] DATA     = 3'd3;
  localparam [2:0] RESPONSE = 3'd4;

  reg [2:0]   phase;
  reg [23:0]  left;            // beats not yet announced
  reg [7:0]   count;           // beats of the burst not yet sent - 1
  reg [7:0]   pending;         // bursts without a response
  wire        queue_in_ready;
  wire [63:0] queue_out_data;
  wire [5:0]  queue_level;

  wire       in_data   = phase == DATA;
  wire       sends     = in_data & wready;
  wire       pop       = sends;
  wire       tail      = left < 24'd16;
  wire [4:0] length    = tail ? left[4:0] : 5'd16;
  wire [4:0] beyond    = length - 5'd1;
  wire       filled    = queue_level >= {1'd0, length};
  wire       last      = count == 8'd0;
  wire       announces = (phase == ADDRESS) & awready;

  /* verilator lint_off PINCONNECTEMPTY */
  fifo_w64_d32 queue (
    .clk       (clk),
    .rst       (rst),
    .in_valid  (beat_valid),
    .in_ready  (queue_in_ready),
    .in_data   (beat_data),
    .out_valid (),
    .out_ready (pop),
    .out_data  (queue_out_data),
    .level     (queue_level)
  );
  /* verilator lint_on PINCONNECTEMPTY */

  assign beat_ready = queue_in_ready;
  assign awvalid    = phase == ADDRESS;
  assign wvalid     = in_data;
  assign wdata      = queue_out_data;
  assign wlast      = last;
  assign bready     = 1'd1;
  assign idle       = phase == IDLE;
  assign sent       = sends;
  assign error      = bvalid & (bresp != 2'd0);

  always @(posedge clk) begin
    case (phase)
      IDLE: begin
        if (job) begin
          awaddr <= job_address;
          left <= job_beats;
          phase <= COLLECT;
        end
      end
      COLLECT: begin
        awlen <= {3'd0, beyond};
        count <= {3'd0, beyond};
        if (filled) begin
          left <= left - {19'd0, length};
          phase <= ADDRESS;
        end
      end
      ADDRESS: begin
        if (awready) begin
          phase <= DATA;
        end
      end
      DATA: begin
        if (wready) begin
          count <= count - 8'd1;
          if (last) begin
            awaddr <= awaddr + 32'd128;
            phase <= COLLECT;
            if (left == 24'd0) begin
              phase <= RESPONSE;
            end
          end
        end
      end
      RESPONSE: begin
        if (pending == 8'd0) begin
          phase <= IDLE;
        end
      end
      default: ;
    endcase
    if (announces & !bvalid) begin
      pending <= pending + 8'd1;
    end else if (bvalid & !announces) begin
      pending <= pending - 8'd1;
    end
    if (rst) begin
      phase <= IDLE;
      pending <= 8'd0;
    end
  end

endmodule

`default_nettype wire
