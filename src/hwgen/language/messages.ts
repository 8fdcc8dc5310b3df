/**
 * Every message of the language, in one place: what is wrong, both values, the fix. `HardwareError` puts the place in front.
 * Each has a snapshot in test/hwgen/language/messages.test.ts.
 */
export const messages = {
  // Shapes and literals
  width: (width: unknown) => `a width of ${String(width)}; widths are whole numbers from 1`,
  bitsForNegative: (value: bigint) => `bitsFor(${value}); it takes a natural number: for signed values add the sign bit yourself`,
  notAnInteger: (value: number) => `${value} is no exact integer; use a whole number up to 2^53, or a bigint such as 5n`,
  literalRange: (what: string, value: bigint, type: string, min: bigint, max: bigint) =>
    `${what}: ${value} does not fit ${type}; it holds ${min} to ${max}: change the value or widen the type`,
  negativeLiteral: (what: string, value: bigint) =>
    `${what}: ${value} meets an unsigned operand; subtract instead, or write .toSigned() on the operand`,
  states: (names: readonly string[]) => `states(${names.join(', ')}); name at least one state, each name once`,
  memoryDepth: (depth: unknown) => `a memory of ${String(depth)} words; the depth is a whole number from 1`,
  memoryMask: (unit: unknown, width: number) => `a mask unit of ${String(unit)} bits in a word of ${width}; it must divide the word`,
  memoryStyle: () => `style 'block' with read 'async'; block RAM reads at the clock edge: use read: 'sync' or style: 'distributed'`,
  memoryInitial: (words: number, depth: number) => `${words} initial words for a memory of ${depth}; shorten the list or deepen the memory`,

  // Using signals as JavaScript values
  primitive: (type: string, hint: string) =>
    hint === 'number'
      ? `a ${type} signal in JavaScript arithmetic or comparison; a signal has no value yet: use .add .sub .lt .ge …`
      : hint === 'string'
        ? `a ${type} signal turned into text; a signal has no value yet: use its name in quotes`
        : `a ${type} signal used as a JavaScript value; a signal has no value yet: use .add for +, .eq for ==, mux or when for if`,
  notASignal: (what: string, value: string) => `${what}: ${value} is no signal; pass a signal or a number`,
  otherModule: (what: string, owner: string, current: string) =>
    `${what} uses a signal of module ${owner} inside module ${current}; pass it through a port`,
  outside: (what: string) => `${what} outside a module's logic; call it inside the third argument of module(…)`,
  nextRead: () => `.next is read; it only takes a value: read the register itself`,

  // Widths and signs
  sameSign: (op: string, left: string, right: string) =>
    `${op} of ${left} and ${right}; operands must have one sign: write .toSigned() on the unsigned one (or .asSigned() / .asUnsigned() to reread the bits)`,
  sameType: (op: string, left: string, right: string) =>
    `${op} of ${left} and ${right}; both must have the same type: write .extend(n) or .wrap(n), .asSigned() or .asUnsigned()`,
  assign: (target: string, want: string, have: string, sign: boolean) =>
    `${target} is ${want}, the value is ${have}; ${
      sign ? 'write .toSigned(), .asSigned() or .asUnsigned()' : 'write .wrap(n), .extend(n) or .saturate(n)'
    } to say what is meant`,
  condition: (what: string, have: string) => `${what} is ${have}; a condition is one unsigned bit: write .any(), .ne(0) or a comparison`,
  wrapWider: (have: string, width: number) => `.wrap(${width}) of ${have}; wrap makes narrower: use .extend(${width})`,
  extendNarrower: (have: string, width: number) => `.extend(${width}) of ${have}; extend makes wider: use .wrap(${width}) or .saturate(${width})`,
  saturateWider: (have: string, width: number) => `.saturate(${width}) of ${have}; saturate makes narrower: use .extend(${width})`,
  toSignedSigned: (have: string) => `.toSigned() of ${have}; it is signed already`,
  sliceRange: (high: number, low: number, have: string) => `bits ${high}..${low} of ${have}; high >= low, both inside the value`,
  shiftAmount: (amount: string) => `a shift by ${amount}; the amount is a natural number or an unsigned signal`,
  shiftTooWide: (have: string, width: number) =>
    `.shl by ${have} makes ${width} bits; narrow the amount first, or shift a wider value in steps`,
  pickElements: (have: string, element: string) => `pick of ${element} from ${have}; the vector must hold a whole number of elements`,
  pickIndex: (have: string) => `pick with an index of ${have}; the index is unsigned`,
  repeatCount: (count: unknown) => `.repeat(${String(count)}); the count is a whole number from 1`,
  catLiteral: (value: string) => `cat with the bare number ${value}; its width is unknown: write constant(uint(n), ${value})`,
  catEmpty: () => `cat of nothing; name at least one signal`,
  sumEmpty: () => `sum of nothing; name at least one signal`,
  eachWidth: (port: string, element: string, count: number, want: string, have: string) =>
    `${port}: each(…) deals ${count} elements of ${element} from ${want}, the vector is ${have}; build it with cat, element 0 last`,

  // Names
  badName: (name: string) => `'${name}' is no hardware name; use a letter or _ first, then letters, digits and _`,
  reservedName: (name: string) => `'${name}' is a reserved word of Verilog, SystemVerilog, Bitloom or (Verilator's) C++; choose another name`,
  nameTwice: (name: string, first: string, second: string) => `'${name}' is the name of two things, ${first} and ${second}; rename one`,
  outputRegister: (name: string) =>
    `'${name}' is the name of an output and of something inside that the output does not show; return that under '${name}', or rename one`,
  moduleTwice: (name: string, module: string) =>
    `two different modules are named '${name}' below ${module}; make the name depend on the parameters: module(params => \`…\`, …)`,
  parameter: (name: string, value: string, wanted: string) => `parameter ${name} is ${value}; give ${wanted}`,
  parameters: (key: string) => `parameter '${key}' is a function or symbol; parameters are plain data, so that equal ones share a module`,

  // Drivers
  missingOutput: (module: string, port: string) => `${module} does not drive its output '${port}'; return it from the logic`,
  extraOutput: (module: string, key: string, known: string) => `${module} returns '${key}', which is no output; its outputs are ${known}`,
  keptOutput: (name: string) => `keep '${name}' names a value that is not the one of output '${name}'; give one of the two another name`,
  wireUndriven: (name: string) => `wire '${name}' has no driver; call .assign(…) once, or connect it to an instance that drives it`,
  wireTwice: (name: string) => `wire '${name}' has two drivers; assign it once (choose with mux), or connect it to one instance`,
  registerTwice: (name: string) => `register '${name}' is assigned twice in one branch; the first value is never seen: remove it`,
  registerNever: (name: string) => `register '${name}' is never assigned; give it a .next or remove it`,
  loop: (path: readonly string[]) => `combinational loop: ${path.join(' -> ')}; put a register into it`,
  undriven: (what: string, name: string) => `${what} '${name}' has no driver; drive it once`,
  drivenTwice: (what: string, name: string) => `${what} '${name}' has two drivers; keep one, or choose with mux`,
  type: (rule: string, found: string, wanted: string) => `${rule}: ${found} where the IR wants ${wanted}; the node was built outside the surface`,
  memoryPorts: (memory: string, reads: number, writes: number) =>
    `memory '${memory}' of style 'block' has ${reads} reads and ${writes} writes; block RAM has two ports: share them, or use style 'auto'`,
  unused: (what: string, name: string) => `${what} '${name}' is never read; use it or remove it`,
  unreachable: (register: string, state: string) => `state ${state} of '${register}' is never entered; give it a .go('${state}') or remove it`,
  noReset: (register: string) => `register '${register}' decides what happens and has no reset value; write .reset(…) where it is declared`,
  neverWritten: (memory: string) => `memory '${memory}' is never written and has no contents; write it, or declare it with { initial: […] }`,
  writesMeet: (memory: string, writes: number) =>
    `memory '${memory}' can be written ${writes} times in one cycle, at one address the last wins; put the writes into branches of one when`,
  missingInput: (instance: string, port: string, known: string) => `${instance} leaves the input '${port}' open; it takes ${known}`,
  extraInput: (instance: string, key: string, known: string) => `${instance} has no input '${key}'; it takes ${known}`,
  arrayCount: (instance: string, count: unknown) => `${instance} is an array of ${String(count)}; the count is a whole number from 1`,
  eachOutside: (instance: string) => `${instance} is one instance, each(…) is for placeArray; pass the signal itself`,

  // Statements
  otherwiseTwice: () => `a branch after .otherwise; .otherwise comes last`,
  matchState: (register: string, missing: string) => `match on '${register}' without ${missing}; give every state an arm`,
  matchExtra: (register: string, extra: string, known: string) => `match on '${register}' has '${extra}', which is no state; it has ${known}`,
  noSuchState: (register: string, state: string, known: string) => `'${register}' has no state '${state}'; it has ${known}`,
  asyncEnable: (memory: string) => `an enable on the asynchronous read of '${memory}'; it shows the word at once: drop the enable`,
  maskWithoutUnit: (memory: string) => `a masked write to '${memory}', which has no mask unit; declare memory(…, { mask: 8 })`,

  // Text that can't be written
  unnamed: (use: string, kind: string, type: string) =>
    `${use} of the result of '${kind}', ${type}, without a name; Verilog can only slice, extend or pick from a name: write keep({ … }) with it`,
  tooDeep: (most: number) =>
    `an expression in which more than ${most} operations follow each other without a name; write keep({ … }) with a part of it, or join its operands in pairs`,
  tooLarge: (nodes: number) =>
    `an expression of ${nodes} nodes without a name; a value used more than once should have one: write keep({ … }) with its parts`,
} as const;
