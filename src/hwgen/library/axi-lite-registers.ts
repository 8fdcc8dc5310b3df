import { all, any, bool, cat, constant, keep, module, mux, uint, when, type BitShape, type Bool, type Definition, type Register, type Signal } from '../language/hardware.js';
import { axiLiteSlavePorts } from './axi-bundles.js';
import { checkRegisterMap } from './check-register-map.js';
import { allFields, fieldsOf, isWide, isWritten, type RegisterField, type RegisterInterface } from './register-fields.js';
import type { FieldAccess, RegisterMap } from './register-map.js';

/**
 * An AXI4-Lite slave with the registers of a map. A field is a port in lower case, `status_busy`, or `cycles` where the register is one
 * field: an output when it is read-write, a pulse or a flag, an input when it is read-only. A flag has besides the input `<port>_set`,
 * a counter the input `<port>_event`.
 *
 * A write is taken when address and data are both there and answered in the next cycle, in which the outputs have the new values; a read
 * is answered one cycle after its address. Writes of part of a word, to a register that nothing can be written to, or to none, change
 * nothing and answer SLVERR; so do reads of none, with 0.
 */
export function axiLiteRegisters<const M extends RegisterMap>(map: M): Definition<RegisterInterface<M>> {
  checkRegisterMap(map);
  return slave(map) as unknown as Definition<RegisterInterface<M>>;
}

type Shapes = Record<string, BitShape<'unsigned'>>;

/** What TypeScript sees of the slave inside: its other keys follow from the map. */
interface Inside {
  readonly doc: string;
  readonly bundles: { readonly s_axi: ReturnType<typeof axiLiteSlavePorts> };
}

const slave = module(
  ({ name }: RegisterMap) => name,
  (map: RegisterMap): Inside => {
    const fields = allFields(map);
    const shapes = (access: readonly FieldAccess[], ending: string, shape: (field: RegisterField) => BitShape<'unsigned'>): Shapes =>
      Object.fromEntries(fields.filter((field) => access.includes(field.access)).map((field) => [field.port + ending, shape(field)]));
    const plain = ({ bits, doc }: RegisterField): BitShape<'unsigned'> => uint(bits).doc(doc);
    const shape = {
      doc: `AXI4-Lite slave: ${map.registers.length} registers`,
      bundles: { s_axi: axiLiteSlavePorts(map.addressBits) },
      inputs: {
        ...shapes(['read-only'], '', plain),
        ...shapes(['flag'], '_set', ({ bits, label }) => uint(bits).doc(`sets ${label}`)),
        ...shapes(['counter'], '_event', ({ label }) => bool.doc(`counts in ${label}`)),
      },
      outputs: {
        ...shapes(['read-write', 'pulse', 'flag'], '', plain),
        ...(map.interrupts && { irq: bool.doc('an enabled flag is set') }),
      } as Shapes,
      state: {
        s_axi_bvalid: bool.reset(0), s_axi_bresp: uint(2),
        s_axi_rvalid: bool.reset(0), s_axi_rdata: uint(32), s_axi_rresp: uint(2),
        ...(map.registers.some(isWide) && { high: uint(32).doc('high word of the wide register read last') }),
        ...shapes(['read-write', 'pulse', 'flag'], '', (field) => plain(field).reset(field.reset ?? 0)),
        ...shapes(['counter'], '', (field) => plain(field).reset(0)),
      } as Shapes,
    };
    return shape;
  },
  (signals, map) => {
    const { s_axi } = signals;
    const nets = signals as unknown as Record<string, Register<'unsigned'>>;
    const net = (name: string): Register<'unsigned'> => nets[name]!;
    const fields = allFields(map);
    const labelled = (label: string): Register<'unsigned'> => net(fields.find((field) => field.label === label)!.port);

    // Writes
    const write = all(s_axi.awvalid, s_axi.wvalid, net('s_axi_bvalid').not());
    const writable = map.registers.filter((register) => fieldsOf(register).some(isWritten));
    const selects = new Map(writable.map(({ name, offset }) => [name, s_axi.awaddr.eq(offset)]));
    keep({ write, ...Object.fromEntries([...selects].map(([name, select]) => [`to_${name.toLowerCase()}`, select])) });
    const taken = selects.size === 0 ? constant(bool, 0) : all(write, s_axi.wstrb.all(), any(...selects.values()));
    keep({ taken });
    when(s_axi.bready, () => { net('s_axi_bvalid').next = 0; });
    when(write, () => {
      net('s_axi_bvalid').next = 1;
      net('s_axi_bresp').next = cat(taken.not(), constant(bool, 0));
    });
    for (const { port, access } of fields) if (access === 'pulse') net(port).next = 0;
    for (const register of writable) {
      const written = taken.and(selects.get(register.name)!);
      const bits = ({ low, bits: width }: RegisterField): Signal<'unsigned'> => s_axi.wdata.slice(low + width - 1, low);
      const stored = fieldsOf(register).filter((field) => isWritten(field) && field.access !== 'flag');
      if (stored.length > 0) when(written, () => { for (const field of stored) store(field, bits(field), net, labelled); });
      for (const field of fieldsOf(register)) {
        const { port, access, clearedBy } = field;
        if (access === 'flag' && clearedBy === undefined) keepEvents(written, net(port), net(port).and(bits(field).not()), net(`${port}_set`));
      }
    }
    for (const { port, access, clearedBy } of fields)
      if (access === 'flag' && clearedBy !== undefined) keepEvents(labelled(clearedBy) as unknown as Bool, net(port), undefined, net(`${port}_set`));
    count(fields, net, labelled);

    // Reads
    const read = s_axi.arvalid.and(net('s_axi_rvalid').not());
    keep({ read });
    when(s_axi.rready, () => { net('s_axi_rvalid').next = 0; });
    when(read, () => {
      net('s_axi_rvalid').next = 1;
      net('s_axi_rresp').next = 0;
      const show = (word: Signal<'unsigned'> | number) => () => { net('s_axi_rdata').next = word; };
      const arms = map.registers.flatMap((register): (readonly [number, () => void])[] => {
        const { offset } = register;
        if (!isWide(register)) return [[offset, show(wordOf(fieldsOf(register), net))]];
        const [field] = fieldsOf(register) as [RegisterField];
        const value = field.access === 'constant' ? constant(uint(field.bits), field.value!) : net(field.port);
        return [
          [offset, () => {
            show(value.slice(31, 0))();
            net('high').next = value.slice(field.bits - 1, 32).extend(32);
          }],
          [offset + 4, show(net('high'))],
        ];
      });
      const miss = (): void => {
        net('s_axi_rdata').next = 0;
        net('s_axi_rresp').next = 2;
      };
      const [first, ...others] = arms;
      if (first === undefined) miss();
      else others.reduce((chain, [offset, arm]) => chain.elseWhen(s_axi.araddr.eq(offset), arm), when(s_axi.araddr.eq(first[0]), first[1])).otherwise(miss);
    });

    const driven = fields.filter(({ access }) => ['read-write', 'pulse', 'flag'].includes(access));
    return {
      ...Object.fromEntries(driven.map(({ port }) => [port, net(port)])),
      ...(map.interrupts && { irq: any(...map.interrupts.map(({ flag, enable }) => labelled(flag).and(labelled(enable)))) }),
      s_axi: {
        awready: write, wready: write, bvalid: net('s_axi_bvalid'), bresp: net('s_axi_bresp'),
        arready: read, rvalid: net('s_axi_rvalid'), rdata: net('s_axi_rdata'), rresp: net('s_axi_rresp'),
      },
    };
  },
);

