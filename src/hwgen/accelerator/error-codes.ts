/** What the status register's error field says. */
export const errorCodes = {
  none: 0, badDescriptor: 1, readError: 2, writeError: 3, forbiddenWrite: 4, contradiction: 5, timeLimit: 6, reset: 7, deadBus: 8,
} as const;

export type ErrorName = keyof typeof errorCodes;

const texts: { readonly [Name in ErrorName]: string } = {
  none: 'no error',
  badDescriptor: 'the descriptor has no magic number, a reserved bit set, a size of 0, or raw output that is not stored',
  readError: 'the memory answered a read with an error',
  writeError: 'the memory answered a write with an error',
  forbiddenWrite: 'the descriptor stores outside WRITE_BASE to WRITE_END',
  contradiction: 'sizes in the descriptor contradict each other: its output was complete before its work was',
  timeLimit: 'the chain took longer than TIME_LIMIT',
  reset: 'software reset it',
  deadBus: 'the memory left transactions unanswered; the accelerator stays busy until they are',
};

/** One sentence for each code. */
export const errorTexts: ReadonlyMap<number, string> = new Map((Object.keys(errorCodes) as ErrorName[]).map((name) => [errorCodes[name], texts[name]]));
