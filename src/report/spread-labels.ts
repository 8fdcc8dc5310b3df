/**
 * Positions for labels along one axis, as near to `wanted` as the order allows, with at least `gap` between any two, within `domain` as long as
 * they fit there. In the order of `wanted`.
 */
export function spreadLabels(wanted: readonly number[], gap: number, domain: readonly [low: number, high: number]): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  // Neighbours that are too close form a group that is centred on the mean of what its members want.
  const groups: { members: number[]; centre: number }[] = [];
  for (const index of order) {
    let group = within({ members: [index], centre: wanted[index]! });
    for (let below = groups.at(-1); below !== undefined && top(below) + gap > bottom(group); below = groups.at(-1)) {
      groups.pop();
      const members = [...below.members, ...group.members];
      group = within({ members, centre: members.reduce((sum, member) => sum + wanted[member]!, 0) / members.length });
    }
    groups.push(group);
  }
  const placed = new Array<number>(wanted.length);
  for (const group of groups) group.members.forEach((member, rank) => { placed[member] = bottom(group) + rank * gap; });
  return placed;

  function reach({ members }: { members: readonly number[] }): number {
    return ((members.length - 1) * gap) / 2;
  }
  function bottom(group: { members: readonly number[]; centre: number }): number {
    return group.centre - reach(group);
  }
  function top(group: { members: readonly number[]; centre: number }): number {
    return group.centre + reach(group);
  }
  function within<Group extends { members: number[]; centre: number }>(group: Group): Group {
    const half = reach(group) + gap / 2;
    return { ...group, centre: Math.max(Math.min(group.centre, domain[1] - half), domain[0] + half) };
  }
}
