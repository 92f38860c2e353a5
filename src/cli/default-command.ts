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
  const word = argv[at];
  if (isOption(word))
    return asksForHelp(argv.slice(at)) ? [...argv] : argv.toSpliced(at, 0, pathOfDefault(commands, '')[0] ?? '');
  const [, sub] = pathOfDefault(commands, word ?? '');
  if (sub === undefined) return [...argv];
  const next = nextWord(argv, at + 1) ?? argv.length;
  if (!isOption(argv[next]) || asksForHelp(argv.slice(next))) return [...argv];
  return argv.toSpliced(at + 1, 0, sub);
}

/** The default of a group, or with no group that of the program. */
function pathOfDefault(commands: readonly Command[], group: string): string[] {
  const ofGroup = commands.find(({path, isDefault}) => {
    const [first, second] = path.split(' ');
    return isDefault && (group === '' ? second === undefined : second !== undefined && first === group);
  });
  return ofGroup?.path.split(' ') ?? [];
}
