`default_nettype none

module scratch (
  input  wire              clk,
  input  wire              write,
  input  wire              read,
  input  wire [3:0]        mask,
  input  wire [3:0]        address,
  input  wire [31:0]       data,
  output wire [31:0]       word,
  output wire signed [7:0] now
);

  reg [31:0] held;

  (* ram_style = "block" *) reg [31:0] bytes [0:11];

  reg signed [7:0] near [0:11];  // signed cousin

  integer near_i;
  initial begin
    near[0] = 8'sd1;
    near[1] = -8'sd2;
    for (near_i = 2; near_i < 12; near_i = near_i + 1) near[near_i] = 8'sd0;
  end

  wire signed [7:0] near_read = address < 4'd12 ? near[address] : 8'sd0;

  assign word = held;
  assign now  = near_read;

  always @(posedge clk) begin
    if (write) begin
      if (address < 4'd12) begin
        if (mask[0]) bytes[address][7:0] <= data[7:0];
        if (mask[1]) bytes[address][15:8] <= data[15:8];
        if (mask[2]) bytes[address][23:16] <= data[23:16];
        if (mask[3]) bytes[address][31:24] <= data[31:24];
      end
    end
    if (read) begin
      held <= address < 4'd12 ? bytes[address] : 32'd0;
    end
  end

  always @(posedge clk) begin
    if (write) begin
      if (address < 4'd12) begin
        near[address] <= $signed(data[7:0]);
      end
    end
  end

endmodule

`default_nettype wire
