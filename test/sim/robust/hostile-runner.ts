import { descriptorRegisterBits } from '../../../src/hwgen/accelerator/fetch.js';
import { descriptorFields, descriptorMagic, descriptorStride, fieldBits } from '../../../src/hwgen/accelerator/descriptor.js';
import { errorCodes } from '../../../src/hwgen/accelerator/error-codes.js';
import { geometry } from '../../../src/hwgen/accelerator/geometry.js';
import { drainCycles } from '../../../src/hwgen/accelerator/sequencer.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { lowerNetwork, type Program } from '../../../src/network/lowering/lower-network.js';
import { runReference } from '../../../src/network/reference.js';
import { descriptorCycles } from '../../../src/sim/cycles/network-cycles.js';
import { Device } from '../../../src/sim/device/device.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import type { Engine } from '../../../src/sim/engine/engine-extras.js';
import { randomInput, randomSource } from '../../network/random-network.js';
import type { AcceleratorCase } from '../device/accelerator-cases.js';
import { violationNames } from './axi-monitor.js';
import { fieldNames, getField, hostileChain, markBits, setField, type Kind } from './hostile-chain.js';
import { hostileSystem } from './hostile-system.js';

/** How a hostile chain ended. */
export interface Outcome {
  /** Of STATUS. */
  readonly error: number;
  /** From the start to the interrupt. */
  readonly cycles: number;
  /** What must not be, in words; empty where all is well. */
  readonly violations: readonly string[];
}

/** Descriptors that a hostile chain may have behind it, copies of itself, for those without a last one. */
const copies = 8;

interface Expected {
  readonly program: Program;
  readonly good: { readonly cycles: readonly number[]; readonly output: string };
}

/** What a network's run must give; kept, for all who open the same again. */
function expectedOf(experiment: AcceleratorCase): Expected {
  const known = expectations.get(experiment);
  if (known !== undefined) return known;
  const { parameters, network, latency, seed, storeAll } = experiment;
  const program = lowerNetwork(network, parameters, { storeAll });
  const expected = runReference(network, randomInput(seed, network.input));
  const output = JSON.stringify(program.layers.filter(({ store }) => store !== undefined).map(({ layer }) => [...expected.find(({ name }) => name === layer.name)!.codes]));
  const found = { program, good: { cycles: descriptorCycles(program, latency).map(({ total }) => total), output } };
  expectations.set(experiment, found);
  return found;
}
const expectations = new WeakMap<AcceleratorCase, Expected>();

/** A small accelerator with a good network in its memory, and hostile chains beside it. */
export class HostileRunner {
  private constructor(
    private readonly engine: Engine,
    private readonly device: Device,
    private readonly program: Program,
    private readonly chainAddress: number,
    private readonly region: { readonly base: number; readonly end: number },
    private readonly good: { readonly cycles: readonly number[]; readonly output: string },
    private readonly latency: number,
  ) {}

  /** An Error when the network's results or cycles are not right. `plant` changes the design before; with `brief` it is for few cycles, for which the engine does not divide it. */
  static async open(experiment: AcceleratorCase, plant: (design: Module) => Module = (design) => design, brief = false): Promise<HostileRunner> {
    const { parameters, network, latency, seed } = experiment;
    const { program, good } = expectedOf(experiment);
    const { beatBytes } = geometry(parameters);
    const chainAddress = Math.ceil(program.memoryBytes / 4096) * 4096;
    const bytes = chainAddress + copies * program.descriptors.length * descriptorStride;
    const engine = createEngine(plant(hostileSystem({ accelerator: parameters, memoryBeats: 2 ** Math.ceil(Math.log2(bytes / beatBytes)) }).ir), { hash: false, ...(brief && { regions: false }) });
    const device = await Device.open(engine, parameters, { latency, seed: 0 });
    await device.writeMemory(0, program.image);
    const input = randomInput(seed, network.input);
    await device.writeMemory(program.inputAddress, program.packInput(input));
    const stores = program.layers.flatMap(({ store }) => (store ? [store] : []));
    const region = {
      base: Math.min(...stores.map(({ address }) => address)),
      end: Math.max(...stores.map(({ address, bytes: size }) => address + Math.ceil(size / beatBytes) * beatBytes)),
    };
    engine.poke('write_base', region.base);
    engine.poke('write_end', region.end);
    const runner = new HostileRunner(engine, device, program, chainAddress, region, good, latency);
    await runner.limits();
    const wrong = await runner.goodChain();
    if (wrong.length > 0) throw new Error(`the good chain is none: ${wrong.join('; ')}`);
    return runner;
  }

