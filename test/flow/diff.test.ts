import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {open, orkestra, quit, runAll, task} from '../support/flow.js';
import {commitAll, put, repository, text} from '../support/repo.js';
import {hasTmux} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

const inReview = (dir: string, title: string, run: string): void => {
  orkestra(dir, 'task', 'add', title, '--run', run, '--workspace', 'worktree', '--review', 'human');
  runAll(dir);
};

describe.skipIf(!hasTmux)('work in worktrees on the screen (needs tmux)', () => {
  test('a reviewer reads the diff, approves, and the work is merged', async () => {
    const dir = repository();
    inReview(dir, 'Greet', 'sed -i "1s/.*/hello/" a.txt; echo new > "a new file"');
    const session = await open(dir, {columns: 100, rows: 30});
    await session.see('+2 −1 in 2 files');
    session.keys('D');
    await session.see('▸diff');
    await session.see('a new file  +1 −0, added');
    await session.see('+hello');
    await session.see('-line 1');
    session.keys('a');
    await session.see('#1 is approved and merged.');
    expect(text(dir, 'a.txt')).toMatch(/^hello\n/);
    await until(() => task(dir, 1).state === 'done', 'its end');
    await session.see('+hello');
    session.keys('Escape', 'u');
    await session.see('That cannot be taken back: #1 was merged.');
    await quit(session);
  });

  test('an approval that cannot be merged says why, and the task stays in review', async () => {
    const dir = repository();
    inReview(dir, 'Greet', 'sed -i "1s/.*/hello/" a.txt');
    put(dir, {'a.txt': 'mine\n'});
    const session = await open(dir, {columns: 100, rows: 30});
    await session.see('+1 −1 in 1 file');
    session.keys('a');
    await session.see('your uncommitted changes to a.txt are in the way');
    expect(task(dir, 1).state).toBe('review');
    expect(text(dir, 'a.txt')).toBe('mine\n');
    await quit(session);
  });

  test('the diff of a running task grows while it is looked at', async () => {
    const dir = repository();
    const run = 'echo first > b.txt; while [ ! -e go ]; do sleep 0.1; done; echo second >> b.txt; sleep 30';
    orkestra(dir, 'task', 'add', 'Runs', '--run', run, '--workspace', 'worktree');
    const session = await open(dir, {columns: 80, rows: 24});
    await session.see('running');
    session.keys('D');
    await session.see('+first');
    put(join(dir, '.orkestra', 'worktrees', '1'), {go: ''});
    await session.see('+second');
    session.keys('Escape', 'x', 'y');
    await until(() => task(dir, 1).state === 'cancelled', 'its end');
    expect(existsSync(join(dir, '.orkestra', 'worktrees', '1'))).toBe(true);
    await quit(session);
  });

  test('a task in the project folder says that it has no diff', async () => {
    const dir = repository(scratch('shared'));
    commitAll(dir);
    orkestra(dir, 'task', 'add', 'Shared', '--run', 'true');
    runAll(dir);
    const session = await open(dir, {columns: 80, rows: 24});
    await session.see('Shared');
    session.keys('D');
    await session.see('worked in the project folder');
    session.keys('Escape');
    await quit(session);
  });
});
