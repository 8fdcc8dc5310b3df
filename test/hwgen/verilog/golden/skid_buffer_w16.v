`default_nettype none

// A register in each direction of a stream, at full throughput.
module skid_buffer_w16 (
  input  wire        clk,
  input  wire        rst,
  input  wire        in_valid,
  output wire        in_ready,
  input  wire [15:0] in_data,
  output wire        out_valid,
  input  wire        out_ready,
  output wire [15:0] out_data
);

  reg        full;    // shown holds a word
  reg        parked;  // spare holds a word
  reg [15:0] shown;
  reg [15:0] spare;

  wire moves = out_ready | !full;
  wire put   = in_valid & in_ready;

  assign in_ready  = !parked;
  assign out_valid = full;
  assign out_data  = shown;

  always @(posedge clk) begin
    if (moves) begin
      full <= put | parked;
      shown <= parked ? spare : in_data;
      parked <= 1'd0;
    end else if (put) begin
      parked <= 1'd1;
    end
    if (put) begin
      spare <= in_data;
    end
    if (rst) begin
      full <= 1'd0;
      parked <= 1'd0;
    end
  end

endmodule

`default_nettype wire