  /** Runs one hostile chain, then the good one. */
  async run(kind: Kind, seed: number): Promise<Outcome> {
    const { engine, device, program } = this;
    const random = randomSource(seed);
    const violations: string[] = [];
    const chain = program.image.subarray(program.chainAddress, program.chainAddress + program.descriptors.length * descriptorStride);
    const hostile = hostileChain(kind, chain, program.parameters, random);
    for (let copy = 0; copy < copies; copy++) await device.writeMemory(this.chainAddress + copy * hostile.length, hostile);

    const usual = this.good.cycles.reduce((sum, cycles) => sum + cycles, 0);
    const dead = kind === 'dead bus';
    const valid = kind === 'start while busy' || kind === 'pauses';
    await this.memory(random(3) === 0 ? 2 + random(100) : this.latency, kind === 'pauses' || random(2) === 0 ? 1 + random(2 ** 31) : 0);
    const limit = valid || kind === 'bus error' ? 2 ** 30 : 20 + random(4 * usual);
    await device.writeRegister('TIME_LIMIT', limit);
    if (kind === 'bus error') {
      engine.poke('response', 2 + random(2));
      if (random(3) === 0) engine.poke('bad_write', 1 + random(20));
      else engine.poke('bad_read', 1 + random(2 ** (1 + random(10))));
    }

    // Start, and what happens meanwhile.
    await device.writeRegister('DESCRIPTORS', this.chainAddress);
    await device.writeRegister('CONTROL', 2);
    await device.writeRegister('CONTROL', 1);
    const from = engine.cycle;
    const moment = random(usual);
    if (kind === 'soft reset') {
      await engine.run(moment);
      await device.writeRegister('CONTROL', 4);
    }
    if (kind === 'hard reset') {
      await engine.run(moment);
      await engine.reset(2);
      await this.limits();
    }
    if (kind === 'start while busy') {
      await engine.run(moment);
      await device.writeRegister('DESCRIPTORS', 64 * random(1000));
      if ((await engine.peek('busy')) === 1n) await device.writeRegister('CONTROL', 1);
    }
    if (dead) {
      await engine.run(moment);
      engine.poke('frozen', 1);
    }
    let error: number = errorCodes.none;
    if (kind !== 'hard reset') {
      const bound = valid || kind === 'bus error' ? 200 * usual + 100_000 : limit + 100_000;
      try {
        await engine.runUntil('irq', 1, bound + (dead ? drainCycles : 0));
      } catch {
        violations.push(`no interrupt within ${bound} cycles`);
      }
      error = ((await device.readRegister('STATUS')) >> 8) & 15;
    }
    const cycles = engine.cycle - from;
    if (dead) {
      engine.poke('frozen', 0);
      await engine.runUntil('busy', 0, 100_000).catch(() => violations.push('busy after the bus answered again'));
    }
    if ((await engine.peek('busy')) === 1n) violations.push('busy after the interrupt');
    if ((await engine.peek('under_way')) !== 0n) violations.push('bursts under way after the interrupt');

    // What the outcome must be.
    const faults = await engine.peek('faults');
    if (valid && error !== errorCodes.none) violations.push(`error ${error} from a good chain`);
    if (kind === 'no magic' && ![errorCodes.badDescriptor, errorCodes.timeLimit].includes(error as 1)) violations.push(`error ${error} without the magic number`);
    if (kind === 'no last' && error === errorCodes.none) violations.push('a chain without an end ended well');
    if (kind === 'bus error' && (error === errorCodes.none) !== (faults === 0n)) violations.push(`error ${error} after ${faults} bad answers`);
    const untouched = valid || kind === 'bus error' || kind === 'soft reset' || dead;
    if (untouched && error === errorCodes.none && (await this.output()) !== this.good.output) violations.push('wrong results without an error');

    // The next one.
    engine.poke('bad_read', 0);
    engine.poke('bad_write', 0);
    await this.memory(this.latency, 0);
    await device.writeRegister('TIME_LIMIT', 0xffffffff);
    violations.push(...(await this.goodChain()).map((text) => `afterwards: ${text}`));
    const broken = Number(await engine.peek('violations'));
    violations.push(...violationNames.filter((_, bit) => (broken >> bit) & 1));
    if (violations.length > 0) {
      await engine.reset(2);
      await this.limits();
    }
    return { error, cycles, violations };
  }

