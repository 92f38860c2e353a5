import {existsSync} from 'node:fs';
import {expect, test} from 'vitest';
import {taskDelete} from '../../src/cli/task-delete.js';
import {workspaceClean} from '../../src/cli/workspace-clean.js';
import {workspaceList} from '../../src/cli/workspace-list.js';
import {cancelTask} from '../../src/tasks/cancel.js';
import {retryTask} from '../../src/tasks/retry.js';
import {cleanWorktrees} from '../../src/workspaces/clean.js';
import {whyRemove} from '../../src/workspaces/due.js';
import {listAudit} from '../../state/audit.js';
import {readTask} from '../../state/tasks.js';
import {callCommand} from '../support/call.js';
import {git, put, repoWorld, runAll, text, work} from '../support/repo.js';

const DAY = 86_400_000;
const folder = (dir: string, id = 1): string => `${dir}/.orkestra/worktrees/${id}`;

test.each([
  ['failed', 6, false, undefined],
  ['failed', 8, false, 'its task failed more than 7d ago'],
  ['cancelled', 8, false, 'its task was cancelled more than 7d ago'],
  ['cancelled', 0, true, 'its task was cancelled'],
  ['review', 100, true, undefined],
  ['ready', 100, true, undefined],
  ['running', 100, true, undefined],
  ['done', 0, false, 'its task is done'],
] as const)('the worktree of a task that %s %i days ago, asked: %j', (state, days, isAsked, why) => {
  const facts = {now: 1000 * DAY, keepMs: 7 * DAY, isAsked};
  expect(whyRemove({state: 'committed'}, {state, endedAt: (1000 - days) * DAY}, facts)).toBe(why);
});

test('the worktree of a task that was deleted is not needed', () => {
  expect(whyRemove({state: 'prepared'}, undefined, {now: 0, keepMs: 1, isAsked: false})).toBe('its task was deleted');
});

test('a failed task keeps its worktree for a while; then its work is committed to the branch that stays', async () => {
  const world = repoWorld();
  const {dir} = world;
  await work(world, {title: 'Left', run: 'echo c > c.txt; exit 1'});
  expect(await cleanWorktrees(world, {isAsked: false})).toEqual({removed: [], left: []});
  world.advance(8 * DAY);
  expect((await cleanWorktrees(world, {isAsked: false})).removed).toMatchObject([{task: 1, keepsBranch: true}]);
  expect(existsSync(folder(dir))).toBe(false);
  expect(git(dir, 'show', 'orkestra/1-left:c.txt')).toBe('c');
  const [event] = listAudit(world.db, {type: 'workspace.removed'});
  expect(JSON.parse(event?.data ?? '')).toMatchObject({keepsBranch: true, why: 'its task failed more than 7d ago'});
  retryTask(world, 1);
  await runAll(world);
  expect(text(folder(dir), 'c.txt')).toBe('c\n');
});

test('a branch without work of its own goes with its worktree', async () => {
  const world = repoWorld();
  await work(world, {title: 'Nothing', run: 'exit 1'});
  expect((await cleanWorktrees(world, {isAsked: true})).removed).toMatchObject([{keepsBranch: false}]);
  expect(git(world.dir, 'branch', '--list')).toBe('* main');
});

test('a dry run names what would go and touches nothing', async () => {
  const world = repoWorld();
  await work(world, {title: 'Left', run: 'echo c > c.txt; exit 1'});
  const {out} = await callCommand(world, workspaceClean, {options: {dryRun: true}});
  expect(out).toBe('would remove the worktree of #1: its task failed; the branch orkestra/1-left stays');
  expect(existsSync(folder(world.dir))).toBe(true);
  expect((await callCommand(world, workspaceList)).out).toContain('orkestra/1-left');
  expect((await callCommand(world, workspaceClean)).out).toMatch(/^removed the worktree of #1/);
  expect((await callCommand(world, workspaceList)).out).toBe('No task has a worktree.');
});

test('a worktree that somebody locked stays, and the reason is told', async () => {
  const world = repoWorld();
  await work(world, {title: 'Locked', run: 'echo c > c.txt; exit 1'});
  git(world.dir, 'worktree', 'lock', '--reason', 'on a stick', folder(world.dir));
  const {out, exitCode} = await callCommand(world, workspaceClean);
  expect(out).toBe('the worktree of #1 stays: The worktree of task #1 is locked by somebody: on a stick.');
  expect(exitCode).toBe(1);
});

test('a deleted task leaves its branch, and says so', async () => {
  const world = repoWorld();
  await work(world, {title: 'Gone', run: 'echo c > c.txt', review: 'human'});
  const {said, out} = await callCommand(world, taskDelete, {args: ['1']});
  expect(out).toBe('#1 deleted');
  expect(said).toEqual(['What #1 changed is kept on the branch orkestra/1-gone.']);
  expect(existsSync(folder(world.dir))).toBe(false);
  expect(git(world.dir, 'show', 'orkestra/1-gone:c.txt')).toBe('c');
});

test('a cancelled review keeps its worktree, and what it left is not committed before time', async () => {
  const world = repoWorld();
  await work(world, {title: 'Stopped', run: 'echo c > c.txt', review: 'human'});
  put(folder(world.dir), {'more.txt': 'm\n'});
  cancelTask(world, 1);
  expect(readTask(world.db, 1)?.state).toBe('cancelled');
  await cleanWorktrees(world, {isAsked: true});
  expect(git(world.dir, 'show', 'orkestra/1-stopped:more.txt')).toBe('m');
});
