import {expect, test} from 'vitest';
import {addTask, addTasks} from '../../src/tasks/add.js';
import {cancelTask} from '../../src/tasks/cancel.js';
import {findCycle, showCycle} from '../../src/tasks/cycle.js';
import {findDraftProblems, type TaskDraft} from '../../src/tasks/draft.js';
import {dropTask} from '../../src/tasks/drop.js';
import {draftOf, editTask} from '../../src/tasks/edit.js';
import {findTask} from '../../src/tasks/find.js';
import {retryTask} from '../../src/tasks/retry.js';
import {approveTask, rejectTask} from '../../src/tasks/review.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {listAudit} from '../../state/audit.js';
import {countTasks} from '../../state/task-counts.js';
import {readTask} from '../../state/tasks.js';
import {type TestWorld, testWorld} from '../support/world.js';

const add = (world: TestWorld, draft: Partial<TaskDraft> = {}): number =>
  addTask(world, {title: 'task', run: 'true', ...draft});

/** Claims and ends the next task. */
function finish(world: TestWorld, outcome: 'done' | 'failed' = 'done'): number {
  const [task] = takeTurn(world, {ended: [], free: 1}).started;
  if (!task) throw new Error('nothing to finish');
  const exitCode = outcome === 'done' ? 0 : 1;
  takeTurn(world, {ended: [{...task, outcome, exitCode, why: outcome === 'done' ? null : 'exit code 1'}], free: 0});
  return task.id;
}

test('every field comes back as it was given', () => {
  // O-60
  const world = testWorld();
  const other = add(world);
  const soft = add(world);
  const draft: TaskDraft = {
    title: 'All of it',
    instructions: 'Do\nthis',
    run: 'make',
    check: 'make test',
    priority: 2,
    after: [other],
    afterEnded: [soft],
    agent: 'shell',
    skills: ['code', 'docs'],
    files: ['src/**', '{a,b}.md'],
    inputs: ['in.txt'],
    outputs: ['out.txt'],
    retries: 7,
    timeoutMs: 60_000,
    budget: '2usd',
    workspace: 'shared',
    review: 'none',
    node: 'any',
    category: 'build',
    sourceId: 'old:1',
  };
  expect(draftOf(world, findTask(world, add(world, draft)))).toEqual(draft);
});

test.each<[unknown, string]>([
  [{}, 'A task needs a title.'],
  [{title: '   '}, 'A task needs a title.'],
  [{title: 'x'.repeat(501)}, 'A title has at most 500 characters'],
  [{title: 'a\0b'}, 'zero byte'],
  [{title: 'x', priority: 'soon'}, '"soon" is no priority'],
  [{title: 'x', priority: 0}, '0 is no priority'],
  [{title: 'x', priority: null}, 'The priority is urgent'],
  [{title: 'x', after: [0]}, 'A task id is a whole number'],
  [{title: 'x', files: ['../outside']}, 'Files must be paths inside the project.'],
  [{title: 'x', files: ['/etc/passwd']}, 'Files must be paths inside the project.'],
  [{title: 'x', files: 'src'}, 'Files must be a list.'],
  [{title: 'x', retries: -1}, 'Retries cannot be negative.'],
  [{title: 'x', retries: 1.5}, 'Retries are a whole number.'],
  [{title: 'x', budget: 'a lot'}, 'A budget looks like 2usd or 200ktok.'],
  [{title: 'x', workspace: 'cloud'}, 'The workspace is shared or worktree.'],
  [{title: 'x', review: 'maybe'}, 'The review is none, human or vote.'],
  [{title: 'x', run: 'é'.repeat(70_000)}, 'too long for a command line'],
])('%j is refused: %s', (draft, sentence) => {
  expect(
    findDraftProblems(draft)
      .map((problem) => problem.message)
      .join(' '),
  ).toContain(sentence);
});

test('a dependency that is not there is refused and nothing is added', () => {
  const world = testWorld();
  expect(() => add(world, {after: [42]})).toThrow('There is no task #42 to wait for.');
  expect(() => addTasks(world, [{title: 'a'}, {title: 'b', after: [42]}])).toThrow();
  expect(countTasks(world.db).ready).toBe(0);
  expect(listAudit(world.db, {})).toEqual([]);
});

