import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {taskExport} from '../../src/cli/task-export.js';
import {taskImport} from '../../src/cli/task-import.js';
import {addTask} from '../../src/tasks/add.js';
import {exportTasks} from '../../src/tasks/export.js';
import {importTasks} from '../../src/tasks/import.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {listAudit} from '../../state/audit.js';
import {listNeeds} from '../../state/deps.js';
import {listRuns} from '../../state/runs.js';
import {countTasks} from '../../state/task-counts.js';
import {listTasks, readTask} from '../../state/tasks.js';
import {callCommand} from '../support/call.js';
import {scratch, type TestWorld, testWorld} from '../support/world.js';

interface Document {
  orkestra: {version: number; exportedAt: string; project: string};
  tasks: Record<string, unknown>[];
}

const textOf = (world: TestWorld): string => [...exportTasks(world)].join('\n');
const read = (world: TestWorld): Document => JSON.parse(textOf(world)) as Document;
const carry = (from: TestWorld, to: TestWorld) =>
  importTasks(to, {name: 'tasks.json', content: Buffer.from(textOf(from))});

/** Ends the next task as told. */
function finish(world: TestWorld, outcome: 'done' | 'failed'): void {
  const [task] = takeTurn(world, {ended: [], free: 1}).started;
  if (!task) throw new Error('nothing to finish');
  takeTurn(world, {
    ended: [{...task, outcome, exitCode: outcome === 'done' ? 0 : 1, why: outcome === 'done' ? null : 'it broke'}],
    free: 0,
  });
}

/** One task of every kind of end, with every field used. */
function full(): TestWorld {
  const world = testWorld({queue: {retryDelayMs: 60_000, retryDelayMaxMs: 60_000}});
  const done = addTask(world, {title: 'done', run: 'true'});
  finish(world, 'done');
  const failed = addTask(world, {title: 'failed', run: 'true', retries: 0});
  finish(world, 'failed');
  addTask(world, {title: 'retried', run: 'true', retries: 3});
  finish(world, 'failed');
  addTask(world, {title: 'reviewed', run: 'true', review: 'human'});
  finish(world, 'done');
  addTask(world, {
    title: 'all of it \u001b[31m\u009b "quoted"\n',
    instructions: 'line one\nline two',
    run: 'npm test',
    check: 'test -f x',
    priority: 'high',
    after: [done],
    afterEnded: [failed],
    agent: 'claude',
    skills: ['ts'],
    files: ['src/**'],
    inputs: ['a.md'],
    outputs: ['b.md'],
    retries: 9,
    timeoutMs: 60_000,
    budget: '2usd',
    workspace: 'worktree',
    review: 'vote',
    node: 'vega',
    category: 'code',
  });
  const waits = addTask(world, {title: 'waits', run: 'true', priority: 9});
  addTask(world, {title: 'running', run: 'true', priority: 'urgent'});
  takeTurn(world, {ended: [], free: 1});
  addTask(world, {title: 'after', run: 'true', after: [waits], afterEnded: [failed]});
  return world;
}

test('the export has every task with its dependencies, its state and its attempts', () => {
  // O-60
  const {orkestra, tasks} = read(full());
  expect(orkestra).toEqual({version: 1, exportedAt: expect.stringMatching(/^\d{4}-.*Z$/), project: expect.any(String)});
  expect(tasks.map((task) => task.state)).toEqual([
    'done',
    'failed',
    'waiting',
    'review',
    'ready',
    'ready',
    'running',
    'waiting',
  ]);
  expect(tasks[4]).toMatchObject({
    id: 5,
    title: 'all of it \u001b[31m\u009b "quoted"',
    instructions: 'line one\nline two',
    check: 'test -f x',
    priority: 3,
    wantedAgent: 'claude',
    dependencies: [
      {id: 1, kind: 'hard'},
      {id: 2, kind: 'soft'},
    ],
    attempts: [],
  });
  expect(tasks[1]).toMatchObject({
    attempt: 1,
    failures: 1,
    why: 'it broke',
    attempts: [{attempt: 1, state: 'failed', agent: 'shell', exitCode: 1, why: 'it broke'}],
  });
});

test('every field of a task but those of this moment is in it', () => {
  const world = full();
  const momentary = ['depsLeft', 'owner', 'leaseUntil', 'pid', 'pidStartedAt', 'hindrance', 'stopRequest'];
  const [task] = listTasks(world.db);
  const fields = Object.keys(task ?? {}).filter((field) => !momentary.includes(field));
  expect(Object.keys(read(world).tasks[0] ?? {}).sort()).toEqual([...fields, 'dependencies', 'attempts'].sort());
});

