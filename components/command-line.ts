/** A command of the program as the palette shows it; given by the program's entry. */
export interface CommandName {
  path: string;
  args: string | undefined;
  summary: string;
  aliases: readonly string[];
  isDefault: boolean;
  options: readonly {flags: string; help: string}[];
  /** Goes on until it is stopped: always, or only with or without one of these options. */
  goesOn: {with?: readonly string[]; without?: readonly string[]} | undefined;
}

export type Words = {ok: true; words: string[]} | {ok: false; why: string};

/** The words of a line, quoted as in a shell; nothing in them is expanded, since no shell ever sees them. */
export function splitLine(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? '';
    if (quote === undefined && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === quote) quote = undefined;
    else if (quote === undefined && (letter === "'" || letter === '"')) {
      quote = letter;
      word ??= '';
    } else if (letter === '\\' && isEscape(quote, line[at + 1])) {
      at += 1;
      word = (word ?? '') + (line[at] ?? '');
    } else word = (word ?? '') + letter;
  }
  if (quote !== undefined) return {ok: false, why: `The quote ${quote} is not closed.`};
  return {ok: true, words: word === undefined ? words : [...words, word]};
}

/** Inside double quotes a backslash keeps only these from their meaning; inside single quotes, nothing. */
const isEscape = (quote: string | undefined, next: string | undefined): boolean =>
  next !== undefined && (quote === undefined || (quote === '"' && (next === '"' || next === '\\')));

/** A line that `splitLine` takes apart into these words again. */
export const joinWords = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./*-]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`)).join(' ');

export interface CalledCommand {
  command: CommandName;
  /** What stands behind its name. */
  args: readonly string[];
}

/** The command that a line begins with, by its own name, another one, or that of its group. */
export function findCommand(words: readonly string[], commands: readonly CommandName[]): CalledCommand | undefined {
  const named = commands
    .flatMap((command) => namesOf(command).map((name) => ({command, name: name.split(' ')})))
    .sort((one, other) => other.name.length - one.name.length)
    .find(({name}) => name.every((part, at) => words[at] === part));
  return named && {command: named.command, args: words.slice(named.name.length)};
}

function namesOf({path, aliases, isDefault}: CommandName): string[] {
  const [group = '', sub] = path.split(' ');
  const others = aliases.map((alias) => (sub === undefined ? alias : `${group} ${alias}`));
  return [path, ...others, ...(isDefault && sub !== undefined ? [group] : [])];
}

/** Why a command is not run from inside the screen; undefined when it can be. */
export function whyNotHere({command, args}: CalledCommand): string | undefined {
  const given = (flags: readonly string[] = []): string | undefined =>
    flags.find((flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`)));
  if (given(['-h', '--help']) !== undefined) return undefined;
  const {path, goesOn} = command;
  const flag = given(goesOn?.with);
  if (flag !== undefined)
    return `\`${path} ${flag}\` goes on until it is stopped; another terminal is the place for it.`;
  if (goesOn?.without && given(goesOn.without) === undefined)
    return `\`${path}\` goes on until it is stopped; another terminal is the place for it.`;
  const needs = /<[^>]+>/.exec(command.args ?? '')?.[0];
  return needs !== undefined && args.length === 0 ? `It needs ${needs}.` : undefined;
}
