import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Command, OptionSpec} from '../../src/cli/command.js';
import type {Refusal} from '../support/refusal.js';
import {ids} from './sample-project.js';
import {type Sample, wordsOf} from './samples.js';

export interface BadCall extends Refusal {
  /** The words behind the path of the command. */
  words: readonly string[];
}

export const HOSTILE = '\u001b]0;owned\u0007\u001b[31m\u009b2Jred\u202e';
const HUGE = 'x'.repeat(1_000_000);
const MANY_WORDS = 'word '.repeat(200_000);

/** What is wrong with the words themselves, whatever the command does: made from the table of commands. */
export function wrongCalls(command: Command, {args}: Sample): BadCall[] {
  return [
    {words: ['--no-such-option', ...args], code: 2, says: /unknown option '--no-such-option'/i},
    {words: [`--${HOSTILE}`, ...args], code: 2, says: /unknown option '--.*red/i},
    {words: [`--${HUGE}`, ...args], code: 2, says: /unknown option/i},
    ...tooManyWords(command, args),
    ...tooFewWords(command),
    ...(command.options ?? []).flatMap((option) =>
      wrongValues(option).map((bad) => ({...bad, words: [...args, ...bad.words]})),
    ),
    ...wrongIds(command),
  ];
}

/** A mistyped sub-command of a group that has a default is one as well. */
function tooManyWords({args, isDefault, path}: Command, good: readonly string[]): BadCall[] {
  if (args?.includes('...')) return [];
  const isCommand = isDefault && !path.includes(' ');
  return [
    {words: [...good, 'one', 'two', 'three'], code: 2, says: isCommand ? /command|too many/i : /too many arguments/i},
  ];
}

const tooFewWords = ({args}: Command): BadCall[] =>
  args?.includes('<') ? [{words: [], code: 2, says: /missing required argument/i}] : [];

/** What a placeholder can never be. */
const neverA: Readonly<Record<string, readonly string[]>> = {
  N: ['many', '-1', '1.5', '9'.repeat(30)],
  TIME: ['soon', '-5m', '1 fortnight', HUGE],
  ID: ['abc', '0', '1e3', HOSTILE, HUGE],
  WHEN: ['someday', '2026-13-45', HOSTILE, HUGE],
  LEVEL: ['extreme', '0', '10', HOSTILE, HUGE],
  AMOUNT: ['lots', '-2usd', HOSTILE],
};

function wrongValues({flags, choices, isList}: OptionSpec): BadCall[] {
  const [, flag = '', placeholder] = /(--[a-z-]+)(?: <?([A-Za-z]+))?/.exec(flags) ?? [];
  if (placeholder === undefined) return [];
  const wrong = choices ? ['nonsense', HOSTILE, HUGE] : (neverA[placeholder.toUpperCase()] ?? []);
  const says = choices ? (isList ? /is no / : /allowed choices|is no /i) : /\S/;
  return wrong.map((value) => ({words: [`${flag}=${value}`], code: 2, says}));
}

function wrongIds({path, args}: Command): BadCall[] {
  const isTask = /^[<[](id|task)/.test(args ?? '') && !path.startsWith('lock ');
  if (!isTask) return [];
  const more = neededBeside[path] ?? [];
  return [
    ...['abc', '0', '1.5', '12x', '9'.repeat(40), HOSTILE].map(
      (id): BadCall => ({words: [id, ...more], code: 2, says: /is no task id/}),
    ),
    {words: ['', ...more], code: 2, says: /"" is no task id/},
    {words: ['4711', ...more], code: 1, says: /no task #4711|nothing .*#4711|#4711/i},
  ];
}

const neededBeside: Readonly<Record<string, readonly string[]>> = {
  'task edit': ['--title', 'x'],
  'task move': ['--first'],
  'task reject': ['--reason', 'x'],
};

const oneId = String;

/** What each command itself must refuse, in the sample project. Every command is named, so a new one is thought about. */
export const refused: Readonly<Record<string, readonly BadCall[]>> = {
  screen: [],
  init: [{words: ['--config', 'no/such/folder/x.yaml'], code: 1, says: /no\/such\/folder/}],
  status: [],
  run: [
    {words: ['--detach', '--json'], code: 2, says: /--detach and --json/},
    {words: ['now'], code: 2, says: /too many arguments/i},
  ],
  'task add': [
    {words: [''], code: 2, says: /A task needs a title/},
    {words: ['  \n '], code: 2, says: /A task needs a title/},
    {words: [HUGE], code: 2, says: /at most 500 characters/},
    {words: [MANY_WORDS], code: 2, says: /at most 500 characters/},
    {words: ['x', '--after', '4711'], code: 2, says: /no task #4711/},
    {words: ['x', '--after', oneId(ids.done), '--after', 'soon'], code: 2, says: /is no task id/},
    {words: ['x', '--file', '../outside'], code: 2, says: /inside the project/},
    {words: ['x', '--file', '/etc/passwd'], code: 2, says: /inside the project/},
    {words: ['x', '--output', '/tmp/x'], code: 2, says: /inside the project/},
    {words: ['x', '--run', 'x'.repeat(150_000)], code: 2, says: /too long for a command line/},
    {words: ['x', '--instructions', HUGE], code: 2, says: /longer than 200000 characters/},
    {words: ['x', '--retries', '5000'], code: 2, says: /1000 retries/},
    {words: ['x', 'y'], code: 2, says: /too many arguments/i},
  ],
  'task list': [{words: ['--state', 'ready,doing'], code: 2, says: /"doing" is no state/}],
  'task show': [],
  'task edit': [
    {words: [oneId(ids.ready)], code: 2, says: /Nothing to change/},
    {words: [oneId(ids.ready), '--title', ''], code: 2, says: /A task needs a title/},
    {words: [oneId(ids.ready), '--title', HUGE], code: 2, says: /at most 500 characters/},
    {words: [oneId(ids.ready), '--after', oneId(ids.ready)], code: 2, says: /wait for itself/},
    {words: [oneId(ids.ready), '--after', oneId(ids.waiting)], code: 2, says: /wait for itself: #4 → #5 → #4/},
    {words: [oneId(ids.ready), '--after', '4711'], code: 2, says: /no task #4711/},
    {words: [oneId(ids.done), '--after', oneId(ids.ready)], code: 1, says: /#1 is done/},
  ],
  'task cancel': [
    {words: [oneId(ids.done)], code: 1, says: /#1 is done already/},
    {words: [oneId(ids.cancelled)], code: 1, says: /#6 is cancelled already/},
  ],
  'task retry': [],
  'task move': [
    {words: [oneId(ids.ready)], code: 2, says: /Say one of/},
    {words: [oneId(ids.ready), '--first', '--last'], code: 2, says: /Only one place/},
    {words: [oneId(ids.ready), '--first', '--priority', 'high'], code: 2, says: /Say one of/},
    {words: [oneId(ids.ready), '--before', oneId(ids.ready)], code: 2, says: /beside itself/},
    {words: [oneId(ids.done), '--first'], code: 1, says: /#1 is done/},
    {words: [oneId(ids.ready), '--before', '4711'], code: 1, says: /no task #4711/},
  ],
  'task approve': [{words: [oneId(ids.ready)], code: 1, says: /#4 is ready, not in review/}],
  'task reject': [
    {words: [oneId(ids.review)], code: 2, says: /needs a --reason/},
    {words: [oneId(ids.review), '--reason', ' '], code: 2, says: /needs a --reason/},
    {words: [oneId(ids.ready), '--reason', 'x'], code: 1, says: /not in review/},
  ],
  'task delete': [{words: [oneId(ids.ready)], code: 1, says: /#5 still waits for task #4/}],
  'task logs': [
    {words: [oneId(ids.ready)], code: 1, says: /has not run yet/},
    {words: [oneId(ids.done), '--attempt', '7'], code: 1, says: /only 1 attempt/},
  ],
  'task diff': [
    {words: [oneId(ids.ready)], code: 1, says: /#4 has changed nothing yet/},
    {words: [oneId(ids.done)], code: 1, says: /worked in the project folder/},
  ],
  'workspace list': [],
  'workspace clean': [],
  'task search': [
    {words: [' '], code: 2, says: /one line of 1 to 1000 characters/},
    {words: [HUGE], code: 2, says: /one line of 1 to 1000 characters/},
    {words: ['hello', '--limit', '0'], code: 2, says: /--limit is 1 or more/},
    {words: ['hello', '--limit', 'many'], code: 2, says: /--limit takes a whole number/},
    {words: ['hello', '--since', 'soon'], code: 2, says: /--since takes a moment/},
  ],
  'task transcript': [
    {words: [oneId(ids.ready)], code: 1, says: /has not run yet/},
    {words: [oneId(ids.done)], code: 1, says: /was a command, which leaves no transcript/},
    {words: [oneId(ids.done), '--attempt', '7'], code: 1, says: /only 1 attempt/},
  ],
  'task graph': [],
  'task export': [
    {words: ['no/such/folder/x.json'], code: 1, says: /no\/such\/folder/},
    {words: ['docs/page.md/x.json'], code: 2, says: /docs\/page\.md/},
    {words: ['docs'], code: 2, says: /docs is a folder/},
  ],
  'task import': [
    {words: ['missing.json'], code: 1, says: /missing\.json/},
    {words: ['docs'], code: 2, says: /docs/},
    {words: ['docs/page.md'], code: 1, says: /docs\/page\.md is not JSON/},
    {words: ['docs/page.md/below'], code: 2, says: /docs\/page\.md/},
    {words: [HOSTILE], code: 1, says: /red/},
  ],
  'task score': [],
  'approval list': [
    {words: ['--limit', '0'], code: 2, says: /--limit is 1 or more/},
    {words: ['--all', '--always'], code: 2, says: /one of --all and --always/},
  ],
  'approval show': [
    {words: ['soon'], code: 2, says: /"soon" is no request/},
    {words: ['4711'], code: 1, says: /no request 4711/},
  ],
  'approval allow': [
    {words: [HOSTILE], code: 2, says: /is no request/},
    {words: ['4711'], code: 1, says: /no request 4711/},
  ],
  'approval deny': [
    {words: [HUGE], code: 2, says: /is no request/},
    {words: ['4711', '--reason', 'x'], code: 1, says: /no request 4711/},
  ],
  'approval forget': [{words: ['4711'], code: 1, says: /no request 4711/}],
  'lock list': [],
  'lock take': [
    {words: [''], code: 2, says: /A lock needs an id/},
    {words: ['../outside'], code: 2, says: /leads out of the project/},
    {words: [HUGE], code: 2, says: /at most 1000 characters/},
    {words: ['x', '--as', 'task:1:1'], code: 1, says: /is the name of a task/},
    {words: ['x', '--as', HOSTILE], code: 2, says: /characters, all of them visible/},
    {words: ['x', '--for', '0'], code: 2, says: /a second at least/},
  ],
  restore: [
    {words: ['docs'], code: 1, says: /There is no backup repository/},
    {words: ['docs', '--to', 'docs'], code: 1, says: /There is no backup repository/},
    {words: [HUGE], code: 1, says: /There is no backup repository/},
  ],
  verify: [
    {words: [], code: 1, says: /There is no backup repository/},
    {words: ['docs', '--quick', '--proof'], code: 2, says: /--quick and --proof cannot go together/},
  ],
  'backup-key list': [{words: [], code: 1, says: /There is no backup repository in .*backups\./}],
  'backup-key add': [
    {words: [], code: 1, says: /There is no backup repository/},
    {words: ['--new-password-file', 'no/such/file'], code: 1, says: /There is no backup repository/},
  ],
  'backup-key remove': [{words: ['8f2c01aa'], code: 1, says: /There is no backup repository/}],
  'backup-key passwd': [{words: [], code: 1, says: /There is no backup repository/}],
  unlock: [{words: ['--all'], code: 1, says: /There is no backup repository/}],
  'lock drop': [
    {words: ['nothing'], code: 1, says: /nothing is not locked/},
    {words: [HOSTILE], code: 1, says: /is not locked/},
    {words: ['x', '--force'], code: 2, says: /needs a reason/},
    {words: ['x', '--reason', 'y'], code: 2, says: /belongs to --force/},
  ],
  'lock clean': [],
  'audit list': [
    {words: ['--limit', '0'], code: 2, says: /limit is 1 or more/},
    {words: ['--since', '2026-02-02', '--until', '2026-01-01'], code: 2, says: /ends before it begins/},
    {words: ['--text', HUGE], code: 2, says: /more than 1000 characters/},
  ],
  'audit replay': [],
  'audit verify': [],
  'audit export': [
    {words: ['no/such/folder/x.csv'], code: 1, says: /no\/such\/folder/},
    {words: ['docs'], code: 2, says: /docs is a folder/},
  ],
  'notify send': [
    {words: ['nobody', 'hello'], code: 1, says: /no agent "nobody"/},
    {words: [HOSTILE, 'hello'], code: 1, says: /no agent/},
    {words: ['claude', ' '], code: 2, says: /A message needs words/},
    {words: ['me', '\u001b[31m'], code: 2, says: /A message needs words/},
    {words: ['me', HUGE], code: 2, says: /at most 4000 characters/},
    {words: ['me', 'hello', '--priority', 'soon'], code: 2, says: /Allowed choices are low, normal, high, urgent/},
  ],
  'notify list': [
    {words: ['--for', 'nobody'], code: 1, says: /no agent "nobody"/},
    {words: ['--limit', '0'], code: 2, says: /--limit is 1 or more/},
    {words: ['--limit', 'many'], code: 2, says: /--limit takes a whole number/},
  ],
  'notify read': [
    {words: ['--for', 'nobody'], code: 1, says: /no agent "nobody"/},
    {words: ['999'], code: 1, says: /no notice 999/},
    {words: ['#2'], code: 2, says: /is no notice/},
    {words: [HOSTILE], code: 2, says: /is no notice/},
    {words: [HUGE], code: 2, says: /is no notice/},
  ],
  trust: [],
  demo: [
    {words: ['--speed', '0'], code: 2, says: /--speed is 1 to 1000/},
    {words: ['--speed', 'fast'], code: 2, says: /--speed takes a whole number/},
  ],
  'agent list': [],
  'agent test': [
    {words: ['nobody'], code: 1, says: /no agent "nobody"/},
    {words: [HOSTILE], code: 1, says: /no agent/},
    {words: [HUGE], code: 1, says: /no agent/},
  ],
  'agent show': [
    {words: ['nobody'], code: 1, says: /no agent "nobody"/},
    {words: [HOSTILE], code: 1, says: /no agent/},
  ],
  'agent pause': [
    {words: ['nobody'], code: 1, says: /no agent "nobody"/},
    {words: ['shell'], code: 1, says: /no agent "shell"/},
    {words: [HUGE], code: 1, says: /no agent/},
  ],
  'agent resume': [{words: ['claude'], code: 1, says: /claude is not paused|no agent "claude"/}],
  'config show': [],
  'config get': [
    {words: ['max_concurent_tasks'], code: 2, says: /did you mean `max_concurrent_tasks`/},
    {words: ['queue'], code: 2, says: /is a section/},
    {words: ['__proto__'], code: 2, says: /unknown key/},
    {words: [HOSTILE], code: 2, says: /unknown key/},
    {words: [HUGE], code: 2, says: /unknown key/},
  ],
  'config set': [
    {words: ['max_concurrent_tasks', 'many'], code: 2, says: /must be a whole number from 1 to 1000/},
    {words: ['max_concurrent_tasks', '0'], code: 2, says: /from 1 to 1000/},
    {words: ['auto_assign', HUGE], code: 2, says: /must be true or false/},
    {words: ['queue.lease', HOSTILE], code: 2, says: /must be seconds or a duration/},
    {words: ['project_root', 'no/such/folder'], code: 2, says: /must be an existing folder/},
    {words: ['nonsense', '1'], code: 2, says: /unknown key/},
  ],
  'config check': [],
  backup: [
    {words: ['no/such/file'], code: 1, says: /no\/such\/file/},
    {words: [HOSTILE], code: 1, says: /red/},
    {words: [HUGE], code: 2, says: /longer than the system allows/},
    {words: ['docs', '--name', '../up'], code: 2, says: /cannot be the name of a backup/},
    {words: ['docs', '--name', HOSTILE], code: 2, says: /cannot be the name of a backup/},
    {words: ['docs', '--name', ''], code: 2, says: /cannot be the name of a backup/},
    {words: ['docs', '--tag', 'name=x'], code: 2, says: /cannot be a tag/},
    {words: ['docs', '--larger-than', 'big'], code: 2, says: /--larger-than takes a size/},
    {words: ['docs', '--exclude-file', 'no/such/file'], code: 1, says: /no\/such\/file/},
  ],
  'backups list': [
    {words: ['nightly'], code: 1, says: /no backups yet/},
    {words: [HOSTILE], code: 1, says: /no backups yet/},
    {words: ['--limit', '0'], code: 2, says: /--limit is 1 or more/},
  ],
  'backups show': [
    {words: ['nightly'], code: 1, says: /no backups yet/},
    {words: [HUGE], code: 1, says: /no backups yet/},
  ],
  'backups diff': [{words: ['one', 'other'], code: 1, says: /no backup repository/}],
  'backups find': [
    {words: [' '], code: 2, says: /matches nothing/},
    {words: ['a\nb'], code: 2, says: /matches nothing/},
    {words: ['*'], code: 1, says: /no backup repository/},
  ],
  'backups files': [{words: ['latest'], code: 1, says: /no backup repository/}],
  'backups stats': [{words: [], code: 1, says: /no backup repository/}],
  'backups tag': [
    {words: ['latest'], code: 2, says: /nothing to change/},
    {words: ['latest', '--set', 'a', '--add', 'b'], code: 2, says: /without --add/},
    {words: ['latest', '--add', 'name=x'], code: 2, says: /cannot be a tag/},
    {words: ['latest', '--name', '/'], code: 2, says: /cannot be the name/},
    {words: ['latest', '--add', 'a'], code: 1, says: /no backup repository/},
  ],
  'task rollback': [
    {words: ['x'], code: 2, says: /"x" is no task id/},
    {words: ['4711'], code: 1, says: /no task #4711/i},
    {words: ['2'], code: 1, says: /Nothing was backed up before task #2 worked/},
    {words: ['2', '--attempt', '9'], code: 1, says: /before attempt 9 of task #2/},
    {words: ['2', '--attempt', 'all'], code: 2, says: /--attempt takes a whole number/},
    {words: ['2', '--undo'], code: 1, says: /was not put back/},
    {words: [HUGE], code: 2, says: /is no task id/},
    {words: [HOSTILE], code: 2, says: /is no task id/},
  ],
  'schedule list': [],
  'schedule run': [
    {words: ['nightly'], code: 1, says: /There is no schedule "nightly"/},
    {words: ['nightly', '--due', 'soon'], code: 2, says: /--due takes a moment in milliseconds, not "soon"/},
    {words: [HOSTILE], code: 1, says: /There is no schedule/},
    {words: [HUGE], code: 1, says: /There is no schedule/},
  ],
  forget: [
    {words: ['latest', '--keep-last', '1'], code: 2, says: /not both/},
    {words: ['latest', '--name', 'x'], code: 2, says: /not both/},
    {words: ['--keep-last', '0'], code: 2, says: /has to keep something/},
    {words: ['--keep-within', '5m'], code: 2, says: /stretch of time/},
    {words: ['--keep-within', HUGE], code: 2, says: /stretch of time/},
    {words: ['latest'], code: 1, says: /no backup repository/},
  ],
  prune: [
    {words: ['--max-unused', 'all'], code: 2, says: /--max-unused takes/},
    {words: ['--max-unused', '100%'], code: 2, says: /--max-unused takes/},
    {words: [], code: 1, says: /no backup repository/},
  ],
  import: [
    {words: ['no/such/folder'], code: 1, says: /no\/such\/folder/},
    {words: ['docs/page.md'], code: 2, says: /docs\/page\.md/},
    {words: ['docs/page.md/below'], code: 2, says: /docs\/page\.md/},
    {words: ['docs'], code: 1, says: /docs/},
  ],
  scan: [
    {words: ['no/such/folder'], code: 1, says: /no\/such\/folder does not exist/},
    {words: ['docs/page.md'], code: 2, says: /page\.md is a file, not a folder/},
    {words: [HUGE], code: 2, says: /longer than the system allows/},
    {words: [HOSTILE], code: 1, says: /does not exist/},
  ],
  'compress-bench': [
    {words: ['no/such/file'], code: 1, says: /no\/such\/file does not exist/},
    {words: ['docs'], code: 2, says: /docs is a folder, not a file/},
    {words: ['docs/page.md/below'], code: 2, says: /is a file where a folder should be/},
    {words: ['/dev/zero'], code: 2, says: /\/dev\/zero is not a file with contents/},
    {words: ['docs/page.md', '--time', '0s'], code: 2, says: /--time takes a length of time longer than nothing/},
    {words: [HUGE], code: 2, says: /longer than the system allows/},
    {words: [HOSTILE], code: 1, says: /does not exist/},
  ],
  completion: [
    {words: ['tcsh'], code: 2, says: /no completion for "tcsh": it is bash, zsh, fish/},
    {words: [HOSTILE], code: 2, says: /no completion for/},
    {words: [HUGE], code: 2, says: /no completion for/},
  ],
  complete: [],
};

export const pathWords = (command: Command): string[] => wordsOf(command.path);

/** Places where no project is, nor can be. */
export function wrongPlaces(dir: string): {root: string; says: RegExp}[] {
  writeFileSync(join(dir, 'a-file'), '');
  mkdirSync(join(dir, 'empty'), {recursive: true});
  return [
    {root: join(dir, 'nowhere'), says: /must be an existing folder/},
    {root: join(dir, 'a-file'), says: /must be an existing folder|is a file/},
    {root: join(dir, 'a-file', 'below'), says: /must be an existing folder|a file is in its way/},
    {root: `${dir}/${HOSTILE}`, says: /must be an existing folder/},
  ];
}