test('nothing in it speaks to a terminal', () => {
  expect(textOf(full())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('what is exported and imported is the same again', () => {
  // O-60
  const from = full();
  const to = testWorld({queue: {retryDelayMs: 60_000, retryDelayMaxMs: 60_000}});
  expect(carry(from, to)).toMatchObject({added: 8, skipped: 0});
  const before = listTasks(from.db);
  const after = listTasks(to.db);
  const {project} = read(from).orkestra;
  for (const [at, task] of before.entries()) {
    const {rank, sourceId, state, owner: _, leaseUntil: __, readyAt, ...rest} = task;
    const queued = state === 'running' ? 'ready' : state;
    const copy = after[at];
    expect(copy).toMatchObject({
      ...rest,
      state: queued,
      sourceId: `${project}:${task.id}`,
      agent: rest.agent,
      endedAt: rest.endedAt,
    });
    if (state === 'waiting' && task.depsLeft === 0) expect(Math.abs((copy?.readyAt ?? 0) - readyAt)).toBeLessThan(5);
    expect(listRuns(to.db, task.id)).toEqual(listRuns(from.db, task.id));
    expect(listNeeds(to.db, task.id)).toEqual(
      listNeeds(from.db, task.id).map((need) => ({...need, state: need.state === 'running' ? 'ready' : need.state})),
    );
  }
  const ranks = (tasks: typeof before) =>
    tasks.toSorted((one, other) => one.rank - other.rank).map((task) => task.title);
  expect(ranks(after)).toEqual(ranks(before));
  expect(countTasks(to.db)).toEqual({...countTasks(from.db), running: 0, ready: countTasks(from.db).ready + 1});
});

test('the order a person gave the queue, and how long each has waited, come along', () => {
  const from = testWorld();
  addTask(from, {title: 'old', run: 'true', priority: 'low'});
  from.advance(3_600_000);
  addTask(from, {title: 'new and urgent', run: 'true', priority: 'urgent'});
  const to = testWorld();
  to.advance(86_400_000);
  carry(from, to);
  const [old, recent] = listTasks(to.db);
  const [wasOld, wasRecent] = listTasks(from.db);
  expect((recent?.rank ?? 0) - (old?.rank ?? 0)).toBe((wasRecent?.rank ?? 0) - (wasOld?.rank ?? 0));
  const age = to.now() - (old?.rank ?? 0) - (from.now() - (wasOld?.rank ?? 0));
  expect(Math.abs(age)).toBeLessThan(2000);
});

test('an attempt that follows does not take the number of one that came along', () => {
  const from = testWorld({queue: {retryDelayMs: 0, retryDelayMaxMs: 0}});
  const id = addTask(from, {title: 'again', run: 'true', retries: 5});
  finish(from, 'failed');
  finish(from, 'failed');
  const to = testWorld();
  carry(from, to);
  finish(to, 'done');
  expect(listRuns(to.db, id).map((run) => [run.attempt, run.state])).toEqual([
    [1, 'failed'],
    [2, 'failed'],
    [3, 'done'],
  ]);
});

test('whatever way a task travels, it is known again', () => {
  // O-60
  const home = full();
  const away = testWorld();
  expect(carry(home, away)).toMatchObject({added: 8});
  expect(carry(home, away)).toMatchObject({added: 0, skipped: 8});
  expect(carry(away, home)).toMatchObject({added: 0, skipped: 8});
  expect(carry(home, home)).toMatchObject({added: 0, skipped: 8});
  const third = testWorld();
  carry(away, third);
  expect(carry(home, third)).toMatchObject({added: 0, skipped: 8});
  const fresh = addTask(home, {title: 'new since', run: 'true', after: [6]});
  expect(carry(home, third)).toMatchObject({added: 1, skipped: 8});
  const [added] = listTasks(third.db).slice(-1);
  expect(added).toMatchObject({title: 'new since', state: 'waiting', depsLeft: 1});
  expect(listNeeds(third.db, added?.id ?? 0).map((need) => need.title)).toEqual([readTask(home.db, 6)?.title]);
  expect(fresh).toBe(9);
});

test('an empty book is a document as well', () => {
  const world = testWorld();
  expect(read(world).tasks).toEqual([]);
  expect(carry(world, testWorld())).toEqual({added: 0, skipped: 0, notes: []});
});

test('the import is in the trail of each task', () => {
  const to = testWorld();
  carry(full(), to);
  const [event] = listAudit(to.db, {task: 5});
  expect(event).toMatchObject({type: 'task.added'});
  expect(JSON.parse(event?.data ?? '')).toMatchObject({
    priority: 3,
    state: 'ready',
    source: expect.stringMatching(/:5$/),
  });
  expect(listAudit(to.db, {type: 'tasks.imported'})).toHaveLength(1);
});

test('the commands carry a book from one project to another', async () => {
  // O-60
  const from = full();
  const file = join(scratch(), 'tasks.json');
  expect((await callCommand(from, taskExport, {args: [file]})).out).toBe(`8 tasks written to ${file}.`);
  expect((await callCommand(from, taskExport, {args: [file], isJson: true})).json).toEqual({file, tasks: 8});
  const {out} = await callCommand(from, taskExport);
  const printed = JSON.parse(out) as Document;
  expect(printed.tasks).toEqual((JSON.parse(readFileSync(file, 'utf8')) as Document).tasks);
  const to = testWorld();
  expect((await callCommand(to, taskImport, {args: [file]})).out).toBe(
    '8 tasks added.\n  was running; nobody runs it here, so it is queued again (1 task)',
  );
  expect((await callCommand(to, taskImport, {args: [file], isJson: true})).json).toMatchObject({added: 0, skipped: 8});
});