test('a cycle is refused with its path', () => {
  // O-19
  const world = testWorld();
  const a = add(world);
  const b = add(world, {after: [a]});
  const c = add(world, {afterEnded: [b]});
  expect(() => editTask(world, a, {after: [c]})).toThrow(
    `Task #${a} would wait for itself: #${a} → #${c} → #${b} → #${a}.`,
  );
  expect(readTask(world.db, a)?.state).toBe('ready');
});

test('a cycle is found in a chain of a million tasks without running out of stack', () => {
  const deps = Array.from({length: 1_000_000}, (_, n) => ({task: n + 2, needs: n + 1}));
  expect(findCycle(deps, 1, [1_000_001])).toHaveLength(1_000_002);
  expect(findCycle(deps, 1_000_002, [1_000_001])).toBeUndefined();
  expect(showCycle([1, 2, 1])).toBe('#1 → #2 → #1');
});

test('changed dependencies put a task where it belongs', () => {
  const world = testWorld();
  const a = add(world);
  const b = add(world, {after: [a]});
  expect(editTask(world, b, {after: []}).state).toBe('ready');
  expect(editTask(world, b, {after: [a]})).toMatchObject({state: 'waiting', depsLeft: 1});
  finish(world);
  expect(readTask(world.db, b)).toMatchObject({state: 'ready', depsLeft: 0});
});

test('a retried task makes those that counted on it wait again, and started ones go on', () => {
  const world = testWorld();
  const first = add(world);
  const started = add(world, {after: [first], priority: 1});
  const waiting = add(world, {after: [first], priority: 9});
  finish(world);
  takeTurn(world, {ended: [], free: 1});
  retryTask(world, first);
  expect(readTask(world.db, started)?.state).toBe('running');
  expect(readTask(world.db, waiting)).toMatchObject({state: 'waiting', depsLeft: 1});
});

test('a cancelled task frees those that wait for its end only', () => {
  const world = testWorld();
  const first = add(world);
  const hard = add(world, {after: [first]});
  const soft = add(world, {afterEnded: [first]});
  cancelTask(world, first, 'not needed');
  expect(readTask(world.db, hard)?.state).toBe('waiting');
  expect(readTask(world.db, soft)?.state).toBe('ready');
  expect(() => cancelTask(world, first)).toThrow(`Task #${first} is cancelled already.`);
});

test('a task in review waits for a person, who approves or sends it back with a reason', () => {
  const world = testWorld();
  const id = add(world, {review: 'human'});
  const next = add(world, {after: [id]});
  finish(world);
  expect(readTask(world.db, id)).toMatchObject({state: 'review', endedAt: null});
  expect(readTask(world.db, next)?.state).toBe('waiting');
  expect(rejectTask(world, id, 'too slow')).toMatchObject({state: 'ready', why: 'rejected: too slow'});
  finish(world);
  expect(approveTask(world, id).state).toBe('done');
  expect(readTask(world.db, next)?.state).toBe('ready');
  expect(() => approveTask(world, id)).toThrow('not in review');
});

test('a task that others wait for is not deleted, and a deleted one stays in the trail', () => {
  const world = testWorld();
  const first = add(world, {title: 'gone'});
  const second = add(world, {after: [first]});
  expect(() => dropTask(world, first)).toThrow(`#${second} still waits for task #${first}.`);
  dropTask(world, second);
  dropTask(world, first);
  expect(readTask(world.db, first)).toBeUndefined();
  expect(countTasks(world.db)).toMatchObject({ready: 0, waiting: 0});
  expect(listAudit(world.db, {type: 'task.deleted', task: first})[0]?.data).toContain('gone');
});

test('a late outcome of an attempt that was taken back is not written', () => {
  const world = testWorld();
  const id = add(world);
  const [mine] = takeTurn(world, {ended: [], free: 1}).started;
  if (!mine) throw new Error('not started');
  takeTurn(world, {ended: [{...mine, outcome: 'handed-back', exitCode: null, why: null}], free: 0});
  takeTurn(world, {ended: [], free: 1});
  const {lost} = takeTurn(world, {ended: [{...mine, outcome: 'done', exitCode: 0, why: null}], free: 0});
  expect(lost).toHaveLength(1);
  expect(readTask(world.db, id)).toMatchObject({state: 'running', attempt: 2});
});
