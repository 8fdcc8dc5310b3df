import { InputError } from '../../errors/input-error.js';

/** Files by name; a folder is a tree of its own. */
export type FileTree = { [name: string]: FileTree | string | Uint8Array };

/** A tool as its npm package exports it. */
export type Tool = (words?: string[], files?: FileTree, options?: {
  stdout?: (bytes: Uint8Array | null) => void;
  stderr?: (bytes: Uint8Array | null) => void;
}) => Promise<FileTree> | FileTree | undefined;

export interface ToolResult {
  readonly files: FileTree;
  readonly log: string;
}

/**
 * Runs a tool that is WebAssembly in this process, with `files` as its folder. `onLine` gets every line it prints, at once: the tool keeps the
 * thread busy until it ends, so no timer would. InputError with the tool's own complaint when it fails.
 */
export async function runTool(name: string, tool: Tool, words: string[], files: FileTree, onLine: (line: string) => void): Promise<ToolResult> {
  const decoder = new TextDecoder();
  let log = '';
  let rest = '';
  const listen = (bytes: Uint8Array | null): void => {
    if (bytes === null) return;
    const text = decoder.decode(bytes, { stream: true });
    log += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    lines.forEach(onLine);
  };
  try {
    const result = await tool(words, files, { stdout: listen, stderr: listen });
    return { files: result ?? {}, log };
  } catch (error) {
    throw new InputError(`${name}: ${complaint(log) ?? oneLine(String(error))}`);
  }
}

/** The text of a file that a tool left; InputError when it left none. */
export function textOf(name: string, { files }: ToolResult, file: string): string {
  const content = files[file];
  if (typeof content === 'string') return content;
  if (content instanceof Uint8Array) return new TextDecoder().decode(content);
  throw new InputError(`${name}: ended without writing ${file}`);
}

const complaint = (log: string): string | undefined => {
  const found = log.match(/ERROR:\s*(.+)/);
  return found === null ? undefined : oneLine(found[1]!);
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
