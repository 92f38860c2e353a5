import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {onTestFinished} from 'vitest';
import {startEngine} from '../../src/engine.js';
import {addTask} from '../../src/tasks/add.js';
import type {TaskDraft} from '../../src/tasks/draft.js';
import type {World} from '../../src/world.js';
import {OrkestraError} from '../../state/errors.js';
import {readTask, type Task} from '../../state/tasks.js';
import {readWorkspace, type Workspace} from '../../state/workspaces.js';
import {scratch, type TestWorld, testWorld} from './world.js';

const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];

/** Git as its owner would type it. */
export const git = (dir: string, ...words: string[]): string =>
  execFileSync('git', ['-C', dir, ...author, ...words], {encoding: 'utf8', stdio: 'pipe'}).replace(/\n$/, '');

export function put(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), {recursive: true});
    writeFileSync(join(dir, name), text);
  }
}

export const text = (dir: string, name: string): string => readFileSync(join(dir, name), 'utf8');

export function commitAll(dir: string, files: Readonly<Record<string, string>> = {}): string {
  put(dir, files);
  git(dir, 'add', '--all');
  git(dir, 'commit', '--quiet', '--allow-empty', '--message', 'by hand');
  return git(dir, 'rev-parse', 'HEAD');
}

const LINES = Array.from({length: 20}, (_, at) => `line ${at + 1}\n`).join('');

/** A repository with one commit: a.txt of twenty lines, b.txt and a .gitignore. */
export function repository(dir = scratch('repo')): string {
  git(dir, 'init', '--quiet', '--initial-branch=main');
  commitAll(dir, {'a.txt': LINES, 'b.txt': 'b\n', '.gitignore': 'ignored\n'});
  return dir;
}

export interface RepoWorld extends TestWorld {
  dir: string;
}

/** A project in a repository of its own. */
export function repoWorld(changes: Parameters<typeof testWorld>[0] = {}, dir = repository()): RepoWorld {
  const world = testWorld(changes, dir);
  put(dir, {'.orkestra/.gitignore': '*\n'});
  return Object.assign(Object.create(world) as TestWorld, {dir});
}

/** Adds a task that works in a worktree, and lets an engine do all there is to do. */
export async function work(world: World, draft: TaskDraft): Promise<Task> {
  const id = addTask(world, {workspace: 'worktree', retries: 0, ...draft});
  await runAll(world);
  return readTask(world.db, id) as Task;
}

export async function runAll(world: World): Promise<void> {
  const engine = startEngine(world);
  onTestFinished(() => engine.stop('hand-back'));
  await engine.whenIdle();
  await engine.stop('hand-back');
}

export const workspaceOf = (world: World, id: number): Workspace => {
  const workspace = readWorkspace(world.db, id);
  if (!workspace) throw new Error(`task ${id} has no workspace`);
  return workspace;
};

/** What it is refused with; a bug is thrown on. */
export async function refusalOf(deed: () => Promise<unknown>): Promise<OrkestraError> {
  try {
    await deed();
  } catch (error) {
    if (error instanceof OrkestraError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
