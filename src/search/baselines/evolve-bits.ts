import type { Contest } from '../contest.js';
import { type Assignment, networkCycles } from '../cost/assignment.js';
import { MetaNetwork, type VariableValues } from '../graph/meta-network.js';
import { candidateBits } from '../quantized-start.js';
import { meanLoss } from '../training/mean-loss.js';
import { RandomStream } from '../training/random-stream.js';
import { breathe, calibrationBatches, oneOfCandidates } from './calibration.js';
import { DiagonalCmaEs } from './cma-es.js';
import { assignmentOf, operands, randomAssignment } from './random-assignment.js';

/** Weight of the relative excess over the budget beside the loss: 10 % too dear counts as a loss of 1. */
const excessWeight = 10;

/**
 * The bits of least loss within the budget by CMA-ES, without gradients: one number per operand, rounded to the nearest candidate's index;
 * fitness = loss of the shared weights at these bits on training images + 10 max(0, cost / budget - 1). `shared`: values of a network that
 * was trained at random bits. The best within the budget of all that were evaluated, at most about `evaluations` points.
 */
export async function evolveBits(contest: Contest, shared: VariableValues, evaluations: number): Promise<Assignment> {
  const { model, parameters, problem: { space, costs, budget } } = contest;
  const all = operands(space);
  const random = RandomStream.from(parameters.seed, 'evolution');
  const bits = candidateBits(space);
  const network = MetaNetwork.fromValues(model, shared);
  const batches = calibrationBatches(contest);
  const losses = new Map<string, number>();
  const fitness = (indices: readonly number[]): number => {
    const assignment = assignmentOf(space, all, indices);
    const key = indices.join();
    const loss = losses.get(key) ?? meanLoss(network, batches, oneOfCandidates(contest, bits, assignment));
    losses.set(key, loss);
    return loss + excessWeight * Math.max(0, networkCycles(model, assignment, costs) / budget - 1);
  };
  try {
    // A random network within the budget is where the search starts, and what it gives if it never finds a better one.
    const first = randomAssignment(model, space, costs, budget, random);
    let best = all.map(({ kind, name, bits: candidates }) => candidates.indexOf(first[kind].get(name)!));
    if (all.length === 0) return first;
    let least = fitness(best);
    const search = new DiagonalCmaEs(best, 1, random);
    for (let count = 0; count < evaluations; count += search.population) {
      const points = search.ask();
      const values: number[] = [];
      for (const point of points) {
        const indices = point.map((x, i) => Math.min(all[i]!.bits.length - 1, Math.max(0, Math.round(x))));
        const value = fitness(indices);
        const affordable = networkCycles(model, assignmentOf(space, all, indices), costs) <= budget;
        if (affordable && value < least) [best, least] = [indices, value];
        values.push(value);
        await breathe(contest, 'the evolution of bits');
      }
      search.tell(points, values);
    }
    return assignmentOf(space, all, best);
  } finally {
    network.dispose();
    for (const { images } of batches) images.dispose();
  }
}
