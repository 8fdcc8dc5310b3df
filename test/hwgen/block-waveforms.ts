import { geometry } from '../../src/hwgen/accelerator/geometry.js';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { registerOffset, type RegisterName } from '../../src/hwgen/accelerator/register-map.js';
import { system } from '../../src/sim/device/system.js';
import { simulate } from '../../src/sim/testing/simulate.js';
import { exampleBlock, exampleInput } from './example-layer.js';

/**
 * The waveforms of the blocks' pages, by name: windows of one run of the example block on the whole accelerator, default configuration, a
 * memory with a latency of 20 cycles.
 */
export function blockWaveforms(): ReadonlyMap<string, string> {
  // 1. A system with the program in memory.
  const t = simulate(system({ accelerator: defaultParameters, memoryBeats: 2 ** 14 }).ir);
  const program = exampleBlock();
  const { beatBytes } = geometry(defaultParameters);
  const load = (address: number, bytes: Uint8Array): void => {
    const beats = Array.from({ length: Math.ceil(bytes.length / beatBytes) }, (_, beat) =>
      Array.from({ length: beatBytes }, (_, i) => BigInt(bytes[beat * beatBytes + i] ?? 0) << BigInt(8 * i)).reduce((a, b) => a | b));
    t.loadMemory('ram.contents' as never, address / beatBytes, beats);
  };
  const poke = (values: object): void => void t.set(values as never);
  load(0, program.image);
  load(program.inputAddress, program.packInput(exampleInput()));
  poke({ latency: 20, s_axi_wstrb: 15, s_axi_bready: 1 });
  const write = (name: RegisterName, value: number): void => {
    poke({ s_axi_awvalid: 1, s_axi_awaddr: registerOffset(name), s_axi_wvalid: 1, s_axi_wdata: value });
    while (!high('s_axi_awready')) t.tick();
    t.tick();
    poke({ s_axi_awvalid: 0, s_axi_wvalid: 0 });
    t.tick(2);
  };
  const high = (name: string): boolean => t.get(name as never) !== 0n;

  // 2. Start it, and note when what the windows begin with happens first and last.
  write('INTERRUPT', 1);
  const start = t.cycle;
  write('CONTROL', 1);
  const noted = ['arvalid', 'core.chain_start_layer', 'core.loader_constants_write', 'core.take_weights', 'core.executor_tile_done', 'core.back_writing', 'core.layer_done', 'core.skip_read', 'wvalid', 'irq'];
  const first = new Map<string, number>();
  while (!first.has('irq')) {
    for (const name of noted) if (!first.has(name) && high(name)) first.set(name, t.cycle);
    t.tick();
  }
  write('CONTROL', 2);

  // 3. The windows: a prefix that the names share, where to begin, how many cycles, the names.
  const at = (name: string): number => first.get(name)!;
  const window = (prefix: string, from: number, cycles: number, names: readonly string[]): string => {
    const text = t.waveform(names.map((name) => path(prefix, name)) as never, { from, to: from + cycles - 1 });
    return shorten(text, names);
  };
  return new Map([
    ['accelerator', window('', start, 28, ['s_axi_awvalid', 's_axi_awready', 's_axi_bvalid', 'busy', 'arvalid', 'arready', 'rvalid', 'rlast'])],
    ['control_registers', window('core', at('irq') - 5, 12, ['layer_done', 'busy', 'registers.status_pending', '/irq', '/s_axi_awvalid', 'registers.control_clear'])],
    ['sequencer', window('core', at('core.layer_done') - 2, 6, ['chain.phase', 'busy', 'layer_done', 'chain_start_layer', 'chain_fetch_descriptor'])],
    ['fetch', window('core', at('core.loader_constants_write') - 2, 24, ['reader_beat_valid', 'loader.phase', 'loader.channel', 'loader_constants_write', 'loader.row', 'loader_weight_write'])],
    ['execute', window('core.executor', at('core.take_weights'), 22, ['take_weights', 'steps.phase', 'steps.weight_plane', 'steps.activation_plane', 'steps.kernel_y', 'steps_accumulate', 'steps_clear', 'steps_twice', 'steps_tile_last', 'advance', 'capture'])],
    ['window', window('core.executor', at('core.take_weights'), 14, ['steps_column', 'steps_bank', 'steps_address', 'steps_row_inside', 'window.window_lane[0].take', 'window.window_lane[0].turn', 'window.window_lane[0].operand'])],
    ['array', window('core.executor', at('core.take_weights') + 4, 18, ['accumulate_5', 'clear_5', 'twice_5', 'negate_5', 'array.row[0].dot[0].ones', 'array.row[0].dot[0].sum', 'capture', 'array.row[0].held[0].shadow'])],
    ['requantiser', window('core', at('core.executor_tile_done'), 24, ['executor_tile_done', 'requantise.full', 'requantise.count', 'requantise_row', 'requantise_row_first', 'requantise_results_valid', 'requantise_results_last', 'requantise_ready'])],
    ['write_back', window('core', at('core.back_writing') - 9, 14, ['requantise_results_valid', 'requantise_results_last', 'back.writing', 'back.slot', 'back_chunk_valid', 'map.write_address', 'map.part'])],
    ['skip_reader', window('core', at('core.skip_read') - 2, 10, ['chain_start_layer', 'skip_reader.slot', 'skip_read', 'skip_reader.landing', 'skip_reader.full', 'skip_ready'])],
    ['store', window('', at('wvalid') - 4, 26, ['core.back_beat_valid', 'awvalid', 'awready', 'wvalid', 'wready', 'wlast', 'bvalid'])],
  ]);
}

const path = (prefix: string, name: string): string => (name.startsWith('/') ? name.slice(1) : prefix === '' ? name : `${prefix}.${name}`);

/** The waveform with the names as they were given, without instances. */
function shorten(text: string, names: readonly string[]): string {
  const labels = ['cycle', ...names.map((name) => name.replace(/^.*[./]/, ''))];
  const width = Math.max(...labels.map((label) => label.length));
  return text.split('\n').map((line, i) => `${labels[i]!.padEnd(width)} ${line.slice(line.indexOf('│'))}`).join('\n');
}
