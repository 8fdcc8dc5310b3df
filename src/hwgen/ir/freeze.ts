/** Freezes plain data all the way down, except `source` (its `Error` formats its stack when it is read). Returns its argument. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) value.forEach(deepFreeze);
  else for (const key in value) if (key !== 'source' && typeof value[key] === 'object') deepFreeze(value[key]);
  return value;
}
