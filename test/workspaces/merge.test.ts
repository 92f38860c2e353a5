import {existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {approveWork} from '../../src/workspaces/approve.js';
import {bringWork} from '../../src/workspaces/bring.js';
import {parseCheckouts} from '../../src/workspaces/checkouts.js';
import {readDiff} from '../../src/workspaces/diff.js';
import {gitIn} from '../../src/workspaces/git.js';
import {joinInFolder, joinTrees} from '../../src/workspaces/join.js';
import {readRefusal} from '../../src/workspaces/refusal.js';
import {listAudit} from '../../state/audit.js';
import {readTask} from '../../state/tasks.js';
import {orkestra} from '../support/program.js';
import {commitAll, git, put, refusalOf, repoWorld, text, work, workspaceOf} from '../support/repo.js';

const folder = (dir: string): string => join(dir, '.orkestra', 'worktrees', '1');
const change = {title: 'Change', run: 'sed -i "1s/.*/theirs/" a.txt', review: 'human'} as const;

test('uncommitted changes of the user to other files stay as they are', async () => {
  const world = repoWorld();
  put(world.dir, {'b.txt': 'mine\n', 'new.txt': 'mine\n'});
  git(world.dir, 'add', 'new.txt');
  expect(await work(world, {...change, review: 'none'})).toMatchObject({state: 'done'});
  expect(text(world.dir, 'a.txt')).toMatch(/^theirs\n/);
  expect(text(world.dir, 'b.txt')).toBe('mine\n');
  expect(git(world.dir, 'status', '--porcelain')).toBe(' M b.txt\nA  new.txt');
});

test.each([
  ['an edited file', {'a.txt': 'mine\n'}, 'your uncommitted changes to a.txt are in the way'],
  ['a file git does not know', {'c.txt': 'mine\n'}, 'files of yours that git does not know, c.txt is in the way'],
])('%s of the user is never overwritten: the task waits in review', async (_, mine, why) => {
  const world = repoWorld();
  put(world.dir, mine);
  const before = git(world.dir, 'rev-parse', 'HEAD');
  const task = await work(world, {...change, run: `${change.run}; echo c > c.txt`, review: 'none'});
  expect(task).toMatchObject({state: 'review', why: `not merged: ${why}`});
  expect(git(world.dir, 'rev-parse', 'HEAD')).toBe(before);
  for (const [name, words] of Object.entries(mine)) expect(text(world.dir, name)).toBe(words);
  const refused = await refusalOf(() => approveWork(world, 1));
  expect(refused).toMatchObject({code: 'conflict', message: `Task #1 is not merged: ${why}.`});
  for (const name of Object.keys(mine)) rmSync(join(world.dir, name));
  git(world.dir, 'checkout', '--', 'a.txt');
  expect((await approveWork(world, 1)).state).toBe('done');
});

test('conflicts are named, nothing is lost, and a merge by hand settles them', async () => {
  const world = repoWorld();
  const {dir} = world;
  await work(world, {...change, run: `${change.run}; echo y > b.txt`});
  commitAll(dir, {'a.txt': 'mine\n', 'b.txt': 'mine\n'});
  const refused = await refusalOf(() => approveWork(world, 1));
  expect(refused).toMatchObject({message: 'Task #1 is not merged: conflicts in a.txt, b.txt.'});
  expect(refused.hint).toContain('orkestra/1-change');
  expect(readTask(world.db, 1)).toMatchObject({state: 'review', why: 'not merged: conflicts in a.txt, b.txt'});
  expect(workspaceOf(world, 1).state).toBe('conflict');
  expect(await readDiff(world, 1)).toMatchObject({ok: true, diff: {why: 'conflicts in a.txt, b.txt'}});
  expect(git(dir, 'status', '--porcelain')).toBe('');
  expect(() => git(dir, 'merge', 'orkestra/1-change')).toThrow();
  expect((await refusalOf(() => approveWork(world, 1))).message).toMatch(/conflicts in|not finished/);
  commitAll(dir, {'a.txt': 'both\n', 'b.txt': 'both\n'});
  expect((await approveWork(world, 1)).state).toBe('done');
  expect(text(dir, 'a.txt')).toBe('both\n');
  expect(existsSync(folder(dir))).toBe(false);
});

test('conflicts may be settled in the worktree as well', async () => {
  const world = repoWorld();
  await work(world, change);
  commitAll(world.dir, {'a.txt': 'mine\n'});
  expect(() => git(folder(world.dir), 'merge', 'main')).toThrow();
  expect((await refusalOf(() => approveWork(world, 1))).message).toContain('conflicts unresolved in a.txt');
  put(folder(world.dir), {'a.txt': 'both\n'});
  git(folder(world.dir), 'add', 'a.txt');
  expect((await approveWork(world, 1)).state).toBe('done');
  expect(text(world.dir, 'a.txt')).toBe('both\n');
});

test('a conflict without a review puts the task into review', async () => {
  const world = repoWorld();
  const mine = `git -C ${world.dir} -c user.name=A -c user.email=a@b commit -qam mine`;
  const run = `${change.run}; sed -i "1s/.*/mine/" ${world.dir}/a.txt; ${mine}`;
  expect(await work(world, {...change, run, review: 'none'})).toMatchObject({
    state: 'review',
    why: 'not merged: conflicts in a.txt',
  });
});

test('of two approvals at once one wins and the other gets one sentence', async () => {
  const world = repoWorld();
  await work(world, change);
  const [one, other] = await Promise.allSettled([approveWork(world, 1), approveWork(world, 1)]);
  expect(one.status).toBe('fulfilled');
  expect(other).toMatchObject({status: 'rejected', reason: {message: 'Task #1 is done, not in review.'}});
});

test('a branch that is not checked out goes forward all the same', async () => {
  const world = repoWorld();
  await work(world, change);
  git(world.dir, 'switch', '--quiet', '--create', 'other');
  await approveWork(world, 1);
  expect(git(world.dir, 'show', 'main:a.txt')).toMatch(/^theirs\n/);
  expect(text(world.dir, 'a.txt')).toMatch(/^line 1\n/);
  expect(git(world.dir, 'status', '--porcelain')).toBe('');
});

test('a base that is being rebased is left alone', async () => {
  const world = repoWorld();
  const {dir} = world;
  await work(world, change);
  commitAll(dir, {'b.txt': 'x\n'});
  expect(() => git(dir, 'rebase', '--exec', 'false', 'HEAD^')).toThrow();
  expect((await refusalOf(() => approveWork(world, 1))).message).toContain('a rebase of main is under way');
  git(dir, 'rebase', '--abort');
  expect((await approveWork(world, 1)).state).toBe('done');
});

test('a base that is gone, or none, is told in words', async () => {
  const world = repoWorld();
  git(world.dir, 'switch', '--quiet', '--create', 'short');
  await work(world, change);
  git(world.dir, 'switch', '--quiet', 'main');
  git(world.dir, 'branch', '-D', 'short');
  expect((await refusalOf(() => approveWork(world, 1))).message).toContain(
    'the branch short, which it came from, is gone',
  );
});

test('what began on a detached head is merged once a branch is checked out', async () => {
  const world = repoWorld();
  git(world.dir, 'switch', '--quiet', '--detach');
  expect(await work(world, {...change, review: 'none'})).toMatchObject({state: 'review'});
  expect((await refusalOf(() => approveWork(world, 1))).message).toContain('no branch is checked out to merge into');
  git(world.dir, 'switch', '--quiet', 'main');
  expect((await approveWork(world, 1)).state).toBe('done');
  expect(text(world.dir, 'a.txt')).toMatch(/^theirs\n/);
});

test('an index.lock in the folder of the user is waited for, then told, and never removed', async () => {
  const world = repoWorld();
  await work(world, change);
  put(world.dir, {'.git/index.lock': ''});
  expect((await refusalOf(() => approveWork(world, 1))).message).toContain('index.lock');
  expect(existsSync(join(world.dir, '.git/index.lock'))).toBe(true);
  rmSync(join(world.dir, '.git/index.lock'));
  expect((await approveWork(world, 1)).state).toBe('done');
});

test('an approval that was killed after its merge is repeated safely', async () => {
  const world = repoWorld();
  await work(world, change);
  await bringWork(world, 1);
  const merged = git(world.dir, 'rev-parse', 'HEAD');
  expect((await approveWork(world, 1)).state).toBe('done');
  expect(git(world.dir, 'rev-parse', 'HEAD')).toBe(merged);
});

test('an approval that was killed before anything was written down is repeated safely', async () => {
  const world = repoWorld();
  await work(world, change);
  const {tip} = workspaceOf(world, 1);
  git(world.dir, 'merge', '--quiet', tip ?? '');
  git(world.dir, 'worktree', 'remove', folder(world.dir));
  git(world.dir, 'branch', '-d', 'orkestra/1-change');
  expect((await approveWork(world, 1)).state).toBe('done');
  expect(listAudit(world.db, {type: 'workspace.merged'})).toHaveLength(1);
});

test.each([
  [
    'error: Your local changes to the following files would be overwritten by merge:\n\ta b.ts\n\tc.ts\nPlease commit',
    'your uncommitted changes to a b.ts, c.ts are in the way',
    false,
  ],
  [
    "fatal: Unable to create '/x/.git/index.lock': File exists.\n\nAnother git process",
    'another git command is at work in the folder of main, or left its index.lock there',
    true,
  ],
  ['fatal: Not possible to fast-forward, aborting.', 'main changed meanwhile', true],
  ['fatal: something new', 'git refused: something new', false],
])('%j is told as a sentence', (err, why, isPassing) => {
  expect(readRefusal(err, 'main')).toEqual({why, isPassing});
});

test('approvals of several processes at once are all merged, each after the other', async () => {
  const world = repoWorld();
  const names = [1, 2, 3, 4];
  for (const n of names) await work(world, {title: `Task ${n}`, run: `echo ${n} > new-${n}.txt`, review: 'human'});
  const ran = await Promise.all([...names, 1].map((n) => orkestra(world.dir, 'task', 'approve', String(n))));
  expect(ran.map(({code}) => code).sort()).toEqual([0, 0, 0, 0, 1]);
  expect(ran.map(({err}) => err).join('')).toMatch(/^Task #1 is done, not in review\.\n/);
  for (const n of names) expect(text(world.dir, `new-${n}.txt`)).toBe(`${n}\n`);
  expect(git(world.dir, 'status', '--porcelain')).toBe('');
});

test('where git is too old to merge beside every checkout, it is done in a folder that goes afterwards', async () => {
  const world = repoWorld();
  const {dir} = world;
  await work(world, {...change, run: `${change.run}; echo c > c.txt`});
  const base = commitAll(dir, {'b.txt': 'mine\n'});
  const tip = workspaceOf(world, 1).tip ?? '';
  const joined = await joinInFolder(gitIn(dir), base, tip);
  expect(joined).toEqual(await joinTrees(gitIn(dir), base, tip));
  expect(joined).toHaveProperty('tree');
  const clash = commitAll(dir, {'a.txt': 'mine\n', 'c.txt': 'mine\n'});
  expect(await joinInFolder(gitIn(dir), clash, tip)).toEqual({conflicts: ['a.txt', 'c.txt']});
  expect(git(dir, 'worktree', 'list').split('\n')).toHaveLength(2);
  expect(git(dir, 'status', '--porcelain')).toBe('');
});

test('the checkouts of a repository are read', () => {
  const text =
    'worktree /a b\nHEAD 1\nbranch refs/heads/main\n\nworktree /c\nHEAD 2\ndetached\nlocked on a stick\n\nworktree /d\nHEAD 3\nbranch refs/heads/x\nlocked\nprunable gone\n\n';
  expect(parseCheckouts(text)).toEqual([
    {folder: '/a b', ref: 'refs/heads/main', lock: undefined, isGone: false},
    {folder: '/c', ref: undefined, lock: 'on a stick', isGone: false},
    {folder: '/d', ref: 'refs/heads/x', lock: '', isGone: true},
  ]);
});
