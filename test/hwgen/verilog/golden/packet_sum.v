`default_nettype none

// Adds up packets of words.
// One sum per packet.
module packet_sum (
  input  wire        clk,
  input  wire        rst,
  input  wire        cancel,     // drop the packet
  input  wire        in_valid,
  output wire        in_ready,
  input  wire [7:0]  in_data,
  output wire        out_valid,
  input  wire        out_ready,
  output wire [15:0] out_data
);

  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] RUN  = 2'd1;
  localparam [1:0] DONE = 2'd2;

  reg [1:0]  phase;
  reg [2:0]  left;
  reg [15:0] total;

  assign in_ready  = phase == RUN;
  assign out_valid = phase == DONE;
  assign out_data  = total;

  always @(posedge clk) begin
    case (phase)
      IDLE: begin
        total <= 16'd0;
        left <= 3'd5;
        phase <= RUN;
      end
      RUN: begin
        if (in_valid & in_ready) begin
          total <= total + {8'd0, in_data};
          left <= left - 3'd1;
        end
        if (cancel) begin
          phase <= IDLE;
        end else if ((left == 3'd1) & in_valid & in_ready) begin
          phase <= DONE;
        end
      end
      DONE: begin
        if (out_ready) begin
          phase <= IDLE;
        end
      end
      default: ;
    endcase
    if (rst) begin
      phase <= IDLE;
    end
  end

  `ifdef FORMAL
  always @(posedge clk) begin
    if (!rst) begin
      // never more than a packet
      assert (left <= 3'd5);
      // cancel while running
      cover (cancel & (phase == RUN));
    end
  end
  `else
  `ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
      if (!(left <= 3'd5)) begin
        $display("%m: check failed: never more than a packet");
        $stop;
      end
    end
  end
  `endif
  `endif

endmodule

`default_nettype wire
