/** One way to settle some operands: its cost, its loss, and what it chooses as a list from the last choice to the first. */
export interface Option<Choice> {
  readonly cost: number;
  readonly loss: number;
  readonly choices: ChoiceList<Choice> | undefined;
}

export interface ChoiceList<Choice> {
  readonly choice: Choice;
  readonly before: ChoiceList<Choice> | undefined;
}

/** The option that chooses nothing. */
export const nothing: Option<never> = { cost: 0, loss: 0, choices: undefined };

/**
 * The options that no other beats in cost and loss both, by rising cost and so by falling loss; those over the budget are left out. Of equals the
 * first.
 */
export function undominated<Choice>(options: readonly Option<Choice>[], budget: number): Option<Choice>[] {
  const sorted = options.filter(({ cost }) => cost <= budget).sort((a, b) => a.cost - b.cost || a.loss - b.loss);
  let least = Infinity;
  return sorted.filter(({ loss }) => {
    const better = loss < least;
    if (better) least = loss;
    return better;
  });
}

/** All pairs of an option of `before` and one of `next`, without the dominated. The lists' choices are joined. */
export function combine<Choice>(before: readonly Option<Choice>[], next: readonly Option<Choice>[], budget: number): Option<Choice>[] {
  return undominated(before.flatMap((a) => next.map((b) => ({ cost: a.cost + b.cost, loss: a.loss + b.loss, choices: append(a.choices, b.choices) }))), budget);
}

/** The choices in order. */
export function choicesOf<Choice>(list: ChoiceList<Choice> | undefined): Choice[] {
  const found: Choice[] = [];
  for (let at = list; at; at = at.before) found.push(at.choice);
  return found.reverse();
}

function append<Choice>(first: ChoiceList<Choice> | undefined, second: ChoiceList<Choice> | undefined): ChoiceList<Choice> | undefined {
  return choicesOf(second).reduce<ChoiceList<Choice> | undefined>((before, choice) => ({ choice, before }), first);
}
