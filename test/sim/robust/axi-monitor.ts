import { all, any, bool, cat, constant, keep, module, uint, when } from '../../../src/hwgen/language/hardware.js';

/** What a bit of `violations` means, lowest first. */
export const violationNames = [
  'a read address was withdrawn or changed before it was taken', 'a write address was withdrawn or changed before it was taken',
  'write data was withdrawn or changed before it was taken', 'a read burst crosses 4 KiB', 'a write burst crosses 4 KiB',
  'wlast is wrong', 'write data without an address', 'an address before the data of the last one', 'a write outside the region', 'bytes are left out of a write',
] as const;

/**
 * Watches an AXI4 master port and keeps in mind every rule it broke. `under_way`: bursts whose last beat or response is to come.
 * (AMBA AXI and ACE Protocol Specification, ARM IHI 0022E, A3.)
 */
export const axiMonitor = module('axi_monitor',
  ({ portBits }: { readonly portBits: number }) => ({
    doc: 'rules of AXI4 that a master has to keep',
    inputs: {
      write_base: uint(32), write_end: uint(32),
      arvalid: bool, arready: bool, araddr: uint(32), arlen: uint(8), rvalid: bool, rready: bool, rlast: bool,
      awvalid: bool, awready: bool, awaddr: uint(32), awlen: uint(8), wvalid: bool, wready: bool, wlast: bool, wdata: uint(portBits), wstrb: uint(portBits / 8),
      bvalid: bool, bready: bool,
    },
    outputs: { violations: uint(violationNames.length), under_way: uint(16) },
    state: {
      violations: uint(violationNames.length).reset(0), under_way: uint(16).reset(0),
      ar_waits: bool.reset(false), ar_before: uint(40), aw_waits: bool.reset(false), aw_before: uint(40),
      w_waits: bool.reset(false), w_before: uint(portBits + 1), left: uint(9).reset(0),
    },
  }),
  (s, { portBits }) => {
    const beatBits = Math.log2(portBits / 8);
    const ar = cat(s.arlen, s.araddr);
    const aw = cat(s.awlen, s.awaddr);
    const w  = cat(s.wlast, s.wdata);
    keep({ ar, aw, w });
    s.ar_waits.next = s.arvalid.and(s.arready.not());
    s.aw_waits.next = s.awvalid.and(s.awready.not());
    s.w_waits.next  = s.wvalid.and(s.wready.not());
    s.ar_before.next = ar;
    s.aw_before.next = aw;
    s.w_before.next = w;

    const bytes = (length: typeof s.arlen) => cat(length.add(1), constant(uint(beatBits), 0));
    const page_end_read  = s.araddr.slice(11, 0).add(bytes(s.arlen));
    const page_end_write = s.awaddr.slice(11, 0).add(bytes(s.awlen));
    const region_end = s.awaddr.add(bytes(s.awlen));
    keep({ page_end_read, page_end_write, region_end });
    const announced = s.awvalid.and(s.awready);
    const sent = s.wvalid.and(s.wready);
    keep({ announced, sent });
    when(sent, () => { s.left.next = s.left.sub(1).wrap(9).asUnsigned(); });
    when(announced, () => { s.left.next = s.awlen.add(1); });

    const rules = [
      all(s.ar_waits, s.arvalid.not().or(ar.ne(s.ar_before))),
      all(s.aw_waits, s.awvalid.not().or(aw.ne(s.aw_before))),
      all(s.w_waits, s.wvalid.not().or(w.ne(s.w_before))),
      all(s.arvalid, page_end_read.gt(4096)),
      all(s.awvalid, page_end_write.gt(4096)),
      all(s.wvalid, s.wlast.xor(s.left.eq(1))),
      all(s.wvalid, s.left.eq(0)),
      all(announced, s.left.ne(0)),
      all(s.awvalid, any(s.awaddr.lt(s.write_base), region_end.gt(s.write_end))),
      all(s.wvalid, s.wstrb.all().not()),
    ];
    s.violations.next = s.violations.or(cat(...(rules.reverse() as [typeof announced])));
    const begun = s.arvalid.and(s.arready).add(announced);
    const ended = all(s.rvalid, s.rready, s.rlast).add(s.bvalid.and(s.bready));
    keep({ begun, ended });
    s.under_way.next = s.under_way.add(begun).sub(ended).wrap(16).asUnsigned();
    return { violations: s.violations, under_way: s.under_way };
  },
);
