`default_nettype none

// puts records together from beats of the port
module record_collector (
  input  wire         clk,
  input  wire         rst,
  input  wire         restart,   // the next beat begins a record
  input  wire         beat,      // a beat came
  input  wire [63:0]  data,
  input  wire [2:0]   last,      // beats of a record - 1
  output wire         complete,  // with this beat the record is complete
  output wire [511:0] record
);

  reg [447:0] collected;
  reg [2:0]   count;

  assign complete = beat & (count == last);
  assign record   = {data, collected};

  always @(posedge clk) begin
    if (beat) begin
      collected <= record[511:64];
      count <= count + 3'd1;
    end
    if (complete | restart) begin
      count <= 3'd0;
    end
    if (rst) begin
      count <= 3'd0;
    end
  end

endmodule

`default_nettype wire
