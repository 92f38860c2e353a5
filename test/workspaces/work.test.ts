import {existsSync, mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {findRoot} from '../../src/find-root.js';
import {addTask} from '../../src/tasks/add.js';
import {retryTask} from '../../src/tasks/retry.js';
import {rejectTask} from '../../src/tasks/review.js';
import {approveWork} from '../../src/workspaces/approve.js';
import {listAudit} from '../../state/audit.js';
import {readTask} from '../../state/tasks.js';
import {commitAll, git, put, repository, repoWorld, runAll, text, work, workspaceOf} from '../support/repo.js';
import {scratch, testWorld} from '../support/world.js';

const folder = (dir: string, id = 1): string => join(dir, '.orkestra', 'worktrees', String(id));
const head = (dir: string): string => git(dir, 'log', '-1', '--format=%an|%s');

test('a task works in a worktree of its own, and what it did is merged where nobody is to look at it first', async () => {
  const world = repoWorld();
  const {dir} = world;
  const task = await work(world, {
    title: 'Add c',
    run: 'echo c > c.txt; echo x > ignored; pwd > where; git branch --show-current',
  });
  expect(task).toMatchObject({state: 'done', why: null});
  expect(text(dir, 'c.txt')).toBe('c\n');
  expect(text(dir, 'where')).toBe(`${folder(dir)}\n`);
  expect(existsSync(join(dir, 'ignored'))).toBe(false);
  expect(head(dir)).toBe('orkestra|Merge #1: Add c');
  expect(git(dir, 'log', '-1', '--format=%s', 'HEAD^2')).toBe('Add c (#1)');
  expect(git(dir, 'status', '--porcelain')).toBe('');
  expect(git(dir, 'branch', '--list')).toBe('* main');
  expect(existsSync(folder(dir))).toBe(false);
  expect(git(dir, 'worktree', 'list').split('\n')).toHaveLength(1);
  expect(listAudit(world.db, {type: 'workspace'}).map(({type}) => type)).toEqual([
    'workspace.prepared',
    'workspace.committed',
    'workspace.merged',
    'workspace.removed',
  ]);
});

test('work for review waits on its branch; an approval merges it', async () => {
  const world = repoWorld();
  const {dir} = world;
  const task = await work(world, {
    title: 'Ein Ärger: "c" & d!',
    run: 'echo c > c.txt; sed -i 1d a.txt',
    review: 'human',
  });
  expect(task).toMatchObject({state: 'review', why: '+1 −1 in 2 files'});
  expect(existsSync(join(dir, 'c.txt'))).toBe(false);
  expect(workspaceOf(world, 1).branch).toBe('orkestra/1-ein-arger-c-d');
  expect((await approveWork(world, 1)).state).toBe('done');
  expect(text(dir, 'c.txt')).toBe('c\n');
  expect(existsSync(folder(dir))).toBe(false);
});

test('a rejected task goes on in the same worktree with what it did', async () => {
  const world = repoWorld();
  await work(world, {title: 'Twice', run: 'echo $ORKESTRA_ATTEMPT >> n.txt', review: 'human'});
  rejectTask(world, 1, 'once more');
  await runAll(world);
  expect(readTask(world.db, 1)).toMatchObject({state: 'review', why: '+2 −0 in 1 file'});
  await approveWork(world, 1);
  expect(text(world.dir, 'n.txt')).toBe('1\n2\n');
});

test('what a failed attempt left is there for the next one', async () => {
  const world = repoWorld();
  const task = await work(world, {title: 'Fails', run: 'echo $ORKESTRA_ATTEMPT >> n.txt; [ $ORKESTRA_ATTEMPT = 2 ]'});
  expect(task.state).toBe('failed');
  retryTask(world, 1);
  await runAll(world);
  expect(text(world.dir, 'n.txt')).toBe('1\n2\n');
});

test('a task that changed nothing is done and leaves nothing', async () => {
  const world = repoWorld();
  const before = git(world.dir, 'rev-parse', 'HEAD');
  expect(await work(world, {title: 'Nothing', run: 'true'})).toMatchObject({state: 'done'});
  expect(git(world.dir, 'rev-parse', 'HEAD')).toBe(before);
  expect(git(world.dir, 'branch', '--list')).toBe('* main');
});

test('commits that a task makes itself are merged with what it left uncommitted', async () => {
  const world = repoWorld();
  const own = 'git -c user.name=A -c user.email=a@b commit -qam own';
  await work(world, {title: 'Own', run: `echo 1 >> b.txt; ${own}; echo 2 >> b.txt`});
  expect(text(world.dir, 'b.txt')).toBe('b\n1\n2\n');
  expect(git(world.dir, 'log', '--format=%s', 'HEAD^2', '-2')).toBe('Own (#1)\nown');
});

test('two tasks that change different lines are both merged', async () => {
  const world = repoWorld();
  await work(world, {title: 'First', run: 'sed -i "1s/.*/one/" a.txt', review: 'human'});
  await work(world, {title: 'Last', run: 'sed -i "20s/.*/twenty/" a.txt', review: 'human'});
  await Promise.all([approveWork(world, 1), approveWork(world, 2)]);
  expect(text(world.dir, 'a.txt')).toMatch(/^one\n.*\ntwenty\n$/s);
});

test('a project in a subfolder of its repository works in the same subfolder', async () => {
  const top = repository();
  commitAll(top, {'packages/app/x.txt': 'x\n'});
  const world = repoWorld({}, join(top, 'packages', 'app'));
  await work(world, {title: 'Below', run: 'pwd; echo y > y.txt'});
  expect(text(world.dir, 'y.txt')).toBe('y\n');
});

test('a branch name that is taken gets a number', async () => {
  const world = repoWorld();
  git(world.dir, 'branch', 'orkestra/1-taken');
  await work(world, {title: 'Taken', run: 'echo c > c.txt', review: 'human'});
  expect(workspaceOf(world, 1).branch).toBe('orkestra/1-taken-2');
});

test('a branch that is called orkestra is no hindrance', async () => {
  const world = repoWorld();
  git(world.dir, 'branch', 'orkestra');
  await work(world, {title: 'Odd', run: 'echo c > c.txt'});
  expect(text(world.dir, 'c.txt')).toBe('c\n');
});

test('a worktree that was removed by hand is made again from its branch', async () => {
  const world = repoWorld();
  await work(world, {title: 'Again', run: 'echo $ORKESTRA_ATTEMPT >> n.txt', review: 'human'});
  rmSync(folder(world.dir), {recursive: true});
  rejectTask(world, 1, 'again');
  await runAll(world);
  await approveWork(world, 1);
  expect(text(world.dir, 'n.txt')).toBe('1\n2\n');
});

test('a making of the worktree that was cut off is begun again', async () => {
  const world = repoWorld();
  await work(world, {title: 'Cut', run: 'exit 1'});
  const {dir} = world;
  put(join(dir, '.git', 'worktrees', '1'), {locked: 'initializing'});
  rmSync(join(folder(dir), 'a.txt'));
  retryTask(world, 1);
  await runAll(world);
  expect(git(folder(dir), 'status', '--porcelain')).toBe('');
});

test("an index.lock that a killed git left in the worktree is in nobody's way", async () => {
  const world = repoWorld();
  const run = 'echo c > c.txt; touch -d "1 hour ago" $(git rev-parse --git-path index.lock)';
  expect(await work(world, {title: 'Locked', run})).toMatchObject({state: 'done'});
  expect(text(world.dir, 'c.txt')).toBe('c\n');
});

test('a moved project finds its worktrees again', async () => {
  const dir = join(scratch('move'), 'before');
  mkdirSync(dir);
  const first = repoWorld({}, repository(dir));
  await work(first, {title: 'Moves', run: 'echo $ORKESTRA_ATTEMPT >> n.txt', review: 'human'});
  rejectTask(first, 1, 'again');
  first.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const moved = join(scratch('move'), 'after');
  const {cpSync} = await import('node:fs');
  cpSync(dir, moved, {recursive: true});
  rmSync(join(dir, '.git'), {recursive: true});
  const world = testWorld({}, moved);
  await runAll(world);
  expect(readTask(world.db, 1)).toMatchObject({state: 'review', why: '+2 −0 in 1 file'});
});

test.each([
  ['is no git repository', () => scratch('none')],
  [
    'is a git repository without a commit',
    () => {
      const dir = scratch('empty');
      git(dir, 'init', '--quiet');
      return dir;
    },
  ],
  [
    'is a git repository without files of its own (bare)',
    () => {
      const dir = scratch('bare');
      git(dir, 'init', '--quiet', '--bare');
      return dir;
    },
  ],
  [
    'has no committed file in the git repository around it',
    () => {
      const below = join(repository(), 'below');
      mkdirSync(below);
      return below;
    },
  ],
])('a worktree in a folder that %s is refused in words', async (why, make) => {
  const dir = make();
  const world = repoWorld({}, dir);
  const task = await work(world, {title: 'No', run: 'true'});
  expect(task).toMatchObject({state: 'failed'});
  expect(task.why).toContain(`a worktree was asked for, but ${dir} ${why}`);
});

test('a task without a wish works in the project folder, and so does one that asks for it', async () => {
  const world = repoWorld();
  await work(world, {title: 'Here', run: 'pwd > where', workspace: null});
  expect(text(world.dir, 'where')).toBe(`${world.dir}\n`);
  await work(world, {title: 'Here', run: 'pwd > where', workspace: 'shared'});
  expect(text(world.dir, 'where')).toBe(`${world.dir}\n`);
});

test('the hooks and the identity of the user are left alone', async () => {
  const world = repoWorld();
  put(world.dir, {'.git/hooks/pre-commit': '#!/bin/sh\nexit 1\n', '.git/hooks/post-checkout': '#!/bin/sh\nexit 1\n'});
  git(world.dir, 'config', 'core.hooksPath', '.git/hooks');
  git(world.dir, 'config', 'user.useConfigOnly', 'true');
  git(world.dir, 'config', 'commit.gpgSign', 'true');
  for (const hook of ['pre-commit', 'post-checkout']) {
    const {chmodSync} = await import('node:fs');
    chmodSync(join(world.dir, '.git', 'hooks', hook), 0o755);
  }
  expect(await work(world, {title: 'Hooks', run: 'echo c > c.txt'})).toMatchObject({state: 'done'});
});

test.each([
  [
    'left conflicts unresolved in a.txt',
    'git branch other; sed -i 1s/.*/x/ a.txt; C="git -c user.name=A -c user.email=a@b"; $C commit -qam x; git checkout -q other; sed -i 1s/.*/y/ a.txt; $C commit -qam y; git checkout -q -; $C merge other; true',
  ],
  [
    'changed sub, a git repository of its own',
    'git init -q sub; cd sub; echo x > x; git add x; git -c user.name=A -c user.email=a@b commit -qm x',
  ],
  [
    'left its branch orkestra/1-odd, whose commits are not in what is checked out',
    'echo x > x; git add x; git -c user.name=A -c user.email=a@b commit -qm x; git checkout -q --detach HEAD^',
  ],
])('work that git cannot keep fails the attempt: it %s', async (why, run) => {
  const world = repoWorld();
  const task = await work(world, {title: 'Odd', run});
  expect(task.state).toBe('failed');
  expect(task.why).toContain(`its work could not be kept: it ${why}`);
  expect(existsSync(folder(world.dir))).toBe(true);
});

test('files are copied into a new worktree, its setup runs once, and neither is committed', async () => {
  const world = repoWorld({
    workspace: {copy: '.env, node_modules/, ../x, missing', setup: 'echo set >> setup.log\n# done'},
  });
  put(world.dir, {'.env': 'SECRET=1\n', 'node_modules/x/y.js': 'y\n'});
  git(world.dir, 'config', 'user.name', 'x');
  const run = 'cat .env node_modules/x/y.js setup.log > seen.txt; rm -f setup.lo; echo';
  await work(world, {title: 'Copied', run, review: 'human'});
  rejectTask(world, 1, 'again');
  await runAll(world);
  await approveWork(world, 1);
  expect(text(world.dir, 'seen.txt')).toBe('SECRET=1\ny\nset\n');
  expect(git(world.dir, 'ls-files')).toBe('.gitignore\na.txt\nb.txt\nseen.txt\nsetup.log');
});

test('a checkout that takes long keeps nothing else from being done', async () => {
  const world = repoWorld();
  commitAll(world.dir, {'.gitattributes': 'a.txt filter=slow\n'});
  git(world.dir, 'config', 'filter.slow.smudge', 'sleep 1; cat');
  addTask(world, {title: 'Slow', run: 'true', workspace: 'worktree'});
  for (let n = 0; n < 3; n++) addTask(world, {title: 'Quick', run: 'true'});
  await runAll(world);
  const ended = listAudit(world.db, {type: 'task.done'}).map(({task}) => task);
  expect(ended).toHaveLength(4);
  expect(ended.at(-1)).toBe(1);
});

test('a filter of the user that fails is told in words', async () => {
  const world = repoWorld();
  commitAll(world.dir, {'.gitattributes': 'a.txt filter=lfs\n'});
  git(world.dir, 'config', 'filter.lfs.smudge', 'false');
  git(world.dir, 'config', 'filter.lfs.required', 'true');
  const task = await work(world, {title: 'Filtered', run: 'true'});
  expect(task.why).toMatch(/its worktree could not be made: a\.txt: smudge filter lfs failed/);
});

test('submodules that cannot be fetched stop nothing', async () => {
  const world = repoWorld();
  const allow = ['-c', 'protocol.file.allow=always'];
  git(world.dir, ...allow, 'submodule', '--quiet', 'add', repository(), 'sub');
  commitAll(world.dir);
  const task = await work(world, {title: 'With submodule', run: 'ls sub; echo c > c.txt'});
  expect(task).toMatchObject({state: 'done', why: null});
  expect(git(world.dir, 'status', '--porcelain')).toBe('');
  expect(existsSync(folder(world.dir))).toBe(false);
});

test('a submodule that is there is filled, and a change in it is not lost silently', async () => {
  const world = repoWorld();
  const allow = ['-c', 'protocol.file.allow=always'];
  git(world.dir, ...allow, 'submodule', '--quiet', 'add', repository(), 'sub');
  commitAll(world.dir);
  const config = join(scratch('config'), 'config');
  put(join(config, '..'), {config: '[protocol "file"]\n\tallow = always\n'});
  setEnv('GIT_CONFIG_GLOBAL', config);
  const task = await work(world, {title: 'In submodule', run: 'echo mine >> sub/b.txt'});
  expect(task).toMatchObject({state: 'failed'});
  expect(task.why).toContain('it changed sub, a git repository of its own');
  expect(text(folder(world.dir), 'sub/b.txt')).toBe('b\nmine\n');
});

test('without git the reason is told', async () => {
  const world = repoWorld();
  setEnv('PATH', scratch('bin'));
  expect((await work(world, {title: 'No git', run: 'true'})).why).toContain('git is not installed.');
});

test('a worktree that vanishes under its task is not taken for work without changes', async () => {
  const world = repoWorld();
  const task = await work(world, {title: 'Vanishes', run: 'echo c > c.txt; rm -rf "$PWD"'});
  expect(task).toMatchObject({state: 'failed', why: 'its worktree was removed while it ran'});
});

test('a user who has signatures verified has the merges all the same', async () => {
  const world = repoWorld();
  git(world.dir, 'config', 'merge.verifySignatures', 'true');
  git(world.dir, 'config', 'merge.ff', 'false');
  expect(await work(world, {title: 'Signed', run: 'echo c > c.txt'})).toMatchObject({state: 'done'});
});

test('a project that is found from within a worktree is the one outside', () => {
  const world = repoWorld();
  put(world.dir, {'.orkestra/worktrees/1/orkestra.yaml': '', '.orkestra/worktrees/1/sub/x': ''});
  expect(findRoot(join(folder(world.dir), 'sub'))).toBe(world.dir);
});

function setEnv(name: string, value: string): void {
  const before = process.env[name];
  onTestFinished(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
  process.env[name] = value;
}