  /**
   * The errors of chains whose first descriptor has one bit turned: of the magic number, and each that belongs to no field. 16 is added for
   * each layer that ran all the same.
   */
  async marks(): Promise<number[]> {
    const errors: number[] = [];
    for (const bit of markBits(this.program.parameters)) errors.push(await this.first((descriptor) => { descriptor[bit >> 3]! ^= 1 << (bit & 7); }));
    return errors;
  }

  /** The same for one field at its smallest values, and for a region that just does not hold the first store. */
  async edges(): Promise<{ readonly [what: string]: number }> {
    const { device, program, region } = this;
    const errors: Record<string, number> = {};
    await device.writeRegister('TIME_LIMIT', 2 * this.good.cycles[0]! + 1000);
    for (const [name, value] of [['load_beats', 0], ['load_beats', 1], ['weight_beats', 0], ['weight_beats', 1], ['store_beats', 0], ['store_beats', 1], ['raw', 1]] as const) {
      errors[`${name} ${value}`] = await this.first((descriptor) => {
        setField(descriptor, 0, name, BigInt(value), program.parameters);
        if (name === 'raw') setField(descriptor, 0, 'store', 0n, program.parameters);
      });
    }
    const { store } = program.layers[0]!;
    if (store !== undefined) {
      const { address, bytes } = store;
      const { beatBytes } = geometry(program.parameters);
      const end = address + Math.ceil(bytes / beatBytes) * beatBytes;
      for (const [what, first, last] of [['just inside', address, end], ['too low', address + 1, region.end], ['too high', region.base, end - 1]] as const) {
        await device.allowWrites(first, last);
        errors[what] = await this.first(() => undefined);
      }
      // What comes beyond the store's beats must not be left for the next layer.
      const descriptor = program.image.subarray(program.chainAddress, program.chainAddress + descriptorStride);
      await this.limits();
      errors['store_beats one less'] = await this.first((changed) => { setField(changed, 0, 'store_beats', getField(descriptor, 'store_beats') - 1n, program.parameters); });
    }
    await this.limits();
    await device.writeRegister('TIME_LIMIT', 0xffffffff);
    return errors;
  }

  /** The errors of the good chain when the memory answers the first read, or the first write, with one; 0 for a write that there is not. */
  async badAnswers(): Promise<number[]> {
    const { engine } = this;
    const errors: number[] = [];
    for (const which of ['bad_read', 'bad_write'] as const) {
      await this.memory(this.latency, 0);
      engine.poke('response', 2);
      engine.poke(which, 1);
      errors.push(await this.first(() => undefined));
      engine.poke(which, 0);
    }
    await this.memory(this.latency, 0);
    return errors;
  }

  /** The errors when a layer's output is said one tile too small, for tiles of many lengths: what the stages still hold must be seen. */
  async contradictions(): Promise<number[]> {
    const { device, program } = this;
    const descriptor = program.image.subarray(program.chainAddress, program.chainAddress + descriptorStride);
    const tiles = getField(descriptor, 'output_group_last');
    if (tiles === 0n) return [];
    const errors: number[] = [];
    await device.writeRegister('TIME_LIMIT', 4 * this.good.cycles[0]! + 1000);
    for (let planes = 0; planes < 32; planes++) {
      errors.push(await this.first((changed) => {
        setField(changed, 0, 'output_group_last', tiles - 1n, program.parameters);
        setField(changed, 0, 'weight_plane_last', BigInt(planes >> 2), program.parameters);
        setField(changed, 0, 'activation_plane_last', BigInt(planes & 3), program.parameters);
        setField(changed, 0, 'store', 0n, program.parameters);
        setField(changed, 0, 'raw', 0n, program.parameters);
      }));
    }
    await device.writeRegister('TIME_LIMIT', 0xffffffff);
    return errors;
  }

