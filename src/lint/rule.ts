import type ts from 'typescript';

/** What the rules need of a syntax node (ESTree). */
export interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What the rules need of ESLint's context. */
export interface Context {
  readonly sourceCode: { readonly parserServices?: ParserServices | undefined; getScope(node: Node): Scope };
  report(problem: { readonly node: Node; readonly messageId: string; readonly data?: Readonly<Record<string, string>> }): void;
}

/** A scope of JavaScript names. */
export interface Scope {
  readonly upper: Scope | null;
  readonly set: ReadonlyMap<string, { readonly defs: readonly { readonly type: string }[] }>;
}

interface ParserServices {
  readonly program?: ts.Program | null | undefined;
  readonly esTreeNodeToTSNodeMap?: { get(node: Node): ts.Node } | undefined;
}

export interface Rule {
  readonly meta: { readonly type: 'problem'; readonly docs: { readonly description: string }; readonly schema: readonly []; readonly messages: Readonly<Record<string, string>> };
  create(context: Context): Record<string, (node: Node) => void>;
}

/** Is the expression a signal? Needs type information; without it an Error says how to switch it on. */
export function signalTest(context: Context): (node: Node) => boolean {
  const services = context.sourceCode.parserServices;
  const { program, esTreeNodeToTSNodeMap: nodes } = services ?? {};
  if (!program || !nodes) throw new Error('bitloom: the rules need type information; set languageOptions.parserOptions.projectService to true');
  const checker = program.getTypeChecker();
  return (node) => isSignal(checker, checker.getTypeAtLocation(nodes.get(node)));
}

/** Signals are told by their members, so that every kind of signal counts and no import path matters. */
function isSignal(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((part) => isSignal(checker, part));
  return ['node', 'owner', 'popcount', 'toSigned'].every((member) => checker.getPropertyOfType(type, member) !== undefined);
}
