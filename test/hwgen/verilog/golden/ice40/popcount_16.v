`default_nettype none

// The number of ones in 16 bits: counters until two rows are left, which an adder adds.
module popcount_16 (
  input  wire [15:0] bits,
  output wire [4:0]  ones
);

  function [2:0] ones_of_6;
    input [5:0] x;
    ones_of_6 = ({2'd0, x[0]} + {2'd0, x[1]} + {2'd0, x[2]})
              + ({2'd0, x[3]} + {2'd0, x[4]} + {2'd0, x[5]});
  endfunction

  function [1:0] full_add;
    input [2:0] x;
    full_add = {(x[0] & x[1]) | (x[2] & (x[0] ^ x[1])), x[0] ^ x[1] ^ x[2]};
  endfunction

  wire [2:0] c0 = ones_of_6({bits[5], bits[4], bits[3], bits[2], bits[1], bits[0]});
  wire [2:0] c1 = ones_of_6({bits[11], bits[10], bits[9], bits[8], bits[7], bits[6]});
  wire [1:0] c2 = full_add({bits[14], bits[13], bits[12]});
  wire [1:0] c3 = full_add({c2[0], c1[0], c0[0]});
  wire [1:0] c4 = full_add({c2[1], c1[1], c0[1]});
  wire [1:0] c5 = full_add({c1[2], c0[2], c4[1]});

  assign ones = {1'd0, c5[1], c5[0], c3[1], c3[0]}
              + {1'd0, 1'd0, 1'd0, c4[0], bits[15]};

endmodule

`default_nettype wire
