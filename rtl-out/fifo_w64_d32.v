`default_nettype none

// A queue of 32 words of 64 bits; the first word falls through.
module fifo_w64_d32 (
  input  wire        clk,
  input  wire        rst,
  input  wire        in_valid,
  output wire        in_ready,
  input  wire [63:0] in_data,
  output wire        out_valid,
  input  wire        out_ready,
  output wire [63:0] out_data,
  output reg  [5:0]  level       // words held
);

  reg [4:0] head;  // next to leave
  reg [4:0] tail;  // next to fill

  reg [63:0] words [0:31];

  wire [63:0] first = words[head];
  wire        put   = in_valid & in_ready;
  wire        take  = out_valid & out_ready;

  assign in_ready  = level != 6'd32;
  assign out_valid = level != 6'd0;
  assign out_data  = first;

  always @(posedge clk) begin
    if (rst) begin
      level <= 6'd0;
      head <= 5'd0;
      tail <= 5'd0;
    end else begin
      if (put) begin
        tail <= tail + 5'd1;
      end
      if (take) begin
        head <= head + 5'd1;
      end
      if (put & !take) begin
        level <= level + 6'd1;
      end else if (take & !put) begin
        level <= level - 6'd1;
      end
    end
  end

  always @(posedge clk) begin
    if (put) begin
      words[tail] <= in_data;
    end
  end

  `ifdef FORMAL
  always @(posedge clk) begin
    if (!rst) begin
      // level within depth
      assert (level <= 6'd32);
    end
  end
  `else
  `ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
      if (!(level <= 6'd32)) begin
        $display("%m: check failed: level within depth");
        $stop;
      end
    end
  end
  `endif
  `endif

endmodule

`default_nettype wire
