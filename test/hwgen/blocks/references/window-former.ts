import { geometry } from '../../../../src/hwgen/accelerator/geometry.js';
import type { AcceleratorParameters } from '../../../../src/hwgen/accelerator/parameters.js';
import { windowFormer } from '../../../../src/hwgen/accelerator/window-former.js';
import { see, type Subject } from '../../library/trial.js';

/** What a step says to all lanes. */
interface Step {
  readonly row_inside: boolean;
  readonly column: number;
  readonly bank: number;
  readonly odd: boolean;
  readonly word_taps: number;
  readonly word_skip: number;
  readonly pass: number;
  readonly address: number;
}

/** Of the descriptor. */
interface Layer {
  readonly slots_log: number;
  readonly first_slot: number;
  readonly stride: number;
  readonly input_width: number;
  readonly group_words: number;
}

const bitsOf = (word: bigint, low: number, count: number): bigint => BigInt.asUintN(count, word >> BigInt(low));

/** Cycles until the constants of all lanes stand. */
const settling = (dn: number): number => dn + 1;

/**
 * The operand of one lane, from the words that the banks read, pixel by pixel: pixel n of the operand is the n-th from the lane's own
 * column on, and zero where there is no such column or the kernel does not reach it. Undefined: this pass is not the lane's.
 */
function operandOf(lane: number, step: Step, layer: Layer, words: readonly (bigint | undefined)[], { dk, dn }: AcceleratorParameters): { readonly value: bigint | undefined } | undefined {
  const slots = 2 ** layer.slots_log;
  const columns = lane * layer.stride;
  const place = layer.slots_log === 0 ? columns : layer.first_slot + columns;
  if (step.pass !== (slots === 1 ? Math.floor(columns / dn) : 0)) return undefined;
  const bits = dk / slots;
  let value = 0n;
  for (let n = 0; n < slots; n++) {
    const at = step.column + columns + n;
    if (!step.row_inside || at < 0 || at >= layer.input_width || n < step.word_skip || n >= step.word_taps) continue;
    const word = words[(step.bank + (step.odd ? dn / 2 : 0) + Math.floor((place + n) / slots)) % dn];
    if (word === undefined) return { value: undefined };
    value |= bitsOf(word, ((place + n) % slots) * bits, bits) << BigInt(n * bits);
  }
  return { value };
}

/**
 * Chunks written all over the memory, and windows read from it, with padding on all sides, at any stride, by words of one pixel and of several. A layer
 * stands still while its windows are read; what is read in the cycle in which it is written is not looked at.
 */
