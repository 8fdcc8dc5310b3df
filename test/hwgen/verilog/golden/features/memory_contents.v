`default_nettype none

module memory_contents (
  input  wire [1:0] at,
  output wire [5:0] square
);

  reg [5:0] squares [0:3];

  integer squares_i;
  initial begin
    squares[0] = 6'd0;
    squares[1] = 6'd1;
    squares[2] = 6'd4;
    for (squares_i = 3; squares_i < 4; squares_i = squares_i + 1) squares[squares_i] = 6'd0;
  end

  wire [5:0] squares_read = squares[at];

  assign square = squares_read;

endmodule

`default_nettype wire
