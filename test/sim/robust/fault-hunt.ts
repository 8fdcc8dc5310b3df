import type { AcceleratorParameters } from '../../../src/hwgen/accelerator/parameters.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import type { AcceleratorCase } from '../device/accelerator-cases.js';
import type { Fault } from '../debug/plant-fault.js';
import { plantFault } from '../debug/plant-fault.js';
import { faultCases } from './fault-cases.js';
import { kindOf } from './hostile-kinds.js';
import { HostileRunner } from './hostile-runner.js';

/** What found a fault. */
export interface Verdict {
  readonly kind: 'refused' | 'good chain' | 'hostile chain' | 'counters' | 'descriptor' | 'survived';
  readonly text: string;
}

/** Hostile chains per accelerator: every kind, the dead bus once. */
const chains = [...Array.from({ length: 18 }, (_, index) => index + 1), 34, 38];

/** Runs of one accelerator, the sound one's outcomes, and faulty ones against them. */
export class FaultHunt {
  private readonly cases: readonly AcceleratorCase[];
  private readonly sound: (readonly string[])[] = [];

  constructor(parameters: AcceleratorParameters) {
    this.cases = faultCases(parameters);
  }

  /** The first run whose outcome a fault in one instance of the accelerator changes; a glance: nothing but the network, in the first cases. */
  async hunt(path: readonly string[], fault: Fault, glance?: number): Promise<Verdict> {
    for (const [index, experiment] of this.cases.slice(0, glance).entries()) {
      const expected = (this.sound[index] ??= await this.outcomes(experiment, (module) => module));
      let runner: HostileRunner;
      try {
        runner = await HostileRunner.open(experiment, (module) => plantFault(module, ['core', ...path], fault), true);
      } catch (error) {
        const text = (error as Error).message;
        return { kind: /good chain/.test(text) ? 'good chain' : /did not end|waited|limit|cycles/.test(text) ? 'good chain' : 'refused', text };
      }
      try {
        if (glance !== undefined) continue;
        let at = 0;
        for await (const outcome of this.walk(runner)) {
          if (outcome !== expected[at]) return { kind: at === 0 ? 'counters' : at <= 5 ? 'descriptor' : 'hostile chain', text: `${outcome}, not ${expected[at]}` };
          at++;
        }
      } catch (error) {
        return { kind: 'hostile chain', text: (error as Error).message };
      } finally {
        await runner.close();
      }
    }
    return { kind: 'survived', text: '' };
  }

  private async outcomes(experiment: AcceleratorCase, plant: (module: Module) => Module): Promise<string[]> {
    const runner = await HostileRunner.open(experiment, plant, true);
    const found: string[] = [];
    for await (const outcome of this.walk(runner)) found.push(outcome);
    await runner.close();
    return found;
  }

  private async *walk(runner: HostileRunner): AsyncGenerator<string> {
    yield (await runner.counters()).join();
    yield `fields: ${(await runner.fields()).join('; ')}`;
    yield `descriptors with one bit turned: ${(await runner.marks()).join('')}`;
    yield `edges: ${JSON.stringify(await runner.edges())}`;
    yield `bad answers: ${(await runner.badAnswers()).join()}`;
    yield `contradictions: ${(await runner.contradictions()).join()}`;
    for (const chain of chains) {
      const { error, cycles, violations } = await runner.run(kindOf(chain), chain);
      yield `${kindOf(chain)} ${chain}: error ${error}, ${cycles} cycles${violations.map((text) => `; ${text}`).join('')}`;
    }
  }
}

/** Whether a design has the instance, and the fault changes it. */
export function concerns(top: Module, path: readonly string[], fault: Fault): boolean {
  const found = path.reduce<Module | undefined>((module, next) => module?.instances.find(({ name }) => name === next)?.module, top);
  return found !== undefined && fault(found) !== found;
}
