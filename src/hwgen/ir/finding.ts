import type { Expression } from './expression.js';
import type { Source } from './source.js';
import type { Type } from './type.js';

/**
 * What a check found. Errors stop the design; warnings (see `isWarning`) are for the author to see. The text of each comes from
 * the surface that reports it (`language/messages.ts`): the IR knows facts only.
 */
export type Finding = { readonly source: Source | undefined } & (
  | { readonly kind: 'badName'; readonly name: string }
  | { readonly kind: 'reservedName'; readonly name: string }
  | { readonly kind: 'nameTwice'; readonly name: string; readonly first: string; readonly second: string }
  | { readonly kind: 'outputRegister'; readonly name: string }
  | { readonly kind: 'moduleTwice'; readonly name: string; readonly below: string }
  | { readonly kind: 'undriven'; readonly net: string; readonly what: string }
  | { readonly kind: 'drivenTwice'; readonly net: string; readonly what: string }
  | { readonly kind: 'type'; readonly rule: string; readonly expression: Expression | undefined; readonly found: string; readonly wanted: string }
  | { readonly kind: 'loop'; readonly path: readonly string[] }
  | { readonly kind: 'tooLarge'; readonly nodes: number }
  | { readonly kind: 'memoryPorts'; readonly memory: string; readonly reads: number; readonly writes: number }
  | { readonly kind: 'unnamed'; readonly use: string; readonly of: string; readonly type: Type }
  | { readonly kind: 'unused'; readonly net: string; readonly what: string }
  | { readonly kind: 'unreachable'; readonly register: string; readonly state: string }
  | { readonly kind: 'noReset'; readonly register: string }
  | { readonly kind: 'neverWritten'; readonly memory: string }
  | { readonly kind: 'writesMeet'; readonly memory: string; readonly writes: number }
);

const WARNINGS: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>(['unused', 'unreachable', 'noReset', 'neverWritten', 'writesMeet']);

export const isWarning = (finding: Finding): boolean => WARNINGS.has(finding.kind);
