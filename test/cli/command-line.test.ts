import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/command-line.js';
import { parameterOf } from '../../src/cli/search-options.js';
import { defaultParameters } from '../../src/search/search-parameters.js';
import { runCli } from './run-cli.js';

describe('bitloom', () => {
  it('lists its commands', async () => {
    const { status, stdout, stderr } = await runCli('--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: bitloom <command> [options]

      Mixed-precision CNN accelerators: search the bitwidths, generate the Verilog, verify it cycle by cycle.

      Commands:
        bitloom start         The main job: search, train, generate, simulate and verify on the embedded digits
        bitloom search        Search the bitwidths of a network for a target in cycles, train it, verify it
        bitloom sweep         Search at several targets and seeds, and keep the networks that no other beats
        bitloom generate      Write the accelerator as Verilog, with symbol table and register map
        bitloom image         Write a network's descriptors, weights and input as the bytes that the hardware reads
        bitloom run           Run a network on the reference, the simulated accelerator or Verilator
        bitloom verify        Compare all engines with the reference, layer by layer, cycle by cycle
        bitloom trace         Write a window of a run as VCD, with a save file for GTKWave
        bitloom coverage      Count what a network exercises of the accelerator: toggles, states, transitions, lines
        bitloom cost          Print the cost table: cycles of every layer at every pair of bitwidths
        bitloom synth         Synthesise the accelerator with yosys: LUTs, registers, memories; place and route on
                              iCE40
        bitloom report <run>  Write one self-contained HTML file about a run

      Options:
        --version  Show version number                                                                     [boolean]
        --help     Show help                                                                               [boolean]

      Exit status: 0 done, 1 found a mismatch or missed a target, 2 bad input, 130 interrupted.
      "
    `);
  });

  it('says its version, that of package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runCli('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each(commands.map(({ usage }) => usage.split(' ')[0]!))('%s --help shows --json and an example that fits a line', async (name) => {
    const { status, stdout, stderr } = await runCli(name, '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/--json +print one JSON object on stdout/);
    const examples = stdout.slice(stdout.indexOf('Examples:')).split('\n\n')[0]!;
    expect(examples).toMatch(new RegExp(`Examples:\n  # .+\n  bitloom ${name}`));
    for (const line of examples.split('\n').slice(1).filter((text) => text !== '')) expect(line).toMatch(/^ {2}(#|bitloom )/);
  });

  it('search --help shows the defaults of the parameters', async () => {
    const { stdout } = await runCli('search', '--help');
    for (const [name, parameter] of Object.entries(parameterOf)) {
      const value = defaultParameters[parameter];
      const shown = new RegExp(`^ +--${name} [^]*?(?=^ +--)`, 'm').exec(stdout)![0].match(/\[default: "?([^"\]]*)"?\]/)?.[1];
      expect([name, shown]).toEqual([name, value === undefined || String(value) === '' ? undefined : String(value)]);
    }
  });

  it('answers a wrong command line with one sentence, on stderr, and status 2', async () => {
    const given = [
      '', 'frob', '--frob', 'run', 'run --network a', 'run --network', 'run --network a --input b --bad-opt=3', 'run --network a --input b extra',
      'run --network a --input b --engine gpu', 'run --network a --input b --memory-seed x', 'run --network a --input b --latency -1', 'run --network= --input b',
      'verify --network a --input b --engines sim gpu', 'cost', 'cost --model a --network b', 'cost --model a --json --csv',
      'search --target 0.5', 'search --target 0.5x-w9a4', 'search --resume a --out b', 'search --resume a --epochs 9', 'search --resume a --edges 8', 'search --resume a', 'search --data imagenet', 'search --cost time', 'search --weight-rate fast', 'search --resume a --rivals random', 'sweep', 'sweep --targets 0.5', 'sweep --targets 0.5x-w4a4 --seeds a', 'sweep --targets 0x-w4a4', 'sweep --targets 5 --distillation 2', 'sweep --targets 5 --data imagenet', 'sweep --resume a --targets 5', 'sweep --resume a --folds 3', 'sweep --resume a --seeds 2', 'sweep --resume a --images 20', 'sweep --resume a --no-verilator', 'sweep --resume no-such-sweep', 'report', 'report no-such-run', 'start --images 1.5',
    ];
    const answers: string[] = [];
    for (const line of given) {
      const { status, stdout, stderr } = await runCli(...line.split(' ').filter((word) => word !== ''));
      expect([line, status, stdout]).toEqual([line, 2, '']);
      expect(stderr.match(/\n/g)).toHaveLength(1);
      answers.push(`${line}\n    ${stderr}`);
    }
    expect(answers.join('')).toMatchInlineSnapshot(`
      "
          bitloom: name a command; see "bitloom --help"
      frob
          bitloom: unknown command "frob"; see "bitloom --help"
      --frob
          bitloom: name a command; see "bitloom --help"
      run
          bitloom: missing --network and --input; see "bitloom run --help"
      run --network a
          bitloom: missing --input; see "bitloom run --help"
      run --network
          bitloom: --network: expected a value, found nothing; see "bitloom run --help"
      run --network a --input b --bad-opt=3
          bitloom: unknown option --bad-opt; see "bitloom run --help"
      run --network a --input b extra
          bitloom: unknown word "extra"; see "bitloom run --help"
      run --network a --input b --engine gpu
          bitloom: --engine: expected reference, sim or verilator, found gpu; see "bitloom run --help"
      run --network a --input b --memory-seed x
          bitloom: --memory-seed: expected a whole number in 1..4294967295, found x; see "bitloom run --help"
      run --network a --input b --latency -1
          bitloom: --latency: expected a whole number in 2..65535, found -1; see "bitloom run --help"
      run --network= --input b
          bitloom: --network: expected a value, found an empty text; see "bitloom run --help"
      verify --network a --input b --engines sim gpu
          bitloom: --engines: expected reference, sim or verilator, found gpu; see "bitloom verify --help"
      cost
          bitloom: name the layers with --model NAME or --network FILE; see "bitloom cost --help"
      cost --model a --network b
          bitloom: --model and --network exclude each other; choose one; see "bitloom cost --help"
      cost --model a --json --csv
          bitloom: --json and --csv exclude each other; choose one
      search --target 0.5
          bitloom: --target: expected a number of cycles, or a share of a uniform network's like 0.5x-w4a4, found 0.5
      search --target 0.5x-w9a4
          bitloom: --target: expected a number of cycles, or a share of a uniform network's like 0.5x-w4a4, found 0.5x-w9a4
      search --resume a --out b
          bitloom: --resume and --out exclude each other; choose one; see "bitloom search --help"
      search --resume a --epochs 9
          bitloom: --resume a: goes on with the parameters of that run; leave out --epochs, or start a new run
      search --resume a --edges 8
          bitloom: --resume a: goes on with the parameters of that run; leave out --edges, or start a new run
      search --resume a
          bitloom: run a: there is no readable parameters.json, so nothing to resume; give the folder of an earlier search
      search --data imagenet
          bitloom: data set "imagenet" is unknown; choose digits, mnist:DIR or cifar10:DIR
      search --cost time
          bitloom: --cost: expected cycles or flops, found time; see "bitloom search --help"
      search --weight-rate fast
          bitloom: --weight-rate: expected a number of at least 0, found fast; see "bitloom search --help"
      search --resume a --rivals random
          bitloom: --resume a: goes on with the parameters of that run; leave out --rivals, or start a new run
      sweep
          bitloom: --targets: name the targets to search at, such as 0.3x-w4a4,0.5x-w4a4
      sweep --targets 0.5
          bitloom: --targets: expected a number of cycles, or a share of a uniform network's like 0.5x-w4a4, found 0.5
      sweep --targets 0.5x-w4a4 --seeds a
          bitloom: --seeds: expected whole numbers with commas between them like 1,2,3, found a
      sweep --targets 0x-w4a4
          bitloom: --targets: expected a number of cycles, or a share of a uniform network's like 0.5x-w4a4, found 0x-w4a4
      sweep --targets 5 --distillation 2
          bitloom: sweep: distillation is 2; it must be a number from 0 to 1
      sweep --targets 5 --data imagenet
          bitloom: data set "imagenet" is unknown; choose digits, mnist:DIR or cifar10:DIR
      sweep --resume a --targets 5
          bitloom: --resume and --targets exclude each other; choose one; see "bitloom sweep --help"
      sweep --resume a --folds 3
          bitloom: --resume a: goes on with the parameters of that sweep; leave out --folds, or start a new sweep
      sweep --resume a --seeds 2
          bitloom: --resume a: goes on with the parameters of that sweep; leave out --seeds, or start a new sweep
      sweep --resume a --images 20
          bitloom: --resume a: goes on with the parameters of that sweep; leave out --images, or start a new sweep
      sweep --resume a --no-verilator
          bitloom: --resume a: goes on with the parameters of that sweep; leave out --no-verilator, or start a new sweep
      sweep --resume no-such-sweep
          bitloom: sweep no-such-sweep: there is no readable sweep-plan.json, so nothing to go on with; give the folder of an earlier sweep
      report
          bitloom: expected "bitloom report <run>"; see "bitloom report --help"
      report no-such-run
          bitloom: no-such-run: no such run folder; name one that search, start or sweep has written
      start --images 1.5
          bitloom: --images: expected a whole number in 1..500, found 1.5; see "bitloom start --help"
      "
    `);
  });
});
