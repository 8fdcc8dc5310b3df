/** Freezes plain data all the way down, except `source` (its `Error` formats its stack when it is read). Returns its argument. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const [key, member] of Object.entries(value)) if (key !== 'source') deepFreeze(member);
  return value;
}
