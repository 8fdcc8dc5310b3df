`default_nettype none

// activation memory: every dn-th word of an image row
module activation_bank (
  input  wire        clk,
  input  wire        read,
  input  wire [11:0] read_address,
  input  wire        write,
  input  wire        second_read,
  input  wire [11:0] port_address,  // word to write, or to read a second one
  input  wire        write_first,   // first chunk of the slots: clear the others
  input  wire [7:0]  write_mask,    // which chunks of the word
  input  wire        paired,        // even and odd columns are apart
  input  wire        odd,           // with paired: an odd one is written here
  input  wire [3:0]  slots_log,     // log2 of the pixels in a word
  input  wire [7:0]  chunks_of_1,   // [slot][channel] when a word holds 1 pixels
  input  wire [15:0] chunks_of_2,   // [slot][channel] when a word holds 2 pixels
  input  wire [31:0] chunks_of_4,   // [slot][channel] when a word holds 4 pixels
  input  wire [63:0] chunks_of_8,   // [slot][channel] when a word holds 8 pixels
  output wire [63:0] word,          // the word read, one cycle later
  output wire [63:0] second_word    // likewise
);

  reg [63:0] stored;
  reg [63:0] second;

  (* ram_style = "block" *) reg [63:0] words [0:4095];

  wire [7:0]  single = paired ? (odd ? chunks_of_2[15:8] : chunks_of_2[7:0]) : chunks_of_1;
  wire [63:0] spread = slots_log == 4'd3 ? {chunks_of_8[63:56], chunks_of_8[55:48], chunks_of_8[47:40],
        chunks_of_8[39:32], chunks_of_8[31:24], chunks_of_8[23:16], chunks_of_8[15:8], chunks_of_8[7:0]}
        : slots_log == 4'd2 ? {{2{chunks_of_4[31:24]}}, {2{chunks_of_4[23:16]}}, {2{chunks_of_4[15:8]}},
        {2{chunks_of_4[7:0]}}} : slots_log == 4'd1 ? {{4{chunks_of_2[15:8]}}, {4{chunks_of_2[7:0]}}} : {8{single}};
  wire [63:0] alone  = spread
        & {{8{write_mask[7]}}, {8{write_mask[6]}}, {8{write_mask[5]}}, {8{write_mask[4]}}, {8{write_mask[3]}},
        {8{write_mask[2]}}, {8{write_mask[1]}}, {8{write_mask[0]}}};
  wire [63:0] data   = write_first ? alone : spread;
  wire [7:0]  mask   = write_mask | {8{write_first}};

  assign word        = stored;
  assign second_word = second;

  always @(posedge clk) begin
    if (write) begin
      if (mask[0]) words[port_address][7:0] <= data[7:0];
      if (mask[1]) words[port_address][15:8] <= data[15:8];
      if (mask[2]) words[port_address][23:16] <= data[23:16];
      if (mask[3]) words[port_address][31:24] <= data[31:24];
      if (mask[4]) words[port_address][39:32] <= data[39:32];
      if (mask[5]) words[port_address][47:40] <= data[47:40];
      if (mask[6]) words[port_address][55:48] <= data[55:48];
      if (mask[7]) words[port_address][63:56] <= data[63:56];
    end
    if (read) begin
      stored <= words[read_address];
    end
    if (second_read | write) begin
      second <= words[port_address];
    end
  end

endmodule

`default_nettype wire
