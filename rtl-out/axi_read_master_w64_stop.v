`default_nettype none

// AXI4 read master: jobs of any length as aligned bursts, several under way.
module axi_read_master_w64_stop (
  input  wire        clk,
  input  wire        rst,
  input  wire        stop,           // forget what is not yet asked for
  output wire        beat_valid,
  input  wire        beat_ready,
  output wire [63:0] beat_data,
  output wire        error,          // the beat that moves came with an error
  output wire        idle,           // all beats of all jobs have come
  input  wire        job_valid,
  input  wire [31:0] job_address,    // byte address of the first beat
  input  wire [23:0] job_beats,
  output wire        job_ready,      // the bursts of the last job are all issued
  input  wire        m_axi_arready,
  input  wire        m_axi_rvalid,
  input  wire [63:0] m_axi_rdata,
  input  wire [1:0]  m_axi_rresp,
  input  wire        m_axi_rlast,
  output reg         m_axi_arvalid,
  output reg  [31:0] m_axi_araddr,
  output reg  [7:0]  m_axi_arlen,
  output wire [2:0]  m_axi_arsize,
  output wire [1:0]  m_axi_arburst,
  output wire        m_axi_rready
);

  reg [31:0] address;    // of the next burst
  reg [23:0] left;       // beats not yet asked for
  reg [3:0]  under_way;  // bursts whose last beat is to come

  wire [3:0]         place      = address[6:3];
  wire [4:0]         to_edge    = 5'd16 - {1'd0, place};
  wire signed [24:0] behind     = $signed({1'd0, left} - {20'd0, to_edge});
  wire               tail       = behind < 25'sd0;
  wire [4:0]         length     = tail ? left[4:0] : to_edge;
  wire [3:0]         beyond     = length[3:0] - 4'd1;
  wire               all_issued = left == 24'd0;
  wire               free       = !m_axi_arvalid | m_axi_arready;
  wire               issues     = free & !all_issued & (under_way != 4'd8);
  wire               moves      = m_axi_rvalid & beat_ready;
  wire               ends       = moves & m_axi_rlast;

  assign beat_valid    = m_axi_rvalid;
  assign beat_data     = m_axi_rdata;
  assign error         = moves & m_axi_rresp[1];
  assign idle          = all_issued & (under_way == 4'd0);
  assign job_ready     = all_issued;
  assign m_axi_arsize  = 3'd3;
  assign m_axi_arburst = 2'd1;
  assign m_axi_rready  = beat_ready;

  always @(posedge clk) begin
    if (m_axi_arready) begin
      m_axi_arvalid <= 1'd0;
    end
    if (issues) begin
      m_axi_arvalid <= 1'd1;
      m_axi_araddr <= address;
      m_axi_arlen <= {4'd0, beyond};
      address <= {address[31:7] + 25'd1, 7'd0};
      left <= tail ? 24'd0 : behind[23:0];
    end
    if (job_valid & all_issued) begin
      address <= {job_address[31:3], 3'd0};
      left <= job_beats;
    end
    if (stop) begin
      left <= 24'd0;
    end
    if (issues & !ends) begin
      under_way <= under_way + 4'd1;
    end else if (ends & !issues) begin
      under_way <= under_way - 4'd1;
    end
    if (rst) begin
      left <= 24'd0;
      under_way <= 4'd0;
      m_axi_arvalid <= 1'd0;
    end
  end

  // Bits that nothing reads.
  wire _unused = &{1'd0, job_address[2:0], m_axi_rresp[0], length[4]};

endmodule

`default_nettype wire
