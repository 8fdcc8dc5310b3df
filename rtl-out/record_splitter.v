`default_nettype none

// cuts output records into beats
module record_splitter (
  input  wire         clk,
  input  wire         rst,
  input  wire         halt,         // no chain runs
  input  wire         chunk_valid,
  input  wire [63:0]  chunk,        // [pixel][channel]
  input  wire         row_valid,
  input  wire [255:0] row,          // [pixel]
  output wire         beat_valid,
  input  wire         beat_ready,
  output wire [63:0]  beat_data,
  output wire         ready         // a record may come
);

  reg [255:0] record;
  reg [2:0]   left;

  wire       sent  = (left != 3'd0) & beat_ready;
  wire       empty = (left == 3'd0) | (sent & (left == 3'd1));
  wire [1:0] place = left[1:0] - 2'd1;

  assign beat_valid = left != 3'd0;
  assign beat_data  = record[{place, 6'd0} +: 64];
  assign ready      = empty;

  always @(posedge clk) begin
    if (sent) begin
      left <= left - 3'd1;
    end
    if (empty & (chunk_valid | row_valid)) begin
      record <= {row[63:0], row[127:64], row[191:128], row_valid ? row[255:192] : chunk};
      left <= row_valid ? 3'd4 : 3'd1;
    end
    if (halt) begin
      left <= 3'd0;
    end
    if (rst) begin
      left <= 3'd0;
    end
  end

endmodule

`default_nettype wire
