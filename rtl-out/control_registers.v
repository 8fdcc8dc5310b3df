`default_nettype none

// AXI4-Lite slave: control, status, counters
module control_registers (
  input  wire        clk,
  input  wire        rst,
  input  wire        awvalid,
  input  wire [7:0]  awaddr,
  input  wire        wvalid,
  input  wire [31:0] wdata,
  input  wire [3:0]  wstrb,
  input  wire        bready,
  input  wire        arvalid,
  input  wire [7:0]  araddr,
  input  wire        rready,
  input  wire        busy,
  input  wire        chain_done,
  input  wire [1:0]  error,
  input  wire        layer_done,
  input  wire        array_step,
  input  wire        drain_stall,
  input  wire        weight_wait,
  input  wire        read_beat,
  input  wire        write_beat,
  output wire        awready,
  output wire        wready,
  output reg         bvalid,
  output reg  [1:0]  bresp,
  output wire        arready,
  output reg         rvalid,
  output reg  [31:0] rdata,
  output reg  [1:0]  rresp,
  output reg         start,          // one cycle: begin a chain
  output reg  [31:0] chain_address,
  output wire        irq
);

  reg        enable;
  reg        pending;
  reg [1:0]  last_error;
  reg [31:0] cycles;
  reg [31:0] layers;
  reg [31:0] array_steps;
  reg [31:0] drain_stalls;
  reg [31:0] weight_waits;
  reg [31:0] read_beats;
  reg [31:0] write_beats;

  wire write    = awvalid & wvalid & !bvalid;
  wire whole    = &wstrb;
  wire read     = arvalid & !rvalid;
  wire writable = (awaddr == 8'd16) | (awaddr == 8'd24) | (awaddr == 8'd28);
  wire taken    = write & whole & writable;
  wire begins   = taken & (awaddr == 8'd16) & wdata[0] & !busy;

  assign awready = write;
  assign wready  = write;
  assign arready = read;
  assign irq     = pending & enable;

  always @(posedge clk) begin
    if (bready) begin
      bvalid <= 1'd0;
    end
    if (write) begin
      bvalid <= 1'd1;
      bresp <= {!(whole & writable), 1'd0};
    end
    start <= begins;
    if (chain_done) begin
      pending <= 1'd1;
      last_error <= error;
    end
    if (taken & (awaddr == 8'd16) & wdata[1]) begin
      pending <= 1'd0;
    end
    if (taken & (awaddr == 8'd24)) begin
      chain_address <= wdata;
    end
    if (taken & (awaddr == 8'd28)) begin
      enable <= wdata[0];
    end
    if (begins) begin
      last_error <= 2'd0;
    end
    if (begins) begin
      cycles <= 32'd0;
    end else if (busy) begin
      cycles <= cycles + 32'd1;
    end
    if (begins) begin
      layers <= 32'd0;
    end else if (layer_done) begin
      layers <= layers + 32'd1;
    end
    if (begins) begin
      array_steps <= 32'd0;
    end else if (array_step) begin
      array_steps <= array_steps + 32'd1;
    end
    if (begins) begin
      drain_stalls <= 32'd0;
    end else if (drain_stall) begin
      drain_stalls <= drain_stalls + 32'd1;
    end
    if (begins) begin
      weight_waits <= 32'd0;
    end else if (weight_wait) begin
      weight_waits <= weight_waits + 32'd1;
    end
    if (begins) begin
      read_beats <= 32'd0;
    end else if (read_beat) begin
      read_beats <= read_beats + 32'd1;
    end
    if (begins) begin
      write_beats <= 32'd0;
    end else if (write_beat) begin
      write_beats <= write_beats + 32'd1;
    end
    if (rready) begin
      rvalid <= 1'd0;
    end
    if (read) begin
      rvalid <= 1'd1;
      rdata <= 32'd0;
      rresp <= 2'd2;
      if (araddr == 8'd0) begin
        rdata <= 32'd1112296753;
        rresp <= 2'd0;
      end
      if (araddr == 8'd4) begin
        rdata <= 32'd1;
        rresp <= 2'd0;
      end
      if (araddr == 8'd8) begin
        rdata <= 32'd4196360;
        rresp <= 2'd0;
      end
      if (araddr == 8'd12) begin
        rdata <= 32'd185335872;
        rresp <= 2'd0;
      end
      if (araddr == 8'd16) begin
        rdata <= 32'd0;
        rresp <= 2'd0;
      end
      if (araddr == 8'd20) begin
        rdata <= {22'd0, last_error, 6'd0, pending, busy};
        rresp <= 2'd0;
      end
      if (araddr == 8'd24) begin
        rdata <= chain_address;
        rresp <= 2'd0;
      end
      if (araddr == 8'd28) begin
        rdata <= {31'd0, enable};
        rresp <= 2'd0;
      end
      if (araddr == 8'd32) begin
        rdata <= cycles;
        rresp <= 2'd0;
      end
      if (araddr == 8'd36) begin
        rdata <= layers;
        rresp <= 2'd0;
      end
      if (araddr == 8'd40) begin
        rdata <= array_steps;
        rresp <= 2'd0;
      end
      if (araddr == 8'd44) begin
        rdata <= drain_stalls;
        rresp <= 2'd0;
      end
      if (araddr == 8'd48) begin
        rdata <= weight_waits;
        rresp <= 2'd0;
      end
      if (araddr == 8'd52) begin
        rdata <= read_beats;
        rresp <= 2'd0;
      end
      if (araddr == 8'd56) begin
        rdata <= write_beats;
        rresp <= 2'd0;
      end
    end
    if (rst) begin
      bvalid <= 1'd0;
      rvalid <= 1'd0;
      start <= 1'd0;
      chain_address <= 32'd0;
      enable <= 1'd0;
      pending <= 1'd0;
      last_error <= 2'd0;
      cycles <= 32'd0;
      layers <= 32'd0;
      array_steps <= 32'd0;
      drain_stalls <= 32'd0;
      weight_waits <= 32'd0;
      read_beats <= 32'd0;
      write_beats <= 32'd0;
    end
  end

endmodule

`default_nettype wire
