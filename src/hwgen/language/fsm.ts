import type { Expression } from '../ir/expression.js';
import { unsigned } from '../ir/type.js';
import { current } from './builder.js';
import { HardwareError } from './error.js';
import { capture } from './location.js';
import { messages } from './messages.js';
import { Signal, type Bool } from './signal.js';

/** The register of a state machine. As a signal it is the code of the state it is in. */
export class Fsm<N extends string = any> extends Signal<'unsigned'> {
  constructor(
    readonly registerName: string,
    readonly states: readonly N[],
    ...rest: ConstructorParameters<typeof Signal>
  ) {
    super(...rest);
  }

  /** Enters `state` at the next edge. */
  go(state: N): void {
    const builder = current('.go');
    if (builder !== this.owner) throw new HardwareError(messages.otherModule(`${this.registerName}.go`, this.owner!.name, builder.name));
    builder.body.push({ kind: 'assign', register: this.registerName, value: this.code(state), source: capture() });
  }

  /** Is it in `state`, or in one of several? */
  is(...states: readonly [N, ...N[]]): Bool {
    const source = capture();
    const tests = states.map((state): Expression => ({ kind: 'binary', op: 'equal', left: this.node, right: this.code(state), type: unsigned(1), source }));
    return new Signal(tests.reduce((left, right) => ({ kind: 'binary', op: 'or', left, right, type: unsigned(1), source })), this.owner);
  }

  private code(state: N): Expression {
    const value = this.states.indexOf(state);
    if (value < 0) throw new HardwareError(messages.noSuchState(this.registerName, state, this.states.join(', ')));
    return { kind: 'constant', type: this.node.type, value: BigInt(value) };
  }
}

/** One arm per state; the arm of the present state runs. */
export function match<N extends string>(fsm: Fsm<N>, arms: { readonly [K in N]: () => void }): void {
  const builder = current('match');
  const name = fsm.registerName;
  const missing = fsm.states.filter((state) => !(state in arms));
  if (missing.length > 0) throw new HardwareError(messages.matchState(name, missing.join(', ')));
  const extra = Object.keys(arms).find((state) => !fsm.states.includes(state as N));
  if (extra !== undefined) throw new HardwareError(messages.matchExtra(name, extra, fsm.states.join(', ')));
  if (builder !== fsm.owner) throw new HardwareError(messages.otherModule('match', fsm.owner!.name, builder.name));
  const source = capture();
  builder.body.push({
    kind: 'match',
    register: name,
    arms: fsm.states.map((state) => ({ state, body: builder.branch(arms[state]) })),
    source,
  });
}
