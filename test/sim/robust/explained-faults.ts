/** Faults of `prove:faults` that change nothing that can be seen, and why: the beginning of their names. */
const explained: readonly (readonly [name: string, reason: string])[] = [
];

export const explanationOf = (name: string): string | undefined => explained.find(([known]) => name.startsWith(known))?.[1];
