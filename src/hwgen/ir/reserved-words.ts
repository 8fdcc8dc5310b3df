/** Keywords of IEEE 1364-2005 and 1800-2017: no net, module or state may have such a name. */
const KEYWORDS = `
accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before begin bind bins binsof bit break buf
bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos config const constraint context continue cover covergroup
coverpoint cross deassign default defparam design disable dist do edge else end endcase endchecker endclass endclocking endconfig
endfunction endgenerate endgroup endinterface endmodule endpackage endprimitive endprogram endproperty endspecify endsequence endtable
endtask enum event eventually expect export extends extern final first_match for force foreach forever fork forkjoin function generate
genvar global highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies import incdir include initial inout input inside
instance int integer interconnect interface intersect join join_any join_none large let liblist library local localparam logic longint
macromodule matches medium modport module nand negedge nettype new nexttime nmos nor noshowcancelled not notif0 notif1 null or output
package packed parameter pmos posedge primitive priority program property protected pull0 pull1 pulldown pullup pulsestyle_ondetect
pulsestyle_onevent pure rand randc randcase randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos rpmos
rtran rtranif0 rtranif1 s_always s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal showcancelled signed
small soft solve specify specparam static string strong strong0 strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table
tagged task this throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type typedef union unique
unique0 unsigned until until_with untyped use uwire var vectored virtual void wait wait_order wand weak weak0 weak1 while wildcard wire
with within wor xnor xor mailbox process semaphore`;

/** Keywords of C++: a module becomes a C++ class under Verilator. */
const CPP = `
abort alignas alignof and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool catch char char16_t char32_t char8_t
co_await co_return co_yield compl concept const_cast consteval constexpr constinit decltype delete double dynamic_cast exit explicit
false float friend goto inline long main mutable namespace noexcept not_eq nullptr operator or_eq private public reflexpr register
reinterpret_cast requires short sizeof static_assert static_cast std switch synchronized template thread_local throw true try typeid
typename using volatile wchar_t xor_eq`;

/** Further words of C++ compilers and libraries that Verilator warns of (SYMRSVDWORD) when a port has the name; inner nets may. */
const CPP_PORTS = `
bit_vector cdecl complex const_iterator deque far huge interrupt iterator list map near override pascal queue sc_clock sc_in sc_inout
sc_out sc_signal sensitive sensitive_neg sensitive_pos set stack transaction_safe_dynamic type_info uint16_t uint32_t uint8_t vector`;

/** The language's own: the implicit ports, and the primitive that its targets use. */
const OWN = 'clk rst LUT6_2';

const words = (list: string): string[] => list.trim().split(/\s+/);

const RESERVED: ReadonlySet<string> = new Set([...words(KEYWORDS), ...words(CPP), ...words(OWN)]);

const PORTS: ReadonlySet<string> = new Set(words(CPP_PORTS));

/** May `name` not stand in the generated Verilog, or not as a port? Also covers the printer's functions, `popcount_<n>`, `popcount_and_<n>`. */
export const isReserved = (name: string, port: boolean): boolean => RESERVED.has(name) || (name.startsWith('popcount_') && /^popcount_(and_)?\d+$/.test(name)) || (port && PORTS.has(name));
