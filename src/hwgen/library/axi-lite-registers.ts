import { all, bool, cat, constant, keep, module, uint, when, type BitShape, type Register, type Signal } from '../language/hardware.js';
import { axiLiteSlavePorts } from './axi-bundles.js';
import { checkRegisterMap, type RegisterDeclaration, type RegisterMap } from './register-map.js';

/**
 * An AXI4-Lite slave with the registers of a map. In the bundle `registers` there is per read-write register an
 * output of its name in lower case, per read-only one an input, per write-1 one an output that pulses for one cycle. A write is taken when address and data are both there, a read is
 * answered one cycle later. Writes of part of a word, to a register that is not written, or to none answer SLVERR and change
 * nothing; reads of none give 0 and SLVERR.
 */
export const axiLiteRegisters = module(
  ({ name }: RegisterMap) => name,
  (map: RegisterMap) => {
    checkRegisterMap(map);
    const shapes = (prefix: string, ...access: RegisterDeclaration['access'][]): Record<string, BitShape<'unsigned'>> =>
      Object.fromEntries(map.registers.filter((register) => access.includes(register.access)).map((register) => {
        const shape: BitShape<'unsigned'> = uint(register.bits ?? 32).doc(register.doc);
        return [prefix + register.name.toLowerCase(), register.access === 'read-only' ? shape : shape.reset(register.reset ?? 0)];
      }));
    return {
      doc: `AXI4-Lite slave: ${map.registers.length} registers`,
      bundles: { s_axi: axiLiteSlavePorts(map.addressBits), registers: { inputs: shapes('', 'read-only'), outputs: shapes('', 'read-write', 'write-1') } },
      state: {
        ...shapes('registers_', 'read-write', 'write-1'),
        answered: bool.reset(0).doc('a write waits for bready'), failed: bool,
        shown: bool.reset(0).doc('a word waits for rready'), word: uint(32), missed: bool,
      } as Record<string, BitShape<'unsigned'>>,
    };
  },
  (signals, { registers }) => {
    const { s_axi } = signals;
    const nets = signals as unknown as Record<string, Register<'unsigned'>>;
    const [answered, failed, shown, word, missed] = ['answered', 'failed', 'shown', 'word', 'missed'].map((name) => nets[name]!) as [Register, Register, Register, Register, Register];
    const net = ({ name, access }: RegisterDeclaration): Register<'unsigned'> =>
      access === 'read-only' ? (signals.registers[name.toLowerCase()] as Register<'unsigned'>) : nets[`registers_${name.toLowerCase()}`]!;
    const written = registers.filter(({ access }) => access !== 'read-only');
    const write = all(s_axi.awvalid, s_axi.wvalid, answered.not());
    const known = written.map(({ offset }) => s_axi.awaddr.eq(offset)).reduce((left, right) => left.or(right), constant(bool, 0));
    const good = known.and(s_axi.wstrb.all());
    const read = s_axi.arvalid.and(shown.not());
    keep({ write, good, read });

    for (const register of written) if (register.access === 'write-1') net(register).next = 0;
    when(s_axi.bready, () => { answered.next = 0; });
    when(write, () => {
      answered.next = 1;
      failed.next = good.not();
    });
    for (const register of written)
      when(all(write, good, s_axi.awaddr.eq(register.offset)), () => { net(register).next = s_axi.wdata.wrap(register.bits ?? 32); });

    when(s_axi.rready, () => { shown.next = 0; });
    when(read, () => {
      shown.next = 1;
      word.next = 0;
      missed.next = 1;
      for (const register of registers)
        when(s_axi.araddr.eq(register.offset), () => {
          missed.next = 0;
          word.next = register.access === 'write-1' ? 0 : net(register).extend(32);
        });
    });

    const response = (error: Signal): Signal => cat(error, constant(bool, 0));
    return {
      registers: Object.fromEntries(written.map((register) => [register.name.toLowerCase(), net(register)])),
      s_axi: {
        awready: write, wready: write, bvalid: answered, bresp: response(failed),
        arready: read, rvalid: shown, rdata: word, rresp: response(missed),
      },
    };
  },
);
