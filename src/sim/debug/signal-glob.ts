/**
 * Whether a hierarchical name fits one of the patterns: `*` is any text within a step, `**` any text over several, `?` one character; all else
 * is meant as it stands. `core.chain.*` is what an instance declares itself, `**.state` every signal called so.
 */
export function signalFilter(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map((pattern) => {
    const source = pattern.replace(/\*\*|[*?]|[.+^${}()|[\]\\]/g, (found) => ({ '**': '.*', '*': '[^.]*', '?': '[^.]' })[found] ?? `\\${found}`);
    return new RegExp(`^${source}$`);
  });
  return (name) => expressions.some((expression) => expression.test(name));
}

/** For an error message: the scopes nearest to a pattern that fits nothing, or the top's. */
export function nearestScopes(names: Iterable<string>, pattern: string): string[] {
  const known = new Set([...names].map((name) => name.slice(0, Math.max(0, name.lastIndexOf('.')))));
  for (let prefix = pattern; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
    const inside = [...known].filter((scope) => scope === prefix || scope.startsWith(`${prefix}.`));
    if (inside.length > 0) return inside;
  }
  return [...known].filter((scope) => scope !== '' && !scope.includes('.'));
}
