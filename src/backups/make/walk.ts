import type {BigIntStats} from 'node:fs';
import {setImmediate as turn} from 'node:timers/promises';
import type {Scope} from '../excludes/excludes.js';
import {fileText, folderText, nodeHead, type Owners, otherText, treeText, withSize} from '../format/node-text.js';
import type {ParentTree} from '../format/parent-tree.js';
import type {FileError, FileOutcome} from './jobs.js';
import {isCache, type Look, makeLook, readIgnoreFileAt} from './look.js';
import type {Plan} from './plan.js';
import {makeTidy} from './tidy.js';

/** What the walk is given, and whom it tells. Paths and names are in bytes. */
export interface WalkWorld {
  owners: Owners;
  /** The rules at a target; below it they are entered folder by folder. */
  scopeAt(target: string, ignoreFile: string | undefined): Scope;
  signal: AbortSignal;
  /** Only the file system of each target. */
  isOneFileSystem: boolean;
  usesIgnoreFiles: boolean;
  skipsCaches: boolean;
  /** A tree of the parent backup, when there is one and it can be read. */
  parentTree(id: string | undefined): Promise<ParentTree | undefined>;
  hasAll(ids: readonly string[]): boolean;
  /** `done` is called when the file is read, which may be long after the walk went on. */
  readFile(path: string, bytes: number, done: (outcome: FileOutcome) => void): void;
  keepTree(json: Buffer): string;
  /** Waits while too much is under way. */
  room(): Promise<void>;
  /** All there is was found; nothing more will be read after what is under way. */
  walked(): void;
  tell: WalkNews;
}

export interface WalkNews {
  folder(path: string): void;
  /** A file is dealt with: read, or the same as before. */
  file(path: string, bytes: number, change: 'new' | 'changed' | 'same'): void;
  other(path: string): void;
  /** It is not in the backup, or not as it should be. */
  problem(path: string, problem: FileError): void;
}

/** A folder while it is walked: the entries it has, of which some are still being read. */
interface Folder {
  texts: (string | undefined)[];
  pending: number;
  done(treeId: string): void;
}

interface Run extends WalkWorld {
  look: Look;
  entries: number;
  tidy(): void;
  /** Set once something failed that is no matter of one entry. */
  failure?: unknown;
  fail(error: unknown): void;
}

/** Where the entries of a folder are found, and where their texts go. */
interface Place {
  /** As people and rules know it. */
  path: string;
  /** As the system is asked for it. */
  at: string;
  folder: Folder;
  parent: ParentTree | undefined;
  /** None on the way to a target. */
  scope: Scope | undefined;
  plan: Plan | undefined;
  device: bigint | undefined;
}

interface Visit extends Place {
  name: string;
  slot: number;
  stats: BigIntStats;
}

/** After so many entries whoever else uses the thread gets his turn. */
const TURN_EVERY = 400;

/** Makes the trees of all that the plan names, and returns the id of the root. */
export function walk(world: WalkWorld, plan: Plan, parentId: string | undefined): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const run: Run = Object.assign(Object.create(world) as WalkWorld, {
      look: makeLook(world.tell.problem),
      entries: 0,
      tidy: makeTidy(),
      fail(error: unknown) {
        run.failure ??= error;
        reject(error);
      },
    });
    world.signal.addEventListener('abort', () => run.fail(world.signal.reason), {once: true});
    const folder: Folder = {texts: [], pending: 1, done: resolve};
    walkRoot(run, folder, plan, parentId).catch(run.fail);
  });
}

async function walkRoot(run: Run, folder: Folder, plan: Plan, parentId: string | undefined): Promise<void> {
  const parent = await run.parentTree(parentId);
  const device = plan.isTarget ? run.look.entry('/', '/')?.dev : undefined;
  const place = {path: '', at: '', folder, parent, device};
  const scope = plan.isTarget ? run.scopeAt('/', undefined) : undefined;
  const names = plan.isTarget ? run.look.names('/', '/') : [...plan.children.keys()].sort();
  await visitAll(run, {...place, scope, plan: plan.isTarget ? undefined : plan}, names ?? []);
  run.walked();
  settle(run, folder);
}

async function visitAll(run: Run, place: Place, names: readonly string[]): Promise<void> {
  for (const [slot, name] of names.entries()) {
    run.signal.throwIfAborted();
    if (run.failure !== undefined) throw run.failure;
    if (++run.entries % TURN_EVERY === 0) await takeTurn(run);
    await run.room();
    const path = `${place.path}/${name}`;
    const at = `${place.at}/${name}`;
    const stats = run.look.entry(path, at);
    if (!stats || place.scope?.isExcluded(name, stats.isDirectory(), Number(stats.size))) continue;
    await visit(run, {...place, path, at, name, slot, stats});
  }
}

