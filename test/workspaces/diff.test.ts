import {readdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {expect, onTestFinished, test} from 'vitest';
import {startEngine} from '../../src/engine.js';
import {addTask} from '../../src/tasks/add.js';
import {approveWork} from '../../src/workspaces/approve.js';
import {type DiffRequest, readDiff, type WorkDiff} from '../../src/workspaces/diff.js';
import {diffLines} from '../../src/workspaces/diff-text.js';
import {removeWorktree} from '../../src/workspaces/remove.js';
import type {World} from '../../src/world.js';
import {commitAll, git, put, repoWorld, text, work} from '../support/repo.js';
import {until} from '../support/world.js';

async function diffOf(world: World, id = 1, request: DiffRequest = {}): Promise<WorkDiff> {
  const answer = await readDiff(world, id, request);
  if (!answer.ok) throw new Error(answer.why);
  return answer.diff;
}

const shown = (diff: WorkDiff): string =>
  diffLines(diff)
    .map(({text}) => text)
    .join('\n');
const mixed = [
  'sed -i 1d a.txt; chmod +x b.txt; git mv a.txt "a b.txt"',
  `printf 'x\\0' > bin; printf 'no end' > 'ä "q".txt'; ln -s b.txt link; echo i > ignored`,
].join('; ');

test('all kinds of changes are told, the same before and after the merge', async () => {
  const world = repoWorld();
  git(world.dir, 'config', 'diff.noprefix', 'true');
  git(world.dir, 'config', 'diff.external', 'false');
  await work(world, {title: 'Mixed', run: mixed, review: 'human'});
  const before = await diffOf(world);
  expect(before.changes.map(({path, from, status, isBinary}) => ({path, from, status, isBinary}))).toEqual([
    {path: 'a b.txt', from: 'a.txt', status: 'renamed', isBinary: false},
    {path: 'b.txt', from: null, status: 'modified', isBinary: false},
    {path: 'bin', from: null, status: 'added', isBinary: true},
    {path: 'link', from: null, status: 'added', isBinary: false},
    {path: 'ä "q".txt', from: null, status: 'added', isBinary: false},
  ]);
  expect(shown(before)).toContain('a.txt → a b.txt  +0 −1, renamed');
  expect(shown(before)).toContain('+no end\n\\ No newline at end of file');
  expect(shown(before)).toContain('executable now');
  commitAll(world.dir, {'other.txt': 'mine\n'});
  await approveWork(world, 1);
  commitAll(world.dir, {'later.txt': 'mine\n'});
  expect((await diffOf(world)).changes).toEqual(before.changes);
});

test('what a running task has not committed is seen, and its index is left alone', async () => {
  const world = repoWorld();
  const engine = startEngine(world);
  onTestFinished(() => engine.stop('hand-back'));
  const run =
    'echo 1 >> b.txt; mkdir d; echo n > d/new; echo up > ready; while [ ! -e go ]; do sleep 0.05; done; git status --porcelain > ../after';
  addTask(world, {title: 'Runs', run, workspace: 'worktree'});
  const folder = `${world.dir}/.orkestra/worktrees/1`;
  await until(() => {
    try {
      return text(folder, 'ready') !== '';
    } catch {
      return false;
    }
  });
  const diff = await diffOf(world);
  expect(diff.changes.map(({path, added}) => [path, added])).toEqual([
    ['b.txt', 1],
    ['d/new', 1],
    ['ready', 1],
  ]);
  expect(diff.to).toBeNull();
  put(folder, {go: ''});
  await engine.whenIdle();
  expect(text(world.dir, '.orkestra/worktrees/after')).toContain('?? d/');
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('orkestra-diff-'))).toEqual([]);
});

test("what came from the base meanwhile is not the task's own", async () => {
  const world = repoWorld();
  await work(world, {title: 'Own', run: 'echo c > c.txt', review: 'human'});
  commitAll(world.dir, {'other.txt': 'mine\n'});
  git(`${world.dir}/.orkestra/worktrees/1`, 'merge', '--quiet', 'main');
  expect((await diffOf(world)).changes.map(({path}) => path)).toEqual(['c.txt']);
});

test('a diff outlives the worktree, since the branch stays', async () => {
  const world = repoWorld();
  await work(world, {title: 'Left', run: 'echo c > c.txt; exit 1'});
  await removeWorktree(world, 1, 'test');
  expect(shown(await diffOf(world))).toBe('+1 −0 in 1 file\n  c.txt  +1 −0, added\n\nc.txt (added)\n@@ -0,0 +1 @@\n+c');
});

test('a huge diff is cut, and its files are told first', async () => {
  const world = repoWorld();
  await work(world, {title: 'Huge', run: 'seq 1 100000 > huge.txt', review: 'human'});
  const diff = await diffOf(world, 1, {mostBytes: 10_000});
  expect(diff).toMatchObject({isCut: true, added: 100_000, files: 1});
  expect(diffLines(diff).at(-1)?.text).toBe('There is more than can be shown here.');
});

test('control sequences in names and lines do not reach a terminal', async () => {
  const world = repoWorld();
  await work(world, {
    title: 'Evil',
    run: `printf '\\033[31mred\\r\\n' > "$(printf 'e\\033[2Jvil\\nname')"`,
    review: 'human',
  });
  expect(shown(await diffOf(world))).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test('a task without a worktree says that it has no diff of its own', async () => {
  const world = repoWorld();
  addTask(world, {title: 'Not yet', agent: 'nobody'});
  expect(await readDiff(world, 1)).toEqual({ok: false, why: 'Task #1 has changed nothing yet.'});
  await work(world, {title: 'Here', run: 'true', workspace: 'shared'});
  expect(await readDiff(world, 2)).toMatchObject({
    ok: false,
    why: expect.stringContaining('worked in the project folder'),
  });
});
