import { withCompilerSettings } from '../../hwgen/language/v8-settings.js';
import { emitVariant } from './cycle-emitter.js';
import type { Layout } from './layout.js';
import type { Program } from './program.js';
import { preferGoodRegisterAllocation } from './register-allocator.js';
import type { StateImage } from './state-image.js';
import type { RunFunction, Variant } from './variant.js';

/** Bytes of code from which V8 11 may take a loop for a huge function. Its limit counts virtual registers; smaller loops stay below it. */
const largeLoop = 16_000;

/** The loops of a design, each compiled when it is first asked for. */
export class CompiledVariants {
  private readonly compiled = new Map<string, RunFunction>();
  private readonly lists = new WeakMap<readonly string[], string>();
  private listCount = 0;

  constructor(private readonly program: Program, private readonly layout: Layout, private readonly image: StateImage) {}

  /** A loop of cycles. The plain one skips regions in which nothing has changed. */
  loop(wanted: Pick<Variant, 'driven' | 'sampled' | 'until' | 'hash' | 'reset'>): RunFunction {
    const { driven, sampled, until, reset } = wanted;
    const guarded = !reset && driven.length === 0 && sampled.length === 0;
    return this.compile([reset, until ?? '', driven.join(' '), this.listKey(sampled)].join('|'), { ...wanted, guarded, edges: true });
  }

  /** Settles and samples once, without an edge. */
  settle(sampled: readonly string[]): RunFunction {
    return this.compile(`settle ${this.listKey(sampled)}`, { hash: false, reset: true, guarded: false, edges: false, driven: [], sampled });
  }

  clear(): void {
    this.compiled.clear();
  }

  /** A long list of names is known again as an object: joining thousands of names takes longer than a short run. */
  private listKey(names: readonly string[]): string {
    if (names.length < 50) return names.join(' ');
    let key = this.lists.get(names);
    if (key === undefined) this.lists.set(names, (key = `#${this.listCount++}`));
    return key;
  }

  private compile(key: string, variant: Variant): RunFunction {
    const known = this.compiled.get(key);
    if (known) return known;
    const code = withCompilerSettings(() => emitVariant(this.program, this.layout, variant));
    // What was asked for by name may have new limbs, and they have to be spilled.
    this.image.reserve(0);
    if (code.length > largeLoop) preferGoodRegisterAllocation();
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { engine: { memory: this.image.memory } });
    const run = exports['run'] as RunFunction;
    this.compiled.set(key, run);
    return run;
  }
}
