import { configOption, jsonOption, latencyOption, memorySeedOption, text } from './option-values.js';

/** What every command is given that runs a network on an input. */
export interface NetworkRunOptions {
  readonly network: string;
  readonly input: string;
  readonly config: string | undefined;
  readonly latency: number;
  readonly 'memory-seed': number | undefined;
  readonly json: boolean;
}

export const networkOption = text('network', { demandOption: true, describe: 'the network, a network.json with weights.bin beside it' });

/** What runs: the first of the command's options. */
export const whatRuns = {
  network: networkOption,
  input: text('input', { demandOption: true, describe: 'input codes, a .npy of shape (H, W, C) or (N, H, W, C)' }),
} as const;

/** On what it runs, and how the result is printed: the last of the command's options. */
export const whereItRuns = { config: configOption, latency: latencyOption, 'memory-seed': memorySeedOption, json: jsonOption } as const;
