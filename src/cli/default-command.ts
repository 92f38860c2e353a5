import type {Command} from './command.js';
import {nextWord} from './globals.js';

const isOption = (word: string | undefined): boolean => word === undefined || word.startsWith('-');
const asksForHelp = (words: readonly string[]): boolean =>
  words.some((word) => ['-h', '--help', '-V', '--version'].includes(word));

/**
 * Puts in the word a person may leave out: `orkestra` alone opens the screen, `orkestra audit` alone lists.
 * Anything else is left as it is, so that a mistyped command is told as one.
 */
export function addDefault(argv: readonly string[], commands: readonly Command[]): string[] {
  const at = nextWord(argv, 0) ?? argv.length;
  const group = argv[at];
  if (group === undefined || isOption(group))
    return asksForHelp(argv.slice(at)) ? [...argv] : [nameOfDefault(commands), ...argv];
  const byDefault = commands.find((command) => command.isDefault && command.path.startsWith(`${group} `));
  if (!byDefault) return [...argv];
  const next = nextWord(argv, at + 1) ?? argv.length;
  const isNamed = isOption(argv[next])
    ? asksForHelp(argv.slice(next))
    : !takesWord(byDefault, commands, `${group} ${argv[next]}`);
  return isNamed ? [...argv] : argv.toSpliced(at + 1, 0, byDefault.path.slice(group.length + 1));
}

const nameOfDefault = (commands: readonly Command[]): string =>
  commands.find((command) => command.isDefault && !command.path.includes(' '))?.path ?? 'help';

/** A word that names no command of the group belongs to the default, if that takes any. */
const takesWord = (byDefault: Command, commands: readonly Command[], path: string): boolean =>
  byDefault.args !== undefined && !commands.some((command) => command.path === path);
