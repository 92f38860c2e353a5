import {execFileSync} from 'node:child_process';
import {rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {makeLockFile} from '../../src/backups/format/lock-file.js';
import {commands} from '../../src/cli/commands.js';
import {keys} from '../../src/config/keys.js';
import {writeLook} from '../../state/agents.js';
import {openDb} from '../../state/open.js';
import {eventsFile} from '../../state/output.js';
import {writeUsage} from '../../state/usages.js';
import {write} from '../../state/write.js';
import {askInside} from '../approvals/ask-inside.js';
import {oldKey, quickRepository} from '../backups/quick-repository.js';
import {runInside} from '../support/program.js';
import {testWorld} from '../support/world.js';
import {backUpTwice, guardedFailure} from './sample-backups.js';
import {ids} from './sample-project.js';

/** One good call of a command in the sample project. */
export interface Sample {
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Done first, in this project. */
  before?: (dir: string) => unknown;
  text: RegExp;
  /** An object or list with these keys, or lines of JSON whose last has them. */
  json: 'object' | 'list' | 'lines';
  keys: readonly string[];
  /** What the trail says afterwards; a command without it must leave nothing behind. */
  events?: readonly string[];
  /** It can be called where there is no project. */
  needsNoProject?: true;
  /** Its words are paths that count from where the person stands. */
  takesPaths?: true;
  /** What it makes is in a folder of its own. */
  isElsewhere?: true;
  /** It is no question about a project. */
  isFree?: true;
}

const task = ['id', 'state', 'title', 'priority', 'why', 'run', 'after', 'attempt', 'createdAt'];
const event = ['id', 'at', 'type', 'task', 'actor', 'data', 'hash'];
const status = ['version', 'project', 'root', 'engine', 'agents', 'tasks', 'running', 'needsYou', 'next', 'locks'];
const lock = ['id', 'kind', 'holder', 'leaseUntil', 'reason', 'waiting'];
const notice = ['id', 'at', 'for', 'kind', 'priority', 'about', 'title', 'message', 'task', 'count', 'readAt'];
const backupKeys = ['id', 'name', 'madeAt', 'host', 'paths', 'tags', 'files', 'bytes', 'storedBytes', 'kind', 'proof'];
const imported = ['added', 'skipped', 'notes'];
const id = String;

/** The folder `docs` is backed up each day. */
const schedule = (dir: string): void =>
  writeFileSync(join(dir, 'orkestra.yaml'), 'backup: {schedules: [{name: docs, path: docs, every: 1d}]}\n');

/** As if somebody had looked at an agent that can work. */
function addClaude(dir: string): void {
  const db = openDb(join(dir, '.orkestra', 'orkestra.db'));
  const look = {version: '2.1.329', why: null, hint: null, latencyMs: 12, probedAt: Date.now()};
  writeLook(db, {name: 'claude', state: 'ready', via: 'program', ...look});
  db.close();
}
const request = ['id', 'task', 'agent', 'tool', 'subject', 'detail', 'root', 'askedAt', 'state', 'scope', 'why'];

/** The task that is ready is being worked on, and its agent asks to publish. */
const askForLeave = (dir: string): void => askInside(dir, ids.ready, 'npm publish');

/** As if an agent had done the first task. */
function addTranscript(dir: string): void {
  const db = openDb(join(dir, '.orkestra', 'orkestra.db'));
  const said = {session: 'session-1', model: 'model-1', version: '2.1.329'};
  const took = {inputTokens: 1200, outputTokens: 34, costUsd: 0.25};
  write(db, () => {
    db.prepare("UPDATE runs SET agent = 'claude' WHERE task = 1").run();
    writeUsage(db, {task: ids.done, attempt: 1, agent: 'claude', at: Date.now(), ...said, ...took});
  });
  db.close();
  const events = [
    {at: 1_800_000_000_000, type: 'prompt', text: 'Write the tests'},
    {at: 1_800_000_001_000, type: 'tool', id: 'call-1', name: 'Bash', subject: 'npm test'},
    {at: 1_800_000_002_000, type: 'tool-result', id: 'call-1', isError: false, text: 'all good'},
  ];
  const file = eventsFile(join(dir, '.orkestra', 'runs'), ids.done, 1);
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

const takeDocs = (dir: string) => runInside(['lock', 'take', 'docs/**', '--project-root', dir]);

/** Task #7 failed in a worktree, with a file in it. */
async function workInWorktree(dir: string): Promise<void> {
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=T', '-c', 'user.email=t@t', ...words]);
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'first');
  const add = ['--run', 'echo new > new.txt; exit 1', '--retries', '0', '--workspace', 'worktree'];
  await runInside(['task', 'add', 'Try it', ...add, '--project-root', dir]);
  await runInside(['run', '--until-idle', '--project-root', dir]);
}

/** A repository for backups with a second key, and with a lock of a process that died. */
async function makeBackups(dir: string): Promise<void> {
  const world = testWorld({}, dir);
  const repository = await quickRepository(world);
  await repository.store.save('keys', oldKey.name, oldKey.json);
  const owner = {hostname: world.processes.host, username: 'me', pid: 2 ** 22 + 1, uid: 0, gid: 0};
  await repository.save('locks', makeLockFile({takenAt: Date.now(), isExclusive: false, ...owner}));
}

/** A backup of the docs, and nothing yet where it is restored to. */
async function backUpDocs(dir: string): Promise<void> {
  await quickRepository(testWorld({}, dir));
  await runInside(['backup', join(dir, 'docs'), '--name', 'docs', '--project-root', dir]);
  onTestFinished(() => rmSync(restoredTo, {recursive: true, force: true}));
}

const restoredTo = join(tmpdir(), `orkestra-restored-${process.pid}`);

const newPassword = ['--new-password-file', join(import.meta.dirname, '..', 'support', 'fixtures', 'new-password.txt')];
const backupKey = ['id', 'username', 'hostname', 'createdAt', 'isCurrent'];

/** Every command, called well. A command that is missing here fails the tests that are made from this table. */
export const samples: Readonly<Record<string, Sample>> = {
  screen: {args: [], text: /^engine: not running/m, json: 'object', keys: status, needsNoProject: true},
  init: {
    args: [],
    text: /everything was there already/,
    json: 'object',
    keys: ['root', 'made', 'requirements'],
    needsNoProject: true,
  },
  trust: {
    args: [],
    text: /is trusted/,
    json: 'object',
    keys: ['folder', 'isTrusted'],
    needsNoProject: true,
  },
  demo: {
    args: ['--lines', '--speed', '100'],
    env: {ORKESTRA_AGENTS: undefined},
    text: /12 of 12 tasks are done/,
    json: 'object',
    keys: ['root', 'tasks', 'handedOn', 'triedAgain', 'approvals', 'isDone'],
    isElsewhere: true,
    isFree: true,
  },
  status: {args: [], text: /^tasks: .*1 done.*1 failed/m, json: 'object', keys: status, needsNoProject: true},
  run: {
    args: ['--for', '100ms'],
    text: /^$/,
    json: 'lines',
    keys: ['type', 'why', 'failed'],
    events: ['engine.started', 'engine.stopped'],
    needsNoProject: true,
  },
  'task add': {
    args: ['Wash up', '--run', 'echo clean', '--priority', 'urgent'],
    text: /#7 +ready +urgent +Wash up/,
    json: 'object',
    keys: task,
    events: ['task.added'],
    needsNoProject: true,
  },
  'task list': {args: [], text: /#1 +done .*\n.*#2 +failed /, json: 'list', keys: task},
  'task show': {
    args: [id(ids.done)],
    text: /state +done.*attempts.*hello/s,
    json: 'object',
    keys: [...task, 'runs'],
  },
  'task edit': {
    args: [id(ids.ready), '--title', 'Write it all', '--priority', '2'],
    text: /#4 +ready +2 +Write it all/,
    json: 'object',
    keys: task,
    events: ['task.edited'],
  },
  'task cancel': {args: [id(ids.ready)], text: /#4 +cancelled/, json: 'object', keys: task, events: ['task.cancelled']},
  'task retry': {args: [id(ids.failed)], text: /#2 +ready/, json: 'object', keys: task, events: ['task.retried']},
  'task move': {
    args: [id(ids.waiting), '--first'],
    text: /#5 +waiting/,
    json: 'object',
    keys: task,
    events: ['task.reordered'],
  },
  'task approve': {args: [id(ids.review)], text: /#3 +done/, json: 'object', keys: task, events: ['task.approved']},
  'task reject': {
    args: [id(ids.review), '--reason', 'no tests'],
    text: /#3 +ready/,
    json: 'object',
    keys: task,
    events: ['task.retried', 'task.rejected'],
  },
  'task delete': {args: [id(ids.done)], text: /#1 deleted/, json: 'object', keys: task, events: ['task.deleted']},
  'task logs': {args: [id(ids.done)], text: /^hello\nworld\n$/, json: 'object', keys: ['id', 'attempt', 'output']},
  'task transcript': {
    args: [id(ids.done)],
    before: addTranscript,
    text: /attempt 1 by claude\n.* \? Write the tests\n.* > Bash: npm test\n.* \| all good\n(.*\n)*cost +\$0\.25$/m,
    json: 'lines',
    keys: ['type', 'agent', 'state', 'tookMs', 'model', 'inputTokens', 'outputTokens', 'costUsd', 'session'],
  },
  'task search': {
    args: ['world'],
    text: /^ {3}#1 {2}attempt 1 {2}.* shell +output +world$/m,
    json: 'list',
    keys: ['task', 'attempt', 'agent', 'at', 'kind', 'line'],
  },
  'task score': {
    args: [id(ids.ready)],
    before: addClaude,
    text: /^agent .*\nclaude +65 = 50 \+ 15 − 0 − 0 +documentation$/m,
    json: 'list',
    keys: ['agent', 'base', 'matched', 'specialty', 'penalty', 'outcomes', 'total', 'why'],
  },
  'task diff': {
    args: ['7', '--stat'],
    before: workInWorktree,
    text: /\+1 −0 in 1 file\n {2}new\.txt {2}\+1 −0, added/,
    json: 'object',
    keys: ['task', 'branch', 'why', 'from', 'to', 'changes', 'files', 'added', 'removed', 'isCut'],
  },
  'workspace list': {
    args: [],
    before: workInWorktree,
    text: /#7 +failed +orkestra\/7-try-it/,
    json: 'list',
    keys: ['task', 'state', 'branch', 'path'],
  },
  'workspace clean': {
    args: [],
    before: workInWorktree,
    text: /removed the worktree of #7: its task failed; the branch orkestra\/7-try-it stays/,
    json: 'object',
    keys: ['removed', 'left'],
    events: ['workspace.committed', 'workspace.removed'],
  },
  'task graph': {args: [], text: /#5.*#4|#4.*#5/s, json: 'object', keys: ['tasks']},
  // The first export gives the project the name its tasks are known by elsewhere.
  'task export': {
    args: [],
    before: (dir) => runInside(['task', 'export', '--project-root', dir]),
    text: /"title": ?"Say hello"/,
    json: 'object',
    keys: ['orkestra', 'tasks'],
  },
  'task import': {
    args: ['more.json'],
    before: (dir) =>
      writeFileSync(join(dir, 'more.json'), JSON.stringify({tasks: [{id: 1, description: 'From before'}]})),
    takesPaths: true,
    text: /1 task added/,
    json: 'object',
    keys: imported,
    events: ['task.added'],
    needsNoProject: true,
  },
  'approval list': {args: [], before: askForLeave, text: /copilot +#4 .*run npm publish/, json: 'list', keys: request},
  'approval show': {
    args: ['1'],
    before: askForLeave,
    text: /wants to +run npm publish/,
    json: 'object',
    keys: [...request, 'before'],
  },
  'approval allow': {
    args: ['1'],
    before: askForLeave,
    text: /copilot may run npm publish/,
    json: 'list',
    keys: request,
    events: ['approval.allowed'],
  },
  'approval deny': {
    args: ['1', '--reason', 'not on a Friday'],
    before: askForLeave,
    text: /copilot may not run npm publish/,
    json: 'list',
    keys: request,
    events: ['approval.denied'],
  },
  'approval forget': {
    args: ['1'],
    before: async (dir) => {
      askForLeave(dir);
      await runInside(['approval', 'allow', '1', '--always', '--project-root', dir]);
    },
    text: /copilot has to ask again/,
    json: 'list',
    keys: request,
    events: ['approval.forgotten'],
  },
  'lock list': {args: [], before: takeDocs, text: /docs\/\*\*/, json: 'list', keys: lock},
  'lock take': {args: ['src/**'], text: /src\/\*\*/, json: 'list', keys: lock, events: ['lock.taken']},
  restore: {
    args: ['docs', '--to', restoredTo],
    before: backUpDocs,
    text: /^Restored 1 file, 6 B, of docs \(\w{8}\) to .* in /,
    json: 'lines',
    keys: ['type', 'id', 'name', 'to', 'files', 'bytes', 'isOk', 'problems', 'leftOut'],
    events: ['operation.started', 'operation.done', 'backup.restored'],
  },
  verify: {
    args: ['docs'],
    before: backUpDocs,
    text: /^Checked 1 backup, .*, every byte of .*\n.*\n?.*Everything in .* is as it should be/,
    json: 'lines',
    keys: ['type', 'operation', 'depth', 'repository', 'isOk', 'check', 'proof', 'tookMs'],
    events: ['operation.started', 'operation.done', 'backups.verified', 'proof.proven'],
  },
  'backup-key list': {
    args: [],
    before: makeBackups,
    text: /^ +\w{8} +eve@there .*\n\* +\w{8} +me@here /,
    json: 'list',
    keys: backupKey,
  },
  'backup-key add': {
    args: newPassword,
    before: makeBackups,
    text: /^The key \w{8} opens the repository as well/,
    json: 'object',
    keys: backupKey,
    events: ['backup-key.added'],
  },
  'backup-key remove': {
    args: [oldKey.name.slice(0, 8)],
    before: makeBackups,
    text: /^The key \w{8} is gone/,
    json: 'object',
    keys: backupKey,
    events: ['backup-key.removed'],
  },
  'backup-key passwd': {
    args: newPassword,
    before: makeBackups,
    text: /^The password was changed\.$/m,
    json: 'object',
    keys: [...backupKey, 'toChange'],
    events: ['backup-key.changed'],
  },
  unlock: {
    args: [],
    before: makeBackups,
    text: /^removed the lock of process 4194305 of me on .*: process 4194305 is gone/,
    json: 'object',
    keys: ['removed', 'left'],
    events: ['repository.unlocked'],
  },
  'lock drop': {
    args: ['docs/**'],
    before: takeDocs,
    text: /gave docs\/\*\* back/,
    json: 'list',
    keys: ['id', 'holder'],
    events: ['lock.dropped'],
  },
  'lock clean': {
    args: [],
    before: (dir) => writeFileSync(join(dir, '.orkestra', 'locks', 'name-x.lock'), deadLock),
    text: /removed x, held by eve/,
    json: 'list',
    keys: ['id', 'holder', 'why'],
    events: ['lock.broken'],
  },
  'audit list': {args: [], text: /task\.done +#1/, json: 'list', keys: event},
  'audit replay': {args: [id(ids.failed)], text: /failed/, json: 'list', keys: [...event, 'says', 'state']},
  'audit verify': {args: [], text: /The record is whole/, json: 'object', keys: ['ok', 'checked', 'problems']},
  'audit export': {args: [], text: /"type":"task\.added"/, json: 'list', keys: event},
  'notify list': {
    args: [],
    text: /(?=.*#2 Fail failed: ).*#3 Needs a look waits for your review/s,
    json: 'list',
    keys: notice,
  },
  'notify read': {
    args: [],
    text: /notices are marked as read/,
    json: 'list',
    keys: notice,
    events: ['notices.read'],
  },
  'notify send': {
    args: ['claude', 'The API moved.', '--priority', 'high'],
    text: /^Message \d+ is in the inbox of claude\. It reads it with its next task\.$/m,
    json: 'object',
    keys: notice,
    events: ['notice.sent'],
  },
  'agent list': {args: [], text: /^shell +idle/, json: 'list', keys: ['name', 'state', 'tasks', 'note']},
  'agent test': {
    args: [],
    env: {ORKESTRA_AGENTS: 'grok', PATH: '/nowhere'},
    text: /^grok +missing +grok is not on PATH/,
    json: 'list',
    keys: ['name', 'state', 'via', 'version', 'why', 'hint', 'latencyMs'],
    needsNoProject: true,
  },
  'agent show': {
    args: ['shell'],
    text: /^shell\nstate +idle/,
    json: 'object',
    keys: ['name', 'state', 'record', 'specialties', 'stats'],
  },
  'agent pause': {
    args: ['claude'],
    before: addClaude,
    text: /claude is given nothing new/,
    json: 'list',
    keys: ['name', 'isPaused'],
    events: ['agent.paused'],
  },
  'agent resume': {
    args: ['claude'],
    before: async (dir) => {
      addClaude(dir);
      await runInside(['agent', 'pause', 'claude', '--project-root', dir]);
    },
    text: /claude works again/,
    json: 'list',
    keys: ['name', 'isPaused'],
    events: ['agent.resumed'],
  },
  'config show': {
    args: [],
    text: /^queue\.lease +30s +default$/m,
    json: 'object',
    keys: keys.map(({name}) => name),
    needsNoProject: true,
  },
  'config get': {
    args: ['queue.lease'],
    text: /^30s\n$/,
    json: 'object',
    keys: ['name', 'value', 'text', 'origin'],
    needsNoProject: true,
  },
  'config set': {
    args: ['queue.lease', '1m'],
    text: /queue\.lease is 1m now/,
    json: 'object',
    keys: ['name', 'value', 'file'],
    events: ['config.changed'],
    needsNoProject: true,
  },
  'config check': {
    args: [],
    text: /is right/,
    json: 'object',
    keys: ['file', 'isThere', 'warnings'],
    needsNoProject: true,
  },
  backup: {
    args: ['docs'],
    text: /^Backed up 1 file, .*, as .{8} in /,
    json: 'lines',
    keys: ['type', 'id', 'name', 'operation', 'paths', 'files', 'bytes', 'addedBytes', 'storedBytes', 'repository'],
    events: ['operation.started', 'backup.made', 'operation.done'],
    takesPaths: true,
    needsNoProject: true,
  },
  'schedule list': {
    args: [],
    before: schedule,
    text: /^docs {2}every 1d {2}docs {2}next .* · not run yet\n$/,
    json: 'list',
    keys: ['name', 'path', 'when', 'nextAt', 'last'],
  },
  'schedule run': {
    args: ['docs'],
    before: async (dir) => {
      schedule(dir);
      await backUpTwice(dir);
    },
    text: /^Backed up 2 files.* as docs /,
    json: 'lines',
    keys: ['type', 'id', 'name', 'operation', 'files', 'bytes', 'tookMs'],
    events: ['backup.made', 'schedule.done'],
  },
  'task rollback': {
    args: ['7', '--yes'],
    before: guardedFailure,
    text: /^Put back to before attempt 1 of task #7: 1 file restored, 0 removed\.\n {2}change back {2}.*page\.md\n.*--undo/,
    json: 'object',
    keys: ['task', 'attempt', 'guard', 'backup', 'changes', 'left', 'restored', 'removed', 'isDry'],
    events: ['backup.made', 'task.rolled-back'],
  },
  'backups list': {
    args: [],
    before: backUpTwice,
    text: /^.{8} +docs +.*2 files.*not proven\n.{8} +docs +.*1 file /,
    json: 'list',
    keys: backupKeys,
  },
  'backups show': {
    args: ['docs~1'],
    before: backUpTwice,
    text: /^docs +[0-9a-f]{64}\nmade .*paths .*size +1 file.*steps +scan: done/s,
    json: 'object',
    keys: [...backupKeys, 'username', 'excludes', 'tree', 'steps', 'proofs'],
  },
  'backups diff': {
    args: ['docs'],
    before: backUpTwice,
    text: /^\+ .*more\.md\n1 added, 0 removed, 0 changed/,
    json: 'object',
    keys: ['from', 'to', 'differences', 'counts', 'addedBytes', 'removedBytes'],
  },
  'backups find': {
    args: ['*.md'],
    before: backUpTwice,
    text: /more\.md\n +11 B, changed .*, in 1 backup: docs .*page\.md\n.*in 2 backups: docs .* back to docs/s,
    json: 'list',
    keys: ['path', 'versions'],
  },
  'backups files': {
    args: ['docs'],
    before: backUpTwice,
    text: /11 B .*more\.md\n.*6 B .*page\.md/,
    json: 'list',
    keys: ['path', 'type', 'bytes', 'mode', 'uid', 'gid', 'user', 'group', 'modifiedAt'],
  },
  'backups stats': {
    args: [],
    before: backUpTwice,
    text: /of its own.*2 backups would restore 23 B/s,
    json: 'object',
    keys: ['backups', 'restoreBytes', 'plainBytes', 'storedBytes', 'blobs', 'packs', 'dedupRatio', 'compressionRatio'],
  },
  'backups tag': {
    args: ['docs', '--add', 'release'],
    before: backUpTwice,
    text: /^docs .{8} has the tags release\.$/m,
    json: 'object',
    keys: ['id', 'name', 'tags', 'before', 'isChanged'],
    events: ['backup.tagged'],
  },
  forget: {
    args: ['--keep-last', '1', '--yes'],
    before: backUpTwice,
    text: /^Forgot 1 backup; 1 stay\.\n`orkestra prune` frees/,
    json: 'object',
    keys: ['groups', 'isDry', 'operation'],
    events: ['operation.started', 'backup.forgotten', 'operation.done'],
  },
  prune: {
    args: ['--yes'],
    before: backUpTwice,
    text: /^2 backups need .*\nThere is nothing to free/,
    json: 'lines',
    keys: ['type', 'repository', 'isDry', 'backups', 'usedBytes', 'packs', 'freedBytes', 'unusedBytes', 'unreadable'],
    events: ['operation.started', 'backup.pruned', 'operation.done'],
  },
  import: {
    args: ['old'],
    before: async (dir) => {
      const {mkdirSync} = await import('node:fs');
      mkdirSync(join(dir, 'old', 'orkestra'), {recursive: true});
      writeFileSync(
        join(dir, 'old', 'orkestra', 'TASK_QUEUE.json'),
        JSON.stringify({tasks: [{id: 'a', description: 'From before'}]}),
      );
    },
    takesPaths: true,
    text: /1 task added/,
    json: 'object',
    keys: imported,
    events: ['task.added'],
    needsNoProject: true,
  },
  scan: {
    args: ['docs'],
    takesPaths: true,
    text: /docs: 1 file, 0 folders, 0 links, 6 B\.\n.*\.md\n.*It was not looked through before/s,
    json: 'object',
    keys: ['path', 'files', 'folders', 'bytes', 'kinds', 'largest', 'lastAt', 'changes', 'problems'],
    events: ['scan.made'],
    needsNoProject: true,
  },
  'compress-bench': {
    args: ['docs/page.md'],
    takesPaths: true,
    text: /^zstd 3 .*every byte$.*For a backup: zstd/ms,
    json: 'object',
    keys: ['file', 'fileBytes', 'sampleBytes', 'isWhole', 'zstd', 'methods', 'best'],
    isFree: true,
  },
  completion: {
    args: ['bash'],
    text: /complete .*-F _orkestra orkestra/,
    json: 'object',
    keys: ['shell', 'script'],
    isFree: true,
  },
  complete: {args: ['--', 'conf'], text: /^config\t/, json: 'list', keys: ['value', 'help'], isFree: true},
};

const deadLock = `${JSON.stringify({
  id: 'x',
  kind: 'name',
  holder: 'eve',
  task: null,
  host: 'nowhere',
  process: null,
  work: null,
  reason: null,
  fence: 1,
  takenAt: 1,
  leaseUntil: 2,
  boot: 'none',
  uptimeUntil: 1,
})}\n`;

/** The words of a good call for whoever stands elsewhere. */
export const argsIn = (dir: string, {args, takesPaths}: Sample): string[] =>
  args.map((word) => (takesPaths ? join(dir, word) : word));

/** The sample of each command there is. */
/** Started by engines alone, for an attempt that runs. */
const INTERNAL = ['work', 'guard', 'prove', 'put-back', 'scripted-agent'];

export const sampled = commands
  .filter(({path}) => !INTERNAL.includes(path))
  .map((command) => {
    const sample = samples[command.path];
    if (!sample) throw new Error(`test/cli/samples.ts has no good call of \`orkestra ${command.path}\``);
    return {command, sample};
  });

export const wordsOf = (path: string): string[] => path.split(' ');
