import {
  any, assume, bool, cat, check, cover, each, keep, match, memory, module, mux, sint, states, stream, sum, uint, when, type Definition, type Signal,
} from '../../../src/hwgen/language/hardware.js';

/** One small module per feature of the language, for its Verilog: named after the feature. */
export const features: readonly Pick<Definition, 'name' | 'ir'>[] = [
  module('stream_doubled', () => ({ sinks: { in_: stream(uint(8)).doc('words') }, sources: { out: stream(uint(9)) } }), ({ in_, out }) => ({
    in_: { ready: out.ready }, out: { valid: in_.valid, data: in_.data.shl(1) },
  }))(),

  module('bundle_bus', () => ({
    bundles: { bus: { inputs: { address: uint(4).doc('in words'), enable: bool, data: uint(8) }, outputs: { answer: uint(8), hit: bool } } },
    state: { kept: uint(8).reset(0) },
  }), ({ bus, kept }) => {
    const hit = bus.address.eq(5);
    keep({ hit });
    when(bus.enable.and(hit), () => { kept.next = bus.data; });
    return { bus: { answer: kept, hit } };
  })(),

  module('memory_sync', () => ({ inputs: { at: uint(4), en: bool, data: uint(8) }, outputs: { word: uint(8) }, state: { ram: memory(uint(8), 16, { read: 'sync', style: 'block' }).doc('read before write') } }), ({ at, en, data, ram }) => {
    when(en, () => { ram.write(at, data); });
    return { word: ram.read(at, { enable: en.not() }) };
  })(),

  module('memory_async', () => ({ inputs: { at: uint(4), en: bool, data: sint(8) }, outputs: { word: sint(8) }, state: { ram: memory(sint(8), 10, { read: 'async', style: 'distributed' }) } }), ({ at, en, data, ram }) => {
    when(en, () => { ram.write(at, data); });
    return { word: ram.read(at) };
  })(),

  module('memory_mask', () => ({ inputs: { at: uint(2), mask: uint(2), data: uint(16) }, outputs: { word: uint(16) }, state: { ram: memory(uint(16), 4, { read: 'sync', mask: 8 }) } }), ({ at, mask, data, ram }) => {
    ram.write(at, data, { mask });
    return { word: ram.read(at) };
  })(),

  module('memory_contents', () => ({ inputs: { at: uint(2) }, outputs: { square: uint(6) }, state: { squares: memory(uint(6), 4, { read: 'async', initial: [0, 1, 4] }) } }), ({ at, squares }) => ({ square: squares.read(at) }))(),

  module('match_states', () => ({ inputs: { go: bool, stop: bool }, outputs: { busy: bool, beats: uint(4) }, state: { phase: states('IDLE', 'RUN', 'DONE'), beats: uint(4).reset(0) } }), ({ go, stop, phase, beats }) => {
    match(phase, {
      IDLE: () => when(go, () => { phase.go('RUN'); beats.next = 0; }),
      RUN: () => { beats.next = beats.add(1).wrap(4); when(stop, () => phase.go('DONE')); },
      DONE: () => phase.go('IDLE'),
    });
    return { busy: phase.is('RUN', 'DONE'), beats };
  })(),

  module('when_chain', () => ({ inputs: { a: bool, b: bool, d: uint(4) }, outputs: { r: uint(4), s: uint(4) }, state: { r: uint(4).reset(9), s: uint(4) } }), ({ a, b, d, r, s }) => {
    when(a, () => { r.next = d; }).elseWhen(b, () => { s.next = d; when(d.all(), () => { r.next = 0; }); }).otherwise(() => { r.next = s; });
    return { r, s };
  })(),

  ...(() => {
    const half = module('half', () => ({ inputs: { x: uint(8), en: bool }, outputs: { low: uint(4), high: uint(4) }, state: { low: uint(4), high: uint(4) } }), ({ x, en, low, high }) => {
      when(en, () => { low.next = x.slice(3, 0); high.next = x.slice(7, 4); });
      return { low, high };
    })();
    return [
      module('instance_one', () => ({ inputs: { a: uint(8), en: bool }, outputs: { y: uint(5) } }), ({ a, en }) => {
        const { low, high } = half.place('split', { x: a, en });
        return { y: low.add(high) };
      })(),
      module('instance_array', () => ({ inputs: { words: uint(24), en: bool, which: uint(2) }, outputs: { lows: uint(12), chosen: uint(4) } }), ({ words, en, which }) => {
        const row = half.placeArray('row', 3, { x: each(words), en });
        return { lows: row.low, chosen: row.high.pick(which, uint(4)) };
      })(),
    ];
  })(),

  module('popcount_plain', () => ({ inputs: { a: uint(12), b: uint(12) }, outputs: { ones: uint(4) } }), ({ a, b }) => ({ ones: a.xor(b).popcount() }))(),

  module('assertions', () => ({ inputs: { a: uint(4), b: uint(4) }, outputs: { y: uint(5) } }), ({ a, b }) => {
    assume('a is not the largest', a.lt(15));
    check('the sum has room for one more', a.add(b).lt(30));
    cover('both are 0', a.eq(0).and(b.eq(0)));
    return { y: a.add(b) };
  })(),

  module('functions', () => {
    const limited = 4;
    return { inputs: { a: uint(limited), b: uint(limited), c: uint(limited) }, outputs: { most: uint(limited), total: uint(limited + 2), some: bool } };
  }, ({ a, b, c }) => {
    const larger = (x: Signal<'unsigned', 4>, y: Signal<'unsigned', 4>) => mux(x.gt(y), x, y);
    const most = larger(larger(a, b), c);
    return { most, total: sum(a, b, c), some: any(a.any(), b.all(), c.parity()) };
  })(),

  module('pick_element', () => ({ inputs: { words: uint(48), at: uint(3), place: uint(6) }, outputs: { word: uint(8), flag: bool, third: sint(12) } }), ({ words, at, place }) => ({
    word: words.pick(at, uint(8)), flag: words.pick(place, bool), third: words.pick(2, sint(12)),
  }))(),

  module('saturate_sum', () => ({ inputs: { a: sint(8), b: sint(8), u: uint(8) }, outputs: { y: sint(8), v: uint(5), wrapped: sint(8) } }), ({ a, b, u }) => {
    const total = a.add(b);
    keep({ total });
    return { y: total.saturate(8), v: u.saturate(5), wrapped: total.wrap(8) };
  })(),

  module('wires_forward', () => ({ inputs: { a: uint(4) }, outputs: { y: uint(5) }, wires: { later: uint(4).doc('driven below') } }), ({ a, later }) => {
    const y = later.add(1);
    later.assign(a.not());
    return { y };
  })(),

  module('signs_mixed', () => ({ inputs: { u: uint(6), s: sint(4), by: uint(2) }, outputs: { product: sint(11), moved: sint(4), joined: uint(10), grown: sint(9) } }), ({ u, s, by }) => ({
    product: u.toSigned().mul(s), moved: s.shr(by), joined: cat(u, s), grown: s.extend(9),
  }))(),
] as readonly Pick<Definition, 'name' | 'ir'>[];
