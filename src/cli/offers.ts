import type {TaskState} from '../../state/task-states.js';
import {keys} from '../config/keys.js';
import type {Command, OptionSpec} from './command.js';
import {globalOptions, nextWord} from './globals.js';
import {groups} from './groups.js';

export interface Offer {
  value: string;
  help: string;
}

/** What may stand where the cursor is. Tasks and agents are looked up by whoever can open the project. */
export type Wanted =
  | {of: 'words'; words: readonly Offer[]}
  | {of: 'tasks'; states: readonly TaskState[] | undefined}
  | {of: 'agents' | 'locks' | 'backups' | 'files' | 'folders' | 'nothing'};

export interface Completion {
  wanted: Wanted;
  /** The part of the word that stays: `--after=12,` while 13 is chosen. */
  before: string;
  /** The part that is being completed. */
  typed: string;
}

/** `words` are those behind `orkestra`, the last one is under the cursor and may be empty. */
export function completionOf(words: readonly string[], commands: readonly Command[]): Completion {
  const {done, current} = splitWords(words);
  const first = nextWord(done, 0);
  const pending = first === undefined ? pendingGlobal(done) : undefined;
  if (pending) return plainly(pending, current);
  const word = first === undefined ? undefined : done[first];
  if (first === undefined || word === undefined) return ofProgram(current, commands);
  const ofGroup = commands.filter((command) => command.path.startsWith(`${word} `));
  if (ofGroup.length === 0) return ofCommand(byName(commands, word), done.slice(first + 1), current);
  const second = nextWord(done, first + 1);
  const sub = second === undefined ? undefined : byName(ofGroup, `${word} ${done[second]}`);
  if (second !== undefined && sub) return ofCommand(sub, done.slice(second + 1), current);
  const byDefault = ofGroup.find((command) => command.isDefault);
  if (second !== undefined || current.startsWith('-')) return ofCommand(byDefault, done.slice(first + 1), current);
  return plainly(
    {
      of: 'words',
      words: ofGroup
        .filter(isShown)
        .map((command) => ({value: command.path.slice(word.length + 1), help: command.summary})),
    },
    current,
  );
}

const isShown = (command: Command): boolean => command.isHidden !== true;
const plainly = (wanted: Wanted, typed: string): Completion => ({wanted, before: '', typed});
const nothing = (typed: string): Completion => plainly({of: 'nothing'}, typed);

/** Bash cuts `--priority=hi` into three words; the equals sign is dropped again. Quotes are undone. */
function splitWords(words: readonly string[]): {done: string[]; current: string} {
  const whole = words.filter((word, at) => !(word === '=' && at < words.length - 1 && words[at - 1]?.startsWith('--')));
  const last = whole.at(-1) ?? '';
  const isSign = last === '=' && whole.at(-2)?.startsWith('--') === true;
  return {done: whole.slice(0, -1).map(unquote), current: isSign ? '' : last};
}

function unquote(word: string): string {
  const quoted = /^'([^']*)'$/.exec(word) ?? /^"([^"]*)"$/.exec(word);
  return quoted ? (quoted[1] ?? '') : word.replace(/\\(.)/g, '$1');
}

/** By its path, or by another name of its last word. */
function byName(commands: readonly Command[], path: string): Command | undefined {
  const last = path.slice(path.lastIndexOf(' ') + 1);
  return commands.find((command) => command.path === path || command.aliases?.includes(last));
}

function pendingGlobal(done: readonly string[]): Wanted | undefined {
  if (done.at(-1) === '--project-root') return {of: 'folders'};
  return done.at(-1) === '--config' ? {of: 'files'} : undefined;
}

function ofProgram(current: string, commands: readonly Command[]): Completion {
  if (current.startsWith('-')) {
    const own = [
      {flags: '-h, --help', help: 'show help'},
      {flags: '-V, --version', help: 'print the version'},
    ];
    const alone = commands.find((command) => command.isDefault && !command.path.includes(' '))?.options ?? [];
    return ofFlag([...own, ...alone, ...globalOptions], [], current);
  }
  const words = new Map<string, Offer>();
  for (const {path, summary} of commands.filter(isShown)) {
    const [value = ''] = path.split(' ');
    if (!words.has(value)) words.set(value, {value, help: groups[value] ?? summary});
  }
  return plainly({of: 'words', words: [...words.values()]}, current);
}

function ofCommand(command: Command | undefined, given: readonly string[], current: string): Completion {
  if (!command) return nothing(current);
  const options: OptionSpec[] = [...(command.options ?? []), ...globalOptions];
  const {places, pending} = readGiven(given, options);
  if (pending) return listed(valuesOf(pending), current, '', pending.isList === true);
  if (current.startsWith('-') && !given.includes('--')) return ofFlag(options, given, current);
  const name = argumentAt(command.args, places.length);
  if (name === undefined) return current === '' ? ofFlag(options, given, current) : nothing(current);
  return plainly(argumentValues(command, name, places), current);
}

