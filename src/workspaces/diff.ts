import {copyFile, mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readState} from '../../state/tasks.js';
import {readWorkspace, type Workspace} from '../../state/workspaces.js';
import type {World} from '../world.js';
import {type Counts, startOf} from './commit.js';
import {copiedPaths} from './copy-in.js';
import {folderOf, hasFolder} from './folder.js';
import {commitOf, type Git, gitIn, must} from './git.js';
import {type FileDiff, parseDiff} from './parse-diff.js';

export interface WorkDiff extends Counts {
  branch: string;
  /** Why it could not be merged. */
  why: string | null;
  /** The commit it is compared with. */
  from: string;
  /** Null: with what is not committed yet. */
  to: string | null;
  changes: FileDiff[];
  /** There is more than was wanted. */
  isCut: boolean;
}

export type DiffAnswer = {ok: true; diff: WorkDiff} | {ok: false; why: string};

export interface DiffRequest {
  mostBytes?: number;
  /** Only which files, and how many lines. */
  isShort?: boolean;
}

const MOST_BYTES = 64 * 1024 * 1024;

/** What a task changed: so far, for review, or before it was merged. */
export async function readDiff(world: World, id: number, request: DiffRequest = {}): Promise<DiffAnswer> {
  const workspace = readWorkspace(world.db, id);
  if (!workspace) return {ok: false, why: whyNone(world, id)};
  const git = gitIn(world.paths.root);
  if (workspace.state !== 'merged' && hasFolder(world.paths, workspace))
    return {ok: true, diff: await diffOfFolder(world, workspace, request)};
  const range = await rangeOf(git, workspace);
  if (!range) return {ok: false, why: `The branch ${workspace.branch} of task #${id} is gone.`};
  return {ok: true, diff: await diffOf(git, workspace, range, request)};
}

function whyNone({db}: World, id: number): string {
  const state = readState(db, id);
  if (state === undefined) return `There is no task #${id}.`;
  return state === 'waiting' || state === 'ready' || state === 'held'
    ? `Task #${id} has changed nothing yet.`
    : `Task #${id} worked in the project folder, among everything else, so it has no diff of its own.`;
}

interface Range {
  from: string;
  to: string | null;
}

async function rangeOf(git: Git, workspace: Workspace): Promise<Range | undefined> {
  const {branch, tip, base, mergeCommit, state} = workspace;
  const before = mergeCommit === null ? undefined : await commitOf(git, `${mergeCommit}^1`);
  if (before !== undefined) return {from: before, to: mergeCommit};
  const to = (await commitOf(git, `refs/heads/${branch}`)) ?? (await commitOf(git, tip ?? base));
  if (to === undefined) return undefined;
  return {from: state === 'merged' ? base : await startOf(git, workspace, to), to};
}

/**
 * All that is in the folder counts, also what git was not told of. A copy of the index is told, with a store of its own,
 * so that nothing is written where the task works.
 */
async function diffOfFolder(world: World, workspace: Workspace, request: DiffRequest): Promise<WorkDiff> {
  const git = gitIn(folderOf(world.paths, workspace));
  const from = await startOf(git, workspace, (await commitOf(git, 'HEAD')) ?? workspace.base);
  const aside = await mkdtemp(join(tmpdir(), 'orkestra-diff-'));
  try {
    const env = await standAside(git, aside);
    const {copy} = world.config.workspace;
    const without = copiedPaths(copy).map((path) => `:(exclude,top,literal)${workspace.prefix}${path}`);
    await git(['add', '--all', '--intent-to-add', '--', ':/', ...without], {env});
    return await diffOf((args, options) => git(args, {...options, env}), workspace, {from, to: null}, request);
  } finally {
    await rm(aside, {recursive: true, force: true});
  }
}

async function standAside(git: Git, folder: string): Promise<Record<string, string>> {
  const where = async (name: string): Promise<string> =>
    (await must(git(['rev-parse', '--path-format=absolute', '--git-path', name]), `find its ${name}`)).replace(
      /\n$/,
      '',
    );
  const index = join(folder, 'index');
  const objects = join(folder, 'objects');
  await mkdir(objects);
  await copyFile(await where('index'), index).catch(() => {});
  const known = (await where('objects')).replace(/["\\]/g, '\\$&');
  return {GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: `"${known}"`};
}

/** Nothing the user configured for his own eyes, and no program of his, stands between. */
const PLAIN = [
  ...['--no-color', '--no-ext-diff', '--no-textconv', '--no-relative', '--find-renames', '--submodule=short'],
  ...['--src-prefix=a/', '--dst-prefix=b/'],
];

async function diffOf(git: Git, {branch, why}: Workspace, {from, to}: Range, request: DiffRequest): Promise<WorkDiff> {
  const {mostBytes = MOST_BYTES, isShort = false} = request;
  const range = to === null ? [from] : [from, to];
  const args = [
    '-c',
    'diff.suppressBlankEmpty=false',
    'diff',
    ...PLAIN,
    '--raw',
    '--numstat',
    ...(isShort ? [] : ['--patch']),
    '-z',
    ...range,
    '--',
  ];
  const answer = git(args, {mostBytes});
  const {isCut, out} = await answer;
  const changes = parseDiff(isCut ? out : await must(answer, 'compare its work'));
  const sum = (count: (file: FileDiff) => number): number => changes.reduce((all, file) => all + count(file), 0);
  return {
    ...{branch, why, from, to, changes, isCut},
    files: changes.length,
    added: sum((file) => file.added),
    removed: sum((file) => file.removed),
  };
}
