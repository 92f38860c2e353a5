import {type CommandName, findCommand, splitLine, whyNotHere} from './command-line.js';
import type {Entry} from './palette-entry.js';

const entry = (kind: string, title: string, note: string, act: Entry['act'], why?: string): Entry => ({
  kind,
  title,
  note,
  right: '',
  rightMeaning: 'muted',
  why,
  act,
});

/** Every command, to be put into the line. */
export const commandEntries = (commands: readonly CommandName[]): Entry[] =>
  commands.map(({path, summary, args}) => ({
    ...entry('command', path, summary, {does: 'type', text: `${path} `}),
    right: args ?? '',
  }));

/** What a line that begins with a command means: to run it, or to go on with one of its options. */
export function lineEntries(line: string, commands: readonly CommandName[]): Entry[] {
  const split = splitLine(line);
  const words = withoutProgram(split.ok ? split.words : line.trim().split(/\s+/));
  const called = findCommand(words, commands);
  if (!called) return [];
  const {command, args} = called;
  const isBegun = args.length > 0 || /\s$/.test(line);
  const others = isBegun ? [] : commandEntries(commands.filter(({path}) => path.startsWith(`${command.path} `)));
  const why = split.ok ? whyNotHere(called) : split.why;
  const name = `${command.path}${args.length === 0 && command.args ? ` ${command.args}` : ''}`;
  const title = args.length === 0 ? name : withoutProgramText(line.trim());
  const run = {does: 'run', command: withoutProgramText(line.trim()), words} as const;
  return [entry('run', title, command.summary, run, why), ...others, ...(isBegun ? optionEntries(line, called) : [])];
}

const withoutProgram = (words: readonly string[]): readonly string[] =>
  words[0] === 'orkestra' ? words.slice(1) : words;
const withoutProgramText = (line: string): string => line.replace(/^orkestra\s+/, '');

/** Options that are not there yet; a word begun with a dash keeps those that go on like it. */
function optionEntries(line: string, {command, args}: {command: CommandName; args: readonly string[]}): Entry[] {
  const last = /\s$/.test(line) ? '' : (args.at(-1) ?? '');
  if (last !== '' && !last.startsWith('-')) return [];
  const before = line.slice(0, line.length - last.length);
  return command.options
    .map(({flags, help}) => ({flags, help, flag: /--[\w-]+/.exec(flags)?.[0] ?? flags}))
    .filter(({flag}) => flag.startsWith(last) && !args.slice(0, last === '' ? undefined : -1).includes(flag))
    .map(({flags, help, flag}) => entry('option', flags, help, {does: 'type', text: `${before}${flag} `}));
}
