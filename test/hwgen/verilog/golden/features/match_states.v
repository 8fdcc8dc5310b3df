`default_nettype none

module match_states (
  input  wire       clk,
  input  wire       rst,
  input  wire       go,
  input  wire       stop,
  output wire       busy,
  output reg  [3:0] beats
);

  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] RUN  = 2'd1;
  localparam [1:0] DONE = 2'd2;

  reg [1:0] phase;

  assign busy = (phase == RUN) | (phase == DONE);

  always @(posedge clk) begin
    if (rst) begin
      phase <= IDLE;
      beats <= 4'd0;
    end else begin
      case (phase)
        IDLE: begin
          if (go) begin
            phase <= RUN;
            beats <= 4'd0;
          end
        end
        RUN: begin
          beats <= beats + 4'd1;
          if (stop) begin
            phase <= DONE;
          end
        end
        DONE: begin
          phase <= IDLE;
        end
        default: ;
      endcase
    end
  end

endmodule

`default_nettype wire
