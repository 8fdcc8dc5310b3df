import { InputError } from '../errors/input-error.js';
import type { Command } from './command.js';

/** What yargs says, and how we say it. The first rule that fits counts. */
const rules: readonly (readonly [pattern: RegExp, sentence: (match: RegExpExecArray, words: readonly string[]) => string])[] = [
  [/^Unknown arguments?: (.*)$/, ([, names], words) => unknownWord(names!.split(', ')[0]!, words)],
  [/^Missing required arguments?: (.*)$/, ([, names]) => `missing ${names!.split(', ').map((name) => `--${name}`).join(' and ')}`],
  [/^Not enough arguments following: (.*)$/, ([, name]) => `--${name}: expected a value, found nothing`],
  [/^Arguments (\S+) and (\S+) are mutually exclusive$/, ([, one, other]) => `--${one} and --${other} exclude each other; choose one`],
  [
    /^Invalid values: Argument: (\S+), Given: (.*), Choices: (.*)$/,
    ([, name, given, choices]) => `--${name}: expected ${choices!.replaceAll('"', '').replace(/, (?=[^,]*$)/, ' or ')}, found ${given!.replaceAll('"', '')}`,
  ],
];

/** A complaint of yargs about `words` as an InputError of one sentence that ends with where help is. */
export function usageError(complaint: string, words: readonly string[], commands: readonly Pick<Command<never>, 'usage'>[]): InputError {
  const line = complaint.replace(/\s*\n\s*/g, ' ');
  const command = commands.find(({ usage }) => usage.split(' ')[0] === words[0]);
  if (command === undefined) {
    return new InputError(`${words.length === 0 ? 'name a command' : translate(line, words).replace('unknown word', 'unknown command')}; see "bitloom --help"`);
  }
  const missing = /^Not enough non-option arguments/.test(line) ? `expected "bitloom ${command.usage}"` : translate(line, words);
  return new InputError(`${missing}; see "bitloom ${words[0]} --help"`);
}

function translate(line: string, words: readonly string[]): string {
  for (const [pattern, sentence] of rules) {
    const match = pattern.exec(line);
    if (match !== null) return sentence(match, words);
  }
  return line;
}

function unknownWord(name: string, words: readonly string[]): string {
  const option = words.find((word) => word.startsWith('-') && word.replace(/^-+/, '').split('=')[0] === name);
  return option === undefined ? `unknown word "${name}"` : `unknown option ${option.split('=')[0]}`;
}
