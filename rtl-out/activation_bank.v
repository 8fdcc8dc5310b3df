`default_nettype none

// activation memory of every dn-th image column
module activation_bank (
  input  wire        clk,
  input  wire        read,
  input  wire [11:0] read_address,
  input  wire        write,
  input  wire [11:0] write_address,
  input  wire        write_first,    // first chunk of the word: clear the others
  input  wire [7:0]  write_mask,     // which chunk of the word
  input  wire [7:0]  write_chunk,    // one plane of dm channels
  output wire [63:0] word            // the word read, one cycle later
);

  reg [63:0] stored;

  (* ram_style = "block" *) reg [63:0] words [0:4095];

  wire [63:0] everywhere = {8{write_chunk}};
  wire [63:0] alone      = {56'd0, write_chunk};
  wire [63:0] data       = write_first ? alone : everywhere;
  wire [7:0]  mask       = write_mask | {8{write_first}};

  assign word = stored;

  always @(posedge clk) begin
    if (write) begin
      if (mask[0]) words[write_address][7:0] <= data[7:0];
      if (mask[1]) words[write_address][15:8] <= data[15:8];
      if (mask[2]) words[write_address][23:16] <= data[23:16];
      if (mask[3]) words[write_address][31:24] <= data[31:24];
      if (mask[4]) words[write_address][39:32] <= data[39:32];
      if (mask[5]) words[write_address][47:40] <= data[47:40];
      if (mask[6]) words[write_address][55:48] <= data[55:48];
      if (mask[7]) words[write_address][63:56] <= data[63:56];
    end
    if (read) begin
      stored <= words[read_address];
    end
  end

endmodule

`default_nettype wire
