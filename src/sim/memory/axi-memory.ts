import { all, bool, cat, constant, keep, memory, module, mux, uint, when } from '../../hwgen/language/hardware.js';
import { fifo } from '../../hwgen/library/fifo.js';

export interface AxiMemoryParameters {
  readonly portBits: number;
  /** Beats that the memory holds. Power of two. */
  readonly beats: number;
}

/** Bursts that the memory accepts ahead of the one it serves. */
const queueDepth = 16;

/**
 * AXI4 memory for simulation, written in the hardware language so that every engine runs the very same one.
 *
 * A burst's first beat of data comes `latency` cycles after its address was taken, then a beat per cycle; responses to writes come
 * `latency` cycles after the last beat. With a `seed` other than 0 every channel pauses at random, in a quarter of the cycles, in a
 * sequence that the seed decides. Bursts outside the memory answer SLVERR. The host port reads and writes beats in between.
 */
export const axiMemory = module('axi_memory',
  ({ portBits, beats }: AxiMemoryParameters) => {
    const beatBytes = portBits / 8;
    return {
      doc: 'AXI4 memory for simulation, with latency and random pauses',
      inputs: {
        latency: uint(16).doc('cycles from address to first data, at least 2'),
        seed:    uint(32).doc('0: never pause'),
        restart: bool.doc('take the seed'),
        host_write:   bool,
        host_address: uint(Math.log2(beats)).doc('in beats'),
        host_data:    uint(portBits),
        arvalid: bool, araddr: uint(32), arlen: uint(8), rready: bool,
        awvalid: bool, awaddr: uint(32), awlen: uint(8), wvalid: bool, wdata: uint(portBits), wstrb: uint(beatBytes), bready: bool,
      },
      outputs: {
        host_read: uint(portBits).doc('the beat at host_address'),
        arready: bool, rvalid: bool, rdata: uint(portBits), rlast: bool, rresp: uint(2),
        awready: bool, wready: bool, bvalid: bool, bresp: uint(2),
      },
      state: {
        now:    uint(32).reset(0),
        random: uint(32).reset(0),
        contents: memory(uint(portBits), beats, { read: 'async', mask: 8 }),
        read_address: uint(32),
        read_left:    uint(9).reset(0),
        read_held:    bool.reset(false),
        write_address: uint(32),
        write_left:    uint(9).reset(0),
        answer_held:   bool.reset(false),
      },
      wires: { read_pop: bool, write_pop: bool, answer_pop: bool },
    };
  },
  (s, { portBits, beats }) => {
    const beatBits = Math.log2(portBits / 8);
    const indexBits = Math.log2(beats);
    s.now.next = s.now.add(1).wrap(32);

    // xorshift32 (Marsaglia 2003); 0 stays 0.
    const x1 = s.random.xor(cat(s.random.slice(18, 0), constant(uint(13), 0)));
    keep({ x1 });
    const x2 = x1.xor(x1.slice(31, 17).extend(32));
    keep({ x2 });
    s.random.next = x2.xor(cat(x2.slice(26, 0), constant(uint(5), 0)));
    when(s.restart, () => { s.random.next = s.seed; });
    const pause = (bit: number) => s.random.bit(bit).and(s.random.bit(bit + 1));
    const pause_ar = pause(0);
    const pause_r  = pause(5);
    const pause_aw = pause(11);
    const pause_w  = pause(17);
    const pause_b  = pause(23);
    keep({ pause_ar, pause_r, pause_aw, pause_w, pause_b });

    // Reads: addresses wait with the time from which on they are served.
    const read_due_at = s.now.add(s.latency).sub(1).wrap(32).asUnsigned();
    keep({ read_due_at });
    const reads = fifo({ width: 72, depth: queueDepth }).place('reads', {
      in_: { valid: s.arvalid.and(pause_ar.not()), data: cat(read_due_at, s.arlen, s.araddr) },
      out: { ready: s.read_pop },
    });
    const read_burst   = reads.out.data;
    keep({ read_burst });
    const read_wait    = read_burst.slice(71, 40).sub(s.now).wrap(32);
    const read_due     = read_wait.le(0);
    const read_active  = s.read_left.ne(0);
    const rvalid       = read_active.and(pause_r.not().or(s.read_held));
    const read_moves   = rvalid.and(s.rready);
    const read_ends    = read_moves.and(s.read_left.eq(1));
    const read_free    = read_active.not().or(read_ends);
    keep({ read_wait, read_due, read_active, rvalid, read_moves, read_ends, read_free });
    s.read_pop.assign(read_free.and(read_due));
    s.read_held.next = rvalid.and(s.rready.not());
    when(read_moves, () => {
      s.read_address.next = s.read_address.add(2 ** beatBits).wrap(32);
      s.read_left.next = s.read_left.sub(1).wrap(9).asUnsigned();
    });
    when(all(read_free, read_due, reads.out.valid), () => {
      s.read_address.next = read_burst.slice(31, 0);
      s.read_left.next = read_burst.slice(39, 32).add(1);
    });
    const read_word = s.contents.read(s.read_address.slice(indexBits + beatBits - 1, beatBits));
    const read_outside = s.read_address.slice(31, indexBits + beatBits).any();
    keep({ read_word, read_outside });

    // Writes: address, data, response.
    const writes = fifo({ width: 40, depth: queueDepth }).place('writes', {
      in_: { valid: s.awvalid.and(pause_aw.not()), data: cat(s.awlen, s.awaddr) },
      out: { ready: s.write_pop },
    });
    const write_burst  = writes.out.data;
    keep({ write_burst });
    const write_active = s.write_left.ne(0);
    const wready       = write_active.and(pause_w.not());
    const write_moves  = wready.and(s.wvalid);
    const write_ends   = write_moves.and(s.write_left.eq(1));
    const write_free   = write_active.not().or(write_ends);
    const write_outside = s.write_address.slice(31, indexBits + beatBits).any();
    keep({ write_active, wready, write_moves, write_ends, write_free, write_outside });
    s.write_pop.assign(write_free);
    when(write_moves, () => {
      s.write_address.next = s.write_address.add(2 ** beatBits).wrap(32);
      s.write_left.next = s.write_left.sub(1).wrap(9).asUnsigned();
    });
    when(write_free.and(writes.out.valid), () => {
      s.write_address.next = write_burst.slice(31, 0);
      s.write_left.next = write_burst.slice(39, 32).add(1);
    });
    const write_index = mux(s.host_write, s.host_address, s.write_address.slice(indexBits + beatBits - 1, beatBits));
    keep({ write_index });
    when(s.host_write, () => {
      s.contents.write(write_index, s.host_data, { mask: constant(uint(portBits / 8), 2n ** BigInt(portBits / 8) - 1n) });
    }).elseWhen(write_moves.and(write_outside.not()), () => {
      s.contents.write(write_index, s.wdata, { mask: s.wstrb });
    });

    const answer_due_at = s.now.add(s.latency).wrap(32);
    keep({ answer_due_at });
    const answers = fifo({ width: 33, depth: queueDepth }).place('answers', {
      in_: { valid: write_ends, data: cat(write_outside, answer_due_at) },
      out: { ready: s.answer_pop },
    });
    const answer      = answers.out.data;
    keep({ answer });
    const answer_wait = answer.slice(31, 0).sub(s.now).wrap(32);
    const bvalid      = all(answers.out.valid, answer_wait.le(0), pause_b.not().or(s.answer_held));
    keep({ answer_wait, bvalid });
    s.answer_pop.assign(bvalid.and(s.bready));
    s.answer_held.next = bvalid.and(s.bready.not());

    const host_word = s.contents.read(s.host_address);
    keep({ host_word });
    return {
      host_read: host_word,
      arready: reads.in_.ready.and(pause_ar.not()),
      rvalid, rdata: read_word, rlast: s.read_left.eq(1), rresp: cat(read_outside, constant(bool, 0)),
      awready: writes.in_.ready.and(pause_aw.not()), wready, bvalid, bresp: cat(answer.bit(32), constant(bool, 0)),
    };
  },
);
