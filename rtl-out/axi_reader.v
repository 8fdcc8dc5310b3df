`default_nettype none

// AXI4 read master: aligned bursts, several outstanding
module axi_reader (
  input  wire        clk,
  input  wire        rst,
  input  wire        job,          // begin: address and beats are valid
  input  wire [31:0] job_address,  // byte address, aligned to a beat
  input  wire [23:0] job_beats,
  input  wire        arready,
  input  wire        rvalid,
  input  wire        rlast,
  input  wire [1:0]  rresp,
  input  wire [63:0] rdata,
  output reg         arvalid,
  output reg  [31:0] araddr,
  output reg  [7:0]  arlen,
  output wire        rready,
  output wire        beat,         // a beat came
  output wire [63:0] data,
  output wire        error         // with beat: the memory answered with an error
);

  reg [31:0] address;
  reg [23:0] left;         // beats not yet asked for
  reg [3:0]  outstanding;

  wire [3:0] place   = address[6:3];
  wire [4:0] to_edge = 5'd16 - {1'd0, place};
  wire       tail    = left < {19'd0, to_edge};
  wire [4:0] length  = tail ? left[4:0] : to_edge;
  wire [4:0] beyond  = length - 5'd1;
  wire       free    = !arvalid | arready;
  wire       issues  = free & (left != 24'd0) & (outstanding != 4'd8);
  wire       ends    = rvalid & rlast;

  assign rready = 1'd1;
  assign beat   = rvalid;
  assign data   = rdata;
  assign error  = rvalid & (rresp != 2'd0);

  always @(posedge clk) begin
    if (arready) begin
      arvalid <= 1'd0;
    end
    if (issues) begin
      arvalid <= 1'd1;
      araddr <= address;
      arlen <= {3'd0, beyond};
      address <= address + {24'd0, length, 3'd0};
      left <= left - {19'd0, length};
    end
    if (issues & !ends) begin
      outstanding <= outstanding + 4'd1;
    end else if (ends & !issues) begin
      outstanding <= outstanding - 4'd1;
    end
    if (job) begin
      address <= job_address;
      left <= job_beats;
    end
    if (rst) begin
      left <= 24'd0;
      outstanding <= 4'd0;
      arvalid <= 1'd0;
    end
  end

endmodule

`default_nettype wire
