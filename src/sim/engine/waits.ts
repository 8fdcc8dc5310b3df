/** More of each kind would bury the reason. */
const most = 8;

export interface Waiting {
  /** Names that `value` knows: all signals of an engine, or the ports of any simulator. */
  readonly names: readonly string[];
  readonly machines: readonly { readonly name: string; readonly states: readonly string[] }[];
  value(name: string): bigint;
}

/**
 * What a design waits for, for the message of a run that reached its limit: the states of its machines, and its handshakes (pairs of names that
 * end in `valid` and `ready`) in which one side waits for the other; of those inside only the ones whose valid waits. Begins with `; `, or
 * is empty.
 */
export function waitsText({ names, machines, value }: Waiting): string {
  const known = new Set(names);
  const waits = names.flatMap((valid) => {
    const ready = valid.replace(/valid$/, 'ready');
    if (ready === valid || !known.has(ready)) return [];
    const inside = valid.includes('.');
    const [offered, taken] = [value(valid) === 1n, value(ready) === 1n];
    if (offered && !taken) return [`${valid} is high and waits for ${ready}`];
    return taken && !offered && !inside ? [`${ready} is high and waits for ${valid}`] : [];
  });
  const states = machines.map(({ name, states: codes }) => `${name} is ${codes[Number(value(name))] ?? value(name)}`);
  return [states, waits].filter((list) => list.length > 0).map((list) => `; ${shorten(list)}`).join('');
}

function shorten(list: readonly string[]): string {
  return list.length <= most ? list.join(', ') : `${list.slice(0, most).join(', ')} and ${list.length - most} more`;
}
