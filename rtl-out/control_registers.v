`default_nettype none

// AXI4-Lite slave: 18 registers
module control_registers (
  input  wire        clk,
  input  wire        rst,
  input  wire        status_busy,         // a chain is running
  input  wire [3:0]  status_error,        // what ended the last chain
  input  wire        status_pending_set,  // sets STATUS.PENDING
  input  wire        cycles_event,        // counts in CYCLES
  input  wire        layers_event,        // counts in LAYERS
  input  wire        array_steps_event,   // counts in ARRAY_STEPS
  input  wire        drain_stalls_event,  // counts in DRAIN_STALLS
  input  wire        weight_waits_event,  // counts in WEIGHT_WAITS
  input  wire        read_beats_event,    // counts in READ_BEATS
  input  wire        write_beats_event,   // counts in WRITE_BEATS
  output reg         control_start,       // start the chain at DESCRIPTORS
  output reg         control_clear,       // clear the interrupt
  output reg         control_reset,       // end the chain: what is under way on the bus is finished, all else forgotten
  output reg         status_pending,      // the chain is done: the interrupt, if it is enabled
  output reg  [31:0] descriptors,         // address of the first descriptor
  output reg         interrupt_enable,    // STATUS.PENDING interrupts
  output reg  [31:0] time_limit,          // cycles that a chain may take
  output reg  [31:0] write_base,          // first byte that a chain may write
  output reg  [31:0] write_end,           // first byte behind those that a chain may write
  output wire        irq,                 // an enabled flag is set
  input  wire        s_axi_awvalid,
  input  wire [7:0]  s_axi_awaddr,
  input  wire        s_axi_wvalid,
  input  wire [31:0] s_axi_wdata,
  input  wire [3:0]  s_axi_wstrb,
  input  wire        s_axi_bready,
  input  wire        s_axi_arvalid,
  input  wire [7:0]  s_axi_araddr,
  input  wire        s_axi_rready,
  output wire        s_axi_awready,
  output wire        s_axi_wready,
  output reg         s_axi_bvalid,
  output reg  [1:0]  s_axi_bresp,
  output wire        s_axi_arready,
  output reg         s_axi_rvalid,
  output reg  [31:0] s_axi_rdata,
  output reg  [1:0]  s_axi_rresp
);

  reg [31:0] cycles;        // cycles busy with the chain
  reg [31:0] layers;        // layers done
  reg [31:0] array_steps;   // cycles in which the array counts
  reg [31:0] drain_stalls;  // cycles in which the array waits for the requantiser
  reg [31:0] weight_waits;  // cycles in which the array waits for weights
  reg [31:0] read_beats;    // beats read from memory
  reg [31:0] write_beats;   // beats written to memory

  wire write          = s_axi_awvalid & s_axi_wvalid & !s_axi_bvalid;
  wire to_control     = s_axi_awaddr == 8'd16;
  wire to_descriptors = s_axi_awaddr == 8'd24;
  wire to_interrupt   = s_axi_awaddr == 8'd28;
  wire to_time_limit  = s_axi_awaddr == 8'd60;
  wire to_write_base  = s_axi_awaddr == 8'd64;
  wire to_write_end   = s_axi_awaddr == 8'd68;
  wire taken          = write & (&s_axi_wstrb)
        & (to_control | to_descriptors | to_interrupt | to_time_limit | to_write_base | to_write_end);
  wire read           = s_axi_arvalid & !s_axi_rvalid;

  assign irq           = status_pending & interrupt_enable;
  assign s_axi_awready = write;
  assign s_axi_wready  = write;
  assign s_axi_arready = read;

  always @(posedge clk) begin
    if (s_axi_bready) begin
      s_axi_bvalid <= 1'd0;
    end
    if (write) begin
      s_axi_bvalid <= 1'd1;
      s_axi_bresp <= {!taken, 1'd0};
    end
    control_start <= 1'd0;
    control_clear <= 1'd0;
    control_reset <= 1'd0;
    if (taken & to_control) begin
      control_start <= s_axi_wdata[0] & !status_busy;
      control_clear <= s_axi_wdata[1];
      control_reset <= s_axi_wdata[2];
    end
    if (taken & to_descriptors) begin
      descriptors <= s_axi_wdata;
    end
    if (taken & to_interrupt) begin
      interrupt_enable <= s_axi_wdata[0];
    end
    if (taken & to_time_limit) begin
      time_limit <= s_axi_wdata;
    end
    if (taken & to_write_base) begin
      write_base <= s_axi_wdata;
    end
    if (taken & to_write_end) begin
      write_end <= s_axi_wdata;
    end
    if (control_clear) begin
      status_pending <= status_pending_set;
    end else begin
      status_pending <= status_pending | status_pending_set;
    end
    if (control_start) begin
      cycles <= 32'd0;
      layers <= 32'd0;
      array_steps <= 32'd0;
      drain_stalls <= 32'd0;
      weight_waits <= 32'd0;
      read_beats <= 32'd0;
      write_beats <= 32'd0;
    end else begin
      if (cycles_event) begin
        cycles <= cycles + 32'd1;
      end
      if (layers_event) begin
        layers <= layers + 32'd1;
      end
      if (array_steps_event) begin
        array_steps <= array_steps + 32'd1;
      end
      if (drain_stalls_event) begin
        drain_stalls <= drain_stalls + 32'd1;
      end
      if (weight_waits_event) begin
        weight_waits <= weight_waits + 32'd1;
      end
      if (read_beats_event) begin
        read_beats <= read_beats + 32'd1;
      end
      if (write_beats_event) begin
        write_beats <= write_beats + 32'd1;
      end
    end
    if (s_axi_rready) begin
      s_axi_rvalid <= 1'd0;
    end
    if (read) begin
      s_axi_rvalid <= 1'd1;
      s_axi_rresp <= 2'd0;
      if (s_axi_araddr == 8'd0) begin
        s_axi_rdata <= 32'd1112296753;
      end else if (s_axi_araddr == 8'd4) begin
        s_axi_rdata <= 32'd1;
      end else if (s_axi_araddr == 8'd8) begin
        s_axi_rdata <= {16'd64, 8'd8, 8'd8};
      end else if (s_axi_araddr == 8'd12) begin
        s_axi_rdata <= {8'd11, 8'd12, 4'd0, 12'd64};
      end else if (s_axi_araddr == 8'd16) begin
        s_axi_rdata <= 32'd0;
      end else if (s_axi_araddr == 8'd20) begin
        s_axi_rdata <= {20'd0, status_error, 6'd0, status_pending, status_busy};
      end else if (s_axi_araddr == 8'd24) begin
        s_axi_rdata <= descriptors;
      end else if (s_axi_araddr == 8'd28) begin
        s_axi_rdata <= {31'd0, interrupt_enable};
      end else if (s_axi_araddr == 8'd32) begin
        s_axi_rdata <= cycles;
      end else if (s_axi_araddr == 8'd36) begin
        s_axi_rdata <= layers;
      end else if (s_axi_araddr == 8'd40) begin
        s_axi_rdata <= array_steps;
      end else if (s_axi_araddr == 8'd44) begin
        s_axi_rdata <= drain_stalls;
      end else if (s_axi_araddr == 8'd48) begin
        s_axi_rdata <= weight_waits;
      end else if (s_axi_araddr == 8'd52) begin
        s_axi_rdata <= read_beats;
      end else if (s_axi_araddr == 8'd56) begin
        s_axi_rdata <= write_beats;
      end else if (s_axi_araddr == 8'd60) begin
        s_axi_rdata <= time_limit;
      end else if (s_axi_araddr == 8'd64) begin
        s_axi_rdata <= write_base;
      end else if (s_axi_araddr == 8'd68) begin
        s_axi_rdata <= write_end;
      end else begin
        s_axi_rdata <= 32'd0;
        s_axi_rresp <= 2'd2;
      end
    end
    if (rst) begin
      s_axi_bvalid <= 1'd0;
      s_axi_rvalid <= 1'd0;
      control_start <= 1'd0;
      control_clear <= 1'd0;
      control_reset <= 1'd0;
      status_pending <= 1'd0;
      descriptors <= 32'd0;
      interrupt_enable <= 1'd0;
      time_limit <= 32'd4294967295;
      write_base <= 32'd0;
      write_end <= 32'd4294967295;
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
