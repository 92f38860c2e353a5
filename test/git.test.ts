import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, onTestFinished, test} from 'vitest';
import {gitInfo} from '../src/git.js';
import {scratch} from './support/world.js';

const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
const git = async (dir: string, ...words: string[]): Promise<string> =>
  (await execa('git', ['-C', dir, ...author, ...words], {env: {GIT_DIR: undefined}})).stdout;

async function repository(name = 'repo'): Promise<string> {
  const dir = join(scratch('git'), name);
  mkdirSync(dir);
  await git(dir, 'init', '--quiet', '--initial-branch=main');
  return dir;
}

async function commit(dir: string): Promise<string> {
  writeFileSync(join(dir, 'file'), 'content');
  await git(dir, 'add', '.');
  await git(dir, 'commit', '--quiet', '--message', 'first');
  return git(dir, 'rev-parse', 'HEAD');
}

function setEnv(name: string, value: string): void {
  const before = process.env[name];
  onTestFinished(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
  process.env[name] = value;
}

// O-66
test('a clean repository tells branch and head, also from a folder with spaces and a subfolder', async () => {
  const dir = await repository('a folder; with $(spaces)');
  const head = await commit(dir);
  const clean = {isRepo: true, branch: 'main', head, isDirty: false};
  expect(await gitInfo(dir)).toEqual(clean);
  mkdirSync(join(dir, 'below'));
  expect(await gitInfo(join(dir, 'below'))).toEqual(clean);
});

test('changed and untracked files make it dirty', async () => {
  const changed = await repository();
  await commit(changed);
  writeFileSync(join(changed, 'file'), 'other');
  expect(await gitInfo(changed)).toMatchObject({isDirty: true});
  const untracked = await repository();
  await commit(untracked);
  writeFileSync(join(untracked, '# new'), '');
  expect(await gitInfo(untracked)).toMatchObject({isDirty: true});
});

test('an empty repository has a branch and no head, a detached head no branch', async () => {
  const dir = await repository();
  expect(await gitInfo(dir)).toEqual({isRepo: true, branch: 'main', head: undefined, isDirty: false});
  const head = await commit(dir);
  await git(dir, 'checkout', '--quiet', '--detach');
  expect(await gitInfo(dir)).toEqual({isRepo: true, branch: undefined, head, isDirty: false});
});

test('a folder outside any repository, or inside .git, is no work tree', async () => {
  expect(await gitInfo(scratch())).toEqual({isRepo: false});
  expect(await gitInfo(join(await repository(), '.git'))).toEqual({isRepo: false});
});

test('without git the answer is undefined', async () => {
  const dir = await repository();
  setEnv('PATH', scratch());
  expect(await gitInfo(dir)).toBeUndefined();
});

test('inside a git hook it still answers about the folder it was asked for', async () => {
  const [asked, other] = [await repository(), await repository()];
  await commit(other);
  setEnv('GIT_DIR', join(other, '.git'));
  expect(await gitInfo(asked)).toMatchObject({head: undefined});
});

test('a program that a hostile repository names is not run', async () => {
  const dir = await repository();
  await commit(dir);
  const trace = join(scratch(), 'trace');
  await git(dir, 'config', 'core.fsmonitor', `touch ${trace}; false`);
  expect(await gitInfo(dir)).toMatchObject({isDirty: false});
  expect(existsSync(trace)).toBe(false);
});

test('a missing folder and a damaged repository are named with the reason of git', async () => {
  const missing = join(scratch(), 'nowhere');
  await expect(gitInfo(missing)).rejects.toThrow(`git cannot read ${missing}: cannot change to`);
  const damaged = await repository();
  writeFileSync(join(damaged, '.git', 'config'), '[broken');
  await expect(gitInfo(damaged)).rejects.toThrow(`git cannot read ${damaged}: bad config line`);
});
