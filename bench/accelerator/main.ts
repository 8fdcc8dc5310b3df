/**
 * `npm run bench:accelerator [-- --only NAME] [--latency 20]`: whole networks with random weights on the simulated accelerator, from the write that
 * starts the chain to the interrupt. A line counts only if the output is the reference's and every layer takes the cycles of the model.
 */
import { parseArgs } from 'node:util';
import { batchNetwork } from '../../src/network/batch.js';
import { runReference } from '../../src/network/reference.js';
import { lowerNetwork } from '../../src/network/lowering/lower-network.js';
import { usefulOperations } from '../../src/sim/cycles/layer-figures.js';
import { networkCycles } from '../../src/sim/cycles/network-cycles.js';
import { openSystem } from '../../src/sim/device/open-system.js';
import { NetworkRunner } from '../../src/sim/device/run-network.js';
import { entries, type Entry } from './entries.js';
import { networkOfShapes, randomImage } from './random-weights.js';

interface Result {
  readonly name: string;
  readonly bits: string;
  readonly array: string;
  readonly portBits: number;
  readonly latency: number;
  readonly cycles: number;
  readonly efficiency: number;
  readonly ceiling: number;
}

const { values } = parseArgs({ options: { only: { type: 'string' }, latency: { type: 'string', default: '20' } } });
const latency = Number(values.latency);

console.log(`cycles: from the write that starts the chain to the interrupt, loads and stores included; memory latency ${latency}
efficiency: useful bMAC / (dm * dn * dk * cycles); useful: output values * kernel * input channels * weight bits * activation bits of convolutions
and dense layers, pooling and additions count nothing; ceiling: the same with the cycles in which the array counts in the denominator
array: output channels x bits x pixels (dm x dk x dn); bits: w weights, a activations, i image; x8: eight images at once, cycles of all of them

${row('network', 'bits', 'array', 'port', 'cycles', 'efficiency', 'ceiling')}`);
const results: Result[] = [];
for (const entry of entries.filter(({ name }) => values.only === undefined || name === values.only)) {
  const result = await measure(entry);
  results.push(result);
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  console.log(row(result.name, result.bits, result.array, String(result.portBits), result.cycles.toLocaleString('en'), percent(result.efficiency), percent(result.ceiling)));
}
console.log(JSON.stringify({ accelerator: { networks: results } }));

/** Runs one network; throws unless values and cycles are right. */
async function measure({ name, shapes, bits, parameters, batch = 1 }: Entry): Promise<Result> {
  const network = batchNetwork(networkOfShapes(name, shapes, bits), batch);
  const program = lowerNetwork(network, parameters);
  const simulator = await openSystem('sim', parameters, program.memoryBytes);
  const image = randomImage(network.input);
  const run = await (await NetworkRunner.open(simulator, program, { latency, seed: 0 })).run(image);
  await simulator.close();

  const last = network.layers.at(-1)!.name;
  const expected = runReference(network, image).at(-1)!.codes;
  const found = run.outputs.get(last)!;
  if (!expected.every((value, index) => value === found[index])) throw new Error(`${name}: the accelerator's output is not the reference's`);
  if (new Set(expected).size < 2) throw new Error(`${name}: the output has one value only; choose other random weights`);
  const model = networkCycles(program, latency).map(({ total }) => total);
  if (JSON.stringify(model) !== JSON.stringify(run.cycles)) throw new Error(`${name}: layers take ${run.cycles.join(' ')}, the model says ${model.join(' ')}`);

  const useful = network.layers.reduce((sum, layer) => sum + usefulOperations(layer, layer.weightBits, layer.activationBits), 0);
  const { dm, dn, dk, portBits } = parameters;
  const peak = dm * dn * dk;
  return {
    name: batch > 1 ? `${name} x${batch}` : name, bits: `w${bits.weight}a${bits.activation}${bits.image === bits.activation ? '' : `i${bits.image}`}`, array: `${dm}x${dk}x${dn}`, portBits, latency,
    cycles: run.counters.cycles, efficiency: useful / (peak * run.counters.cycles), ceiling: useful / (peak * run.counters.arraySteps),
  };
}

function row(...cells: readonly string[]): string {
  const widths = [16, 8, 9, 5, 11, 11, 9];
  return cells.map((cell, index) => (index < 3 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!))).join(' ');
}
