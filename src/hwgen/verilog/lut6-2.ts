/**
 * The simulation model of Xilinx's LUT with two outputs: O6 is any function of six inputs, O5 the one of the first five that the lower
 * half of INIT holds; with I5 = 1 both halves are functions of the first five inputs. Synthesis has its own and skips the file.
 */
export const lut6Model = `// Simulation model of the Xilinx primitive LUT6_2; synthesis has its own.
\`ifndef SYNTHESIS
\`default_nettype none

module LUT6_2 #(
  parameter [63:0] INIT = 64'd0
) (
  input  wire I0,
  input  wire I1,
  input  wire I2,
  input  wire I3,
  input  wire I4,
  input  wire I5,
  output wire O5,
  output wire O6
);

  assign O5 = INIT[{1'd0, I4, I3, I2, I1, I0}];
  assign O6 = INIT[{I5, I4, I3, I2, I1, I0}];

endmodule

\`default_nettype wire
\`endif
`;

/** The INIT of a LUT6_2 whose O6 is `upper` and whose O5 is `lower`, both of the inputs I0.. as a number, under I5 = 1. */
export function lutPair(upper: (inputs: number) => number, lower: (inputs: number) => number): bigint {
  let init = 0n;
  for (let inputs = 0; inputs < 32; inputs++) init |= (BigInt(upper(inputs)) << BigInt(32 + inputs)) | (BigInt(lower(inputs)) << BigInt(inputs));
  return init;
}

/** The INIT of a LUT6_2 whose O6 is a function of all six inputs. */
export function lutOfSix(output: (inputs: number) => number): bigint {
  let init = 0n;
  for (let inputs = 0; inputs < 64; inputs++) init |= BigInt(output(inputs)) << BigInt(inputs);
  return init;
}