async function takeTurn({tidy}: Run): Promise<void> {
  tidy();
  await turn();
}

async function visit(run: Run, entry: Visit): Promise<void> {
  const {stats} = entry;
  if (stats.isDirectory()) await visitFolder(run, entry);
  else if (stats.isFile()) visitFile(run, entry);
  else if (!stats.isSocket()) visitOther(run, entry);
}

function visitOther(run: Run, {path, at, name, folder, slot, stats}: Visit): void {
  const linkTarget = stats.isSymbolicLink() ? run.look.target(path, at) : undefined;
  if (stats.isSymbolicLink() && linkTarget === undefined) return;
  folder.texts[slot] = otherText(nodeHead({name, stats, linkTarget}, run.owners));
  run.tell.other(path);
}

/** What the parent backup says of it is taken when all its facts are the same and its content is still there. */
function visitFile(run: Run, {path, at, name, parent, folder, slot, stats}: Visit): void {
  const head = nodeHead({name, stats}, run.owners);
  const bytes = Number(stats.size);
  const before = parent?.contentOf(name, head);
  if (before && run.hasAll(before)) {
    folder.texts[slot] = fileText(head, before);
    run.tell.file(path, bytes, 'same');
    return;
  }
  folder.pending += 1;
  const {mtimeNs} = stats;
  const change = parent?.has(name) ? 'changed' : 'new';
  // Thousands of these wait at a time: they hold what they need and no more.
  run.readFile(at, bytes, (outcome) => {
    folder.texts[slot] = textOfRead(run, {path, head, bytes, mtimeNs}, outcome);
    if (!outcome.error) run.tell.file(path, outcome.bytes, change);
    settle(run, folder);
  });
}

/** The size is what was read; a file that was written to meanwhile is kept as it was read, and told. */
function textOfRead(
  run: Run,
  found: {path: string; head: string; bytes: number; mtimeNs: bigint},
  {ids, bytes, modifiedNs, error}: FileOutcome,
): string | undefined {
  if (error) {
    run.tell.problem(found.path, error);
    return undefined;
  }
  const isSize = bytes === found.bytes;
  if (!isSize || modifiedNs !== found.mtimeNs) {
    run.tell.problem(found.path, {code: 'CHANGED', message: 'it changed while it was read'});
  }
  return fileText(isSize ? found.head : withSize(found.head, bytes), ids.map(hexOf));
}

const hexOf = (id: Uint8Array): string => Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('hex');

/** The folder's own entry is written when all below it is known. */
async function visitFolder(run: Run, entry: Visit): Promise<void> {
  const {path, name, parent, folder, slot, stats} = entry;
  if (run.isOneFileSystem && entry.device !== undefined && stats.dev !== entry.device) return;
  const step = entry.plan?.children.get(name);
  const plan = step?.isTarget ? undefined : step;
  const reached = run.look.reach(path, entry.at);
  if (!reached) return;
  const {at, release} = reached;
  const names = plan ? [...plan.children.keys()].sort() : run.look.names(path, at);
  if (!names) return release();
  folder.pending += 1;
  run.tell.folder(path);
  const head = nodeHead({name, stats}, run.owners);
  const below: Folder = {
    texts: [],
    pending: 1,
    done(treeId) {
      release();
      folder.texts[slot] = folderText(head, treeId);
      settle(run, folder);
    },
  };
  await visitAll(
    run,
    {
      ...{path, at, plan, folder: below},
      parent: await run.parentTree(parent?.subtreeOf(name)),
      scope: plan ? undefined : scopeIn(run, entry, at, names),
      device: plan ? undefined : (entry.device ?? stats.dev),
    },
    names,
  );
  settle(run, below);
}

/** The rules of a folder that is entered; those of the call begin at each target. */
function scopeIn(run: Run, {path, name, scope}: Visit, at: string, names: readonly string[]): Scope {
  const ignoreFile = run.usesIgnoreFiles && names.includes('.gitignore') ? readIgnoreFileAt(at) : undefined;
  const entered = scope ? scope.enter(name, ignoreFile) : run.scopeAt(path, ignoreFile);
  return run.skipsCaches && isCache(at, names) ? entered.asCache() : entered;
}

function settle(run: Run, folder: Folder): void {
  folder.pending -= 1;
  if (folder.pending > 0 || run.failure !== undefined) return;
  const json = treeText(folder.texts.filter((text) => text !== undefined));
  folder.texts = [];
  folder.done(run.keepTree(json));
}
