import { accelerator } from '../../../../src/hwgen/accelerator/accelerator.js';
import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { see, type Subject } from '../../library/trial.js';

/** Counters from offset 0x20 on: the name of their ports, in the order of their words. */
const counters = ['cycles', 'layers', 'array_steps', 'drain_stalls', 'weight_waits', 'read_beats', 'write_beats'];

/** What a write of the whole word can change. */
const writable = [0x10, 0x18, 0x1c, 0x3c, 0x40, 0x44];

/**
 * The accelerator's registers as the page of the registers has them, by hand: nothing here is read from the declaration. Software on AXI4-Lite, with
 * addresses that are none and strobes of part of a word; the sequencer and the counted events on the other side.
 */
export function controlRegistersSubject(parameters: AcceleratorParameters): Subject {
  const { dm, dn, dk, portBits, thresholdBits = 0, activationDepth, weightDepth } = parameters;
  const array = BigInt(dm + dn * 2 ** 8 + dk * 2 ** 16);
  const memory = BigInt(portBits + thresholdBits * 2 ** 12 + Math.log2(activationDepth) * 2 ** 16 + Math.log2(weightDepth) * 2 ** 24);
  return {
    module: accelerator(parameters).ir.instances.find(({ module }) => module.name === 'control_registers')!.module,
    reference(random) {
      const registers = { descriptors: 0n, interrupt_enable: 0n, time_limit: 0xffffffffn, write_base: 0n, write_end: 0xffffffffn };
      let pulses = { start: 0n, clear: 0n, reset: 0n };
      let pending = 0n;
      const counts = counters.map(() => 0n);
      const write = { address: false, data: false, to: 0, word: 0n, strobe: 15, answer: undefined as bigint | undefined };
      const read = { address: false, from: 0, answer: undefined as readonly [word: bigint, response: bigint] | undefined };
      let ready = { write: false, read: false };
      let status = { busy: 0n, error: 0n, done: 0n };
      let events = counters.map(() => 0n);

      /** Undefined where there is no register. */
      const wordAt = (offset: number): bigint | undefined => {
        const words: Record<number, bigint> = {
          0x00: 0x424c4d31n, 0x04: 1n, 0x08: array, 0x0c: memory, 0x10: 0n, 0x14: status.busy + (pending << 1n) + (status.error << 8n), 0x18: registers.descriptors,
          0x1c: registers.interrupt_enable, 0x3c: registers.time_limit, 0x40: registers.write_base, 0x44: registers.write_end,
        };
        return offset >= 0x20 && offset < 0x3c && offset % 4 === 0 ? counts[(offset - 0x20) / 4] : words[offset];
      };

      return {
        inputs() {
          const bit = (often: number): bigint => (random.below(often) === 0 ? 1n : 0n);
          if (!write.address && !write.data && random.below(2) === 0) {
            Object.assign(write, { to: random.of([...writable, 4 * random.below(64), random.below(256)]), word: random.bits(32), strobe: random.below(6) === 0 ? random.below(16) : 15 });
            write.address = random.below(2) === 0;
            write.data = !write.address || random.below(2) === 0;
          } else if (write.address !== write.data && random.below(2) === 0) write.address = write.data = true;
          if (!read.address && random.below(2) === 0) Object.assign(read, { address: true, from: random.of([4 * random.below(18), 4 * random.below(64), random.below(256)]) });
          ready = { write: random.below(2) === 0, read: random.below(3) > 0 };
          status = { busy: bit(3), error: random.bits(4), done: bit(6) };
          events = counters.map((_, index) => bit(2 + (index % 3)));
          return {
            s_axi_awvalid: write.address, s_axi_awaddr: write.to, s_axi_wvalid: write.data, s_axi_wdata: write.word, s_axi_wstrb: write.strobe, s_axi_bready: ready.write,
            s_axi_arvalid: read.address, s_axi_araddr: read.from, s_axi_rready: ready.read,
            status_busy: status.busy, status_error: status.error, status_pending_set: status.done, ...Object.fromEntries(counters.map((name, index) => [`${name}_event`, events[index]!])),
          };
        },
        outputs(get) {
          const writes = write.address && write.data && write.answer === undefined;
          const reads = read.address && read.answer === undefined;
          see(get, 's_axi_awready', writes);
          see(get, 's_axi_wready', writes);
          see(get, 's_axi_bvalid', write.answer !== undefined);
          if (write.answer !== undefined) see(get, 's_axi_bresp', write.answer);
          see(get, 's_axi_arready', reads);
          see(get, 's_axi_rvalid', read.answer !== undefined);
          if (read.answer !== undefined) see(get, 's_axi_rdata', read.answer[0]);
          if (read.answer !== undefined) see(get, 's_axi_rresp', read.answer[1]);
          for (const [name, value] of Object.entries(registers)) see(get, name, value);
          for (const [name, value] of Object.entries(pulses)) see(get, `control_${name}`, value);
          see(get, 'status_pending', pending);
          see(get, 'irq', pending & registers.interrupt_enable);

          if (read.answer !== undefined && ready.read) read.answer = undefined;
          if (reads) {
            const word = wordAt(read.from);
            read.answer = word === undefined ? [0n, 2n] : [word, 0n];
            read.address = false;
          }
          if (write.answer !== undefined && ready.write) write.answer = undefined;
          const { start, clear } = pulses;
          counts.forEach((count, index) => { counts[index] = start === 1n ? 0n : count + events[index]!; });
          pending = clear === 1n ? status.done : pending | status.done;
          pulses = { start: 0n, clear: 0n, reset: 0n };
          if (!writes) return;
          const good = write.strobe === 15 && writable.includes(write.to);
          const { to, word } = write;
          if (good && to === 0x10) pulses = { start: word & 1n & (1n - status.busy), clear: (word >> 1n) & 1n, reset: (word >> 2n) & 1n };
          if (good && to === 0x18) registers.descriptors = word;
          if (good && to === 0x1c) registers.interrupt_enable = word & 1n;
          if (good && to === 0x3c) registers.time_limit = word;
          if (good && to === 0x40) registers.write_base = word;
          if (good && to === 0x44) registers.write_end = word;
          Object.assign(write, { address: false, data: false, answer: good ? 0n : 2n });
        },
      };
    },
  };
}