type Nets = (name: string) => Register<'unsigned'>;

/** What a write of `bits` to the field's register does to it. */
function store({ port, bits: width, ignoredWhile }: RegisterField, bits: Signal<'unsigned'>, net: Nets, labelled: Nets): void {
  if (ignoredWhile === undefined) net(port).next = bits;
  else net(port).next = width === 1 ? bits.and(labelled(ignoredWhile).not()) : mux(labelled(ignoredWhile) as unknown as Bool, 0, bits);
}

/** A flag becomes what the clearing leaves of it (nothing, where that is undefined), and what is set meanwhile. */
function keepEvents(clearing: Bool, flag: Register<'unsigned'>, left: Signal<'unsigned'> | undefined, set: Signal<'unsigned'>): void {
  when(clearing, () => { flag.next = left === undefined ? set : left.or(set); })
    .otherwise(() => { flag.next = flag.or(set); });
}

/** Counters that one pulse clears stand in one statement. */
function count(fields: readonly RegisterField[], net: Nets, labelled: Nets): void {
  const counters = fields.filter(({ access }) => access === 'counter');
  const events = (group: readonly RegisterField[]) => (): void => {
    for (const { port, bits } of group) when(net(`${port}_event`) as unknown as Bool, () => { net(port).next = net(port).add(1).wrap(bits); });
  };
  for (const pulse of new Set(counters.map(({ clearedBy }) => clearedBy))) {
    const group = counters.filter(({ clearedBy }) => clearedBy === pulse);
    if (pulse === undefined) events(group)();
    else when(labelled(pulse) as unknown as Bool, () => { for (const { port } of group) net(port).next = 0; }).otherwise(events(group));
  }
}

/** A register as it is read: its fields, 0 between them. */
function wordOf(fields: readonly RegisterField[], net: Nets): Signal<'unsigned'> | number {
  const parts: Signal<'unsigned'>[] = [];
  let next = 0;
  for (const field of fields.filter(({ access }) => access !== 'pulse').sort((a, b) => a.low - b.low)) {
    if (field.low > next) parts.unshift(constant(uint(field.low - next), 0));
    parts.unshift(field.access === 'constant' ? constant(uint(field.bits), field.value!) : net(field.port));
    next = field.low + field.bits;
  }
  const [first, ...others] = parts;
  return first === undefined ? 0 : (others.length === 0 ? first : cat(first, ...others)).extend(32);
}
