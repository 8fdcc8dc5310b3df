/** Calls `visit` with each own key and its value, in their order; none of nothing. */
export function eachEntry<T>(record: Readonly<Record<string, T>> | undefined, visit: (key: string, value: T) => void): void {
  if (record === undefined) return;
  const keys = Object.keys(record);
  for (let i = 0; i < keys.length; i++) visit(keys[i]!, record[keys[i]!]!);
}

/** Is `key` an own key of one of these? */
export const isKey = (key: string, records: readonly (object | undefined)[]): boolean => records.some((record) => record !== undefined && Object.hasOwn(record, key));

/** All their keys, for a message. */
export const keyList = (records: readonly (object | undefined)[]): string => records.flatMap((record) => Object.keys(record ?? {})).join(', ') || 'none';