export const windowFormerSubject = (parameters: AcceleratorParameters): Subject => {
  const { dm, dk, dn, activationDepth } = parameters;
  const { mostSlotsLog, chunksPerWord } = geometry(parameters);
  // The memory outlives a reset.
  const banks: (bigint | undefined)[][] = Array.from({ length: dn }, () => []);
  return {
    module: windowFormer(parameters).ir,
    reference(random) {
      // Few addresses, a group apart, so that what is read was written.
      const group_words = 1 + random.below(activationDepth / 4);
      const start = random.below(activationDepth);
      const addresses = Array.from({ length: 3 }, (_, index) => (start + index * group_words) % activationDepth);
      let layer: Layer = randomLayer();
      let stood = 0;
      let write = randomWrite();
      let [advance, writes, second] = [false, false, false];
      let step: Step | undefined;
      /** Steps behind the present one with their words, then the operands. */
      let reading: { readonly step: Step; readonly words: readonly (bigint | undefined)[] } | undefined;
      let gathered: (bigint | undefined)[] = Array.from({ length: dn }, () => undefined);
      let operands: (bigint | undefined)[] = gathered;
      let secondWords: readonly (bigint | undefined)[] = [];
      let seen = 0;
      return {
        inputs() {
          if (random.below(40) === 0) [layer, stood] = [randomLayer(), 0];
          stood++;
          write = randomWrite();
          advance = random.below(4) > 0;
          writes = random.below(2) === 0;
          second = !writes && random.below(3) === 0;
          const next = randomStep();
          step = advance ? next : undefined;
          return {
            advance, ...next, ...layer, settle: Math.max(0, dn + 1 - stood), stride_mod: layer.stride % dn, stride_div: Math.floor(layer.stride / dn),
            write: writes, second_read: second, port_address: write.address, write_first: write.first, write_mask: write.mask, write_paired: write.paired,
            write_odd_words: write.oddWords, write_part: write.part, write_slots_log: write.slotsLog, write_chunk: write.chunk,
          };
        },
        outputs(get) {
          const shown = get('operands');
          for (const [lane, operand] of operands.entries()) {
            if (operand === undefined) continue;
            see(() => bitsOf(shown, lane * dk, dk), `operand ${lane}`, operand);
            seen++;
          }
          const beside = get('second_words');
          for (const [bank, word] of secondWords.entries()) if (word !== undefined) see(() => bitsOf(beside, bank * dk, dk), `second word ${bank}`, word);

          // The edge, from the last stage back.
          const written = writes ? places() : [];
          const read = (bank: number, address: number): bigint | undefined =>
            written.some((each) => each.bank === bank && each.address === address) ? undefined : banks[bank]![address];
          if (advance) {
            operands = gathered;
            gathered = gathered.map((before, lane) => {
              if (reading === undefined) return before;
              const taken = operandOf(lane, reading.step, layer, reading.words, parameters);
              return taken === undefined ? before : taken.value;
            });
            const onward = (bank: number): boolean => (step!.odd ? (bank + dn / 2) % dn : bank) < step!.bank;
            reading = { step: step!, words: banks.map((_, bank) => read(bank, (step!.address + (onward(bank) ? layer.group_words : 0)) % activationDepth)) };
          }
          // The constants of the lanes of a new layer, and what they made of its first steps.
          if (stood <= settling(dn)) [reading, gathered, operands] = [undefined, gathered.map(() => undefined), operands.map(() => undefined)];
          if (second || writes) secondWords = second ? banks.map((_, bank) => read(bank, write.address)) : [];
          for (const { bank, address, bits } of written) {
            const old = write.first ? 0n : banks[bank]![address];
            banks[bank]![address] = old === undefined ? undefined : place(old, bits);
          }
        },
        end() {
          if (seen === 0) throw new Error('no operand was seen');
        },
      };

      /** The word with the chunks of its slots put in. */
      function place(old: bigint, bits: readonly bigint[]): bigint {
        const chunks = Array.from({ length: chunksPerWord }, (_, chunk) => bitsOf(old, chunk * dm, dm));
        const perSlot = chunksPerWord / bits.length;
        for (const [slot, value] of bits.entries()) chunks[slot * perSlot + write.number] = value;
        return chunks.reduceRight((word, chunk) => (word << BigInt(dm)) | chunk, 0n);
      }

      /** Where the pixels of a chunk go: side by side into the words of their group; of pairs the odd ones half the banks further on. */
      function places(): { readonly bank: number; readonly address: number; readonly bits: readonly bigint[] }[] {
        const pixel = (index: number): bigint => bitsOf(write.chunk, index * dm, dm);
        if (write.paired) {
          return Array.from({ length: dn }, (_, index) => {
            const column = write.part * dn + index;
            const odd = column % 2;
            return { bank: (Math.floor(column / 2) + odd * (dn / 2)) % dn, address: (write.address + odd * write.oddWords) % activationDepth, bits: [pixel(index)] };
          });
        }
        const slots = 2 ** write.slotsLog;
        return Array.from({ length: dn / slots }, (_, word) => ({
          bank: (write.part * dn) / slots + word, address: write.address, bits: Array.from({ length: slots }, (__, slot) => pixel(word * slots + slot)),
        }));
      }

      function randomWrite() {
        const slotsLog = random.below(mostSlotsLog + 1);
        const paired = mostSlotsLog > 0 && slotsLog === 0 && random.below(2) === 0;
        const slots = 2 ** slotsLog;
        const number = random.below(chunksPerWord / slots);
        const first = number === 0 && random.below(2) === 0;
        return {
          slotsLog, paired, number, first, oddWords: random.of([0, group_words, group_words, 1]) % 256, address: random.of(addresses), part: random.below(paired ? 2 : slots), chunk: random.bits(dm * dn),
          mask: Array.from({ length: slots }, (_, slot) => 1n << BigInt((slot * chunksPerWord) / slots + number)).reduce((sum, bit) => sum | bit),
        };
      }

      function randomLayer(): Layer {
        const slots_log = random.below(mostSlotsLog + 1);
        const slots = 2 ** slots_log;
        // The words of all lanes of pixels that share words come in one pass, and the piece behind a lane's own word with them.
        const fits = slots_log === 0 ? 3 * dn : Math.max(1, Math.floor(((dn - 1) * slots) / dn));
        return {
          slots_log, first_slot: random.below(slots), stride: Math.min(fits, random.of([1, 2, 4, 12, 1 + random.below(fits)])), input_width: 1 + random.below(random.of([2, 40, 2 ** 15])),
          group_words,
        };
      }

      function randomStep(): Step {
        const slots = 2 ** layer.slots_log;
        const word_skip = random.below(random.of([1, slots]));
        const last = layer.slots_log === 0 ? Math.floor(((dn - 1) * layer.stride) / dn) : 0;
        return {
          row_inside: random.below(8) > 0, column: random.of([0, layer.input_width - 1, random.below(layer.input_width)]) + random.below(2 * slots + 1) - slots - random.below(dn * layer.stride),
          bank: random.below(dn), odd: mostSlotsLog > 0 && layer.slots_log === 0 && random.below(2) === 0, word_taps: random.of([slots, word_skip + random.below(slots - word_skip + 1), 63]), word_skip,
          pass: random.below(last + 1), address: random.of(addresses.slice(0, -1)),
        };
      }
    },
  };
};