/** The words that are no options, and the option that still waits for its value. */
function readGiven(
  given: readonly string[],
  options: readonly OptionSpec[],
): {places: string[]; pending: OptionSpec | undefined} {
  const places: string[] = [];
  let pending: OptionSpec | undefined;
  let isOver = false;
  for (const word of given) {
    if (pending) pending = undefined;
    else if (word === '--' && !isOver) isOver = true;
    else if (word.startsWith('-') && !isOver) pending = word.includes('=') ? undefined : optionWithValue(options, word);
    else places.push(word);
  }
  return {places, pending};
}

const flagsOf = ({flags}: Pick<OptionSpec, 'flags'>): string[] =>
  flags.split(/[ ,]+/).filter((word) => word.startsWith('-'));
const placeholderOf = ({flags}: Pick<OptionSpec, 'flags'>): string | undefined =>
  / <?([A-Za-z]+)[^ ]*$/.exec(flags)?.[1]?.toUpperCase();

const optionWithValue = (options: readonly OptionSpec[], word: string): OptionSpec | undefined =>
  options.find((option) => flagsOf(option).includes(word) && placeholderOf(option) !== undefined);

function ofFlag(options: readonly OptionSpec[], given: readonly string[], current: string): Completion {
  const sign = current.indexOf('=');
  const option = sign < 0 ? undefined : optionWithValue(options, current.slice(0, sign));
  if (option)
    return listed(valuesOf(option), current.slice(sign + 1), current.slice(0, sign + 1), option.isList === true);
  const isFree = (one: OptionSpec): boolean =>
    one.isList === true || !flagsOf(one).some((flag) => given.includes(flag));
  const words = options.filter(isFree).map((one) => ({value: flagsOf(one).at(-1) ?? '', help: one.help}));
  return plainly({of: 'words', words}, current);
}

/** Of a list, only the last part is completed. */
function listed(wanted: Wanted, current: string, before: string, isList: boolean): Completion {
  const start = isList ? current.lastIndexOf(',') + 1 : 0;
  return {wanted, before: before + current.slice(0, start), typed: current.slice(start)};
}

const bare = (words: readonly string[]): Wanted => ({of: 'words', words: words.map((value) => ({value, help: ''}))});

/** The name of a placeholder says what belongs there. */
const byPlaceholder: Readonly<Record<string, Wanted>> = {
  ID: {of: 'tasks', states: undefined},
  TASK: {of: 'tasks', states: undefined},
  PATH: {of: 'files'},
  FILE: {of: 'files'},
  GLOB: {of: 'files'},
  CMD: {of: 'files'},
  DIR: {of: 'folders'},
  BACKUP: {of: 'backups'},
  OTHER: {of: 'backups'},
};

function valuesOf(option: OptionSpec): Wanted {
  const words = option.choices ?? option.suggest;
  if (words) return bare(words);
  if (flagsOf(option).includes('--agent')) return {of: 'agents'};
  return byPlaceholder[placeholderOf(option) ?? ''] ?? {of: 'nothing'};
}

/** `<id...>` stands for all words from there on. */
function argumentAt(args: string | undefined, place: number): string | undefined {
  const names = args?.split(' ') ?? [];
  const last = names.at(-1);
  const name = names[place] ?? (last?.includes('...') ? last : undefined);
  return name?.replace(/[^a-z]/gi, '').toUpperCase();
}

const queued: readonly TaskState[] = ['ready', 'waiting', 'running', 'held', 'review'];

/** Only the tasks the command can do something with. */
const statesFor: Readonly<Record<string, readonly TaskState[]>> = {
  'task approve': ['review'],
  'task reject': ['review'],
  'task cancel': [...queued, 'failed'],
  'task move': ['ready', 'waiting'],
  'task delete': ['done', 'failed', 'cancelled', 'ready', 'waiting', 'held', 'review'],
};

function argumentValues({path}: Command, name: string, places: readonly string[]): Wanted {
  if (path === 'completion') return bare(shells);
  if (path === 'config set' && name === 'VALUE') return settingValues(places[0] ?? '');
  if (name === 'KEY') return {of: 'words', words: keys.map((one) => ({value: one.name, help: one.key.help}))};
  if (name === 'ID' && path.startsWith('task ')) return {of: 'tasks', states: statesFor[path]};
  if (path.startsWith('agent ')) return {of: 'agents'};
  if (path === 'lock drop') return {of: 'locks'};
  return byPlaceholder[name] ?? {of: 'nothing'};
}

function settingValues(name: string): Wanted {
  const key = keys.find((one) => one.name === name)?.key;
  if (key?.kind === 'choice') return bare(key.of);
  return key?.kind === 'toggle' ? bare(['true', 'false']) : {of: 'nothing'};
}

export const shells = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shells)[number];
