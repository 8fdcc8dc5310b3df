`default_nettype none

// AXI4 write master: gathers beats into aligned bursts.
module axi_write_master_w64_o255_stop (
  input  wire        clk,
  input  wire        rst,
  input  wire        stop,           // announce nothing more and forget the beats that wait
  input  wire        beat_valid,
  output wire        beat_ready,
  input  wire [63:0] beat_data,
  output wire        stopped,        // nothing is under way and nothing waits
  output wire        sent,           // a beat goes out
  output wire        error,          // a response came with an error
  input  wire        job_valid,
  input  wire [31:0] job_address,    // byte address of the first beat
  input  wire [23:0] job_beats,
  output wire        job_ready,      // the last job is written and answered
  input  wire        m_axi_awready,
  input  wire        m_axi_wready,
  input  wire        m_axi_bvalid,
  input  wire [1:0]  m_axi_bresp,
  output wire        m_axi_awvalid,
  output reg  [31:0] m_axi_awaddr,
  output reg  [7:0]  m_axi_awlen,
  output wire [2:0]  m_axi_awsize,
  output wire [1:0]  m_axi_awburst,
  output wire        m_axi_wvalid,
  output wire [63:0] m_axi_wdata,
  output wire [7:0]  m_axi_wstrb,
  output wire        m_axi_wlast,
  output wire        m_axi_bready
);

  localparam [2:0] IDLE     = 3'd0;
  localparam [2:0] COLLECT  = 3'd1;
  localparam [2:0] ADDRESS  = 3'd2;
  localparam [2:0] DATA     = 3'd3;
  localparam [2:0] RESPONSE = 3'd4;

  reg [2:0]   phase;
  reg [23:0]  left;             // beats not yet announced
  reg [7:0]   count;            // beats of the burst behind this one
  reg [7:0]   unanswered;       // bursts without a response
  wire        queue_in_ready;
  wire        queue_out_valid;
  wire [63:0] queue_out_data;
  wire [5:0]  queue_level;

  wire               in_data   = phase == DATA;
  wire               sends     = in_data & m_axi_wready;
  wire [3:0]         place     = m_axi_awaddr[6:3];
  wire [4:0]         to_edge   = 5'd16 - {1'd0, place};
  wire signed [24:0] behind    = $signed({1'd0, left} - {20'd0, to_edge});
  wire               tail      = behind < 25'sd0;
  wire [4:0]         length    = tail ? left[4:0] : to_edge;
  wire [3:0]         beyond    = length[3:0] - 4'd1;
  wire               filled    = queue_level >= {1'd0, length};
  wire               allowed   = unanswered != 8'd255;
  wire               last      = count == 8'd0;
  wire               announces = (phase == ADDRESS) & m_axi_awready;

  fifo_w64_d32 queue (
    .clk       (clk),
    .rst       (rst),
    .in_valid  (beat_valid),
    .in_ready  (queue_in_ready),
    .in_data   (beat_data),
    .out_valid (queue_out_valid),
    .out_ready (sends | (stop & (phase == IDLE))),
    .out_data  (queue_out_data),
    .level     (queue_level)
  );

  assign beat_ready    = queue_in_ready;
  assign stopped       = (phase == IDLE) & (queue_level == 6'd0);
  assign sent          = sends;
  assign error         = m_axi_bvalid & m_axi_bresp[1];
  assign job_ready     = phase == IDLE;
  assign m_axi_awvalid = phase == ADDRESS;
  assign m_axi_awsize  = 3'd3;
  assign m_axi_awburst = 2'd1;
  assign m_axi_wvalid  = in_data;
  assign m_axi_wdata   = queue_out_data;
  assign m_axi_wstrb   = 8'd255;
  assign m_axi_wlast   = last;
  assign m_axi_bready  = 1'd1;

  always @(posedge clk) begin
    case (phase)
      IDLE: begin
        if (job_valid & (job_beats != 24'd0) & !stop) begin
          m_axi_awaddr <= {job_address[31:3], 3'd0};
          left <= job_beats;
          phase <= COLLECT;
        end
      end
      COLLECT: begin
        m_axi_awlen <= {4'd0, beyond};
        count <= {4'd0, beyond};
        if (filled & allowed) begin
          left <= tail ? 24'd0 : behind[23:0];
          phase <= ADDRESS;
        end
        if (stop) begin
          phase <= RESPONSE;
        end
      end
      ADDRESS: begin
        if (m_axi_awready) begin
          phase <= DATA;
        end
      end
      DATA: begin
        if (m_axi_wready) begin
          count <= count - 8'd1;
          if (last) begin
            m_axi_awaddr <= {m_axi_awaddr[31:7] + 25'd1, 7'd0};
            phase <= COLLECT;
            if (left == 24'd0) begin
              phase <= RESPONSE;
            end
          end
        end
      end
      RESPONSE: begin
        if (unanswered == 8'd0) begin
          phase <= IDLE;
        end
      end
      default: ;
    endcase
    if (announces & !m_axi_bvalid) begin
      unanswered <= unanswered + 8'd1;
    end else if (m_axi_bvalid & !announces) begin
      unanswered <= unanswered - 8'd1;
    end
    if (rst) begin
      phase <= IDLE;
      unanswered <= 8'd0;
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, job_address[2:0], m_axi_bresp[0], queue_out_valid};

endmodule

`default_nettype wire