  /** The fields that the accelerator does not take from where a descriptor has them: of one with any bits in all fields, and of its complement. */
  async fields(): Promise<string[]> {
    const { device, engine, program } = this;
    const { parameters } = program;
    const random = randomSource(1);
    const wrong: string[] = [];
    const words = new Map(fieldNames(parameters).map((name) => [name, BigInt(random(2 ** 31)) ^ (BigInt(random(2 ** 31)) << 12n)]));
    for (const complement of [0n, -1n]) {
      const descriptor = new Uint8Array(descriptorStride);
      const expected = new Map([...words].map(([name, word]) => [name, BigInt.asUintN(fieldBits(descriptorFields[name], geometry(parameters)), word ^ complement)]));
      expected.set('magic', BigInt(descriptorMagic));
      for (const [name, value] of expected) setField(descriptor, 0, name, value, parameters);
      await device.writeMemory(this.chainAddress, descriptor);
      await device.writeRegister('DESCRIPTORS', this.chainAddress);
      await device.writeRegister('CONTROL', 2);
      await device.writeRegister('CONTROL', 1);
      // Until it is the layer's.
      const bits = descriptorRegisterBits(parameters);
      const wanted = BigInt.asUintN(bits, descriptor.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n));
      for (let cycle = 0; cycle < 1000 && BigInt.asUintN(bits, engine.peekInternal('core.loader.descriptor')) !== wanted; cycle++) await engine.run(1);
      for (const [name, value] of expected) {
        if (name === 'magic') continue;
        const found = BigInt.asUintN(64, engine.peekInternal(`core.${name}`));
        if (BigInt.asUintN(fieldBits(descriptorFields[name], geometry(parameters)), found) !== value) wrong.push(`${name} ${found}, not ${value}`);
      }
      await device.writeRegister('CONTROL', 4);
      await engine.runUntil('busy', 0, 100_000);
    }
    return wrong;
  }

  /** Runs the first descriptor, changed; with nothing but it, the second is none. */
  private async first(change: (descriptor: Uint8Array) => void): Promise<number> {
    const { device, engine, program } = this;
    const descriptors = new Uint8Array(2 * descriptorStride);
    descriptors.set(program.image.subarray(program.chainAddress, program.chainAddress + descriptorStride));
    change(descriptors.subarray(0, descriptorStride));
    await device.writeMemory(this.chainAddress, descriptors);
    await device.writeRegister('DESCRIPTORS', this.chainAddress);
    await device.writeRegister('CONTROL', 2);
    await device.writeRegister('CONTROL', 1);
    await engine.runUntil('irq', 1, 100_000);
    return (((await device.readRegister('STATUS')) >> 8) & 15) + 16 * (await device.readRegister('LAYERS'));
  }

  /** The accelerator's counters, of the last chain. */
  async counters(): Promise<number[]> {
    const values: number[] = [];
    for (const name of ['CYCLES', 'LAYERS', 'ARRAY_STEPS', 'DRAIN_STALLS', 'WEIGHT_WAITS', 'READ_BEATS', 'WRITE_BEATS'] as const) values.push(await this.device.readRegister(name));
    return values;
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  /** Runs the network; what is not as it has to be. */
  private async goodChain(): Promise<string[]> {
    const { device, program, good } = this;
    const { beatBytes } = geometry(program.parameters);
    await device.writeMemory(this.region.base, new Uint8Array(this.region.end - this.region.base + beatBytes).fill(0xa5).subarray(0, this.region.end - this.region.base));
    try {
      const cycles = await device.runChain(program.chainAddress, program.descriptors.length, 100_000);
      return [
        ...(cycles.join() === good.cycles.join() ? [] : [`${cycles.join()} cycles, not ${good.cycles.join()}`]),
        ...((await this.output()) === good.output ? [] : ['other results']),
      ];
    } catch (error) {
      return [(error as Error).message];
    }
  }

  private async output(): Promise<string> {
    const outputs: number[][] = [];
    for (const { store } of this.program.layers) if (store !== undefined) outputs.push([...store.unpack(await this.device.readMemory(store.address, store.bytes))]);
    return JSON.stringify(outputs);
  }

  private async limits(): Promise<void> {
    await this.device.allowWrites(this.region.base, this.region.end);
    await this.device.writeRegister('INTERRUPT', 1);
  }

  private async memory(latency: number, seed: number): Promise<void> {
    this.engine.poke('latency', latency);
    this.engine.poke('seed', seed);
    this.engine.poke('restart', 1);
    await this.engine.run(1);
    this.engine.poke('restart', 0);
  }
}
