import {setImmediate as turn} from 'node:timers/promises';
import {OrkestraError} from '../../../state/errors.js';
import {permissionsOf} from '../format/modes.js';
import {toText} from '../format/names.js';
import {type Entry, parseTree} from '../format/tree.js';
import type {TreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import {type ContentList, makeContentList} from './content-list.js';
import type {FileToMake} from './jobs.js';
import {layOut, type Target, wholeOf} from './layout.js';
import {type Metadata, toUs} from './metadata.js';
import {makeSelection, type Selection, type SelectionOptions} from './selection.js';
import {makeUnfolding, type Unfolding} from './unfolding.js';

/** All that a restore will make, in the order folders are entered. */
export interface RestorePlan {
  /** The first is the target itself. Each stands behind the one it lies in. */
  folders: PlannedFolder[];
  files: PlannedFile[];
  others: PlannedOther[];
  content: ContentList;
  bytes: number;
  /** What cannot be restored, and why. */
  problems: PlanProblem[];
}

export interface PlanProblem {
  path: string;
  why: string;
  /** It was backed up and is lost; else it is of a kind that is never restored. */
  isLoss: boolean;
}

export interface PlannedFolder {
  /** Below the target, in bytes. */
  path: string;
  /** None where it only leads to what is restored. */
  metadata: Metadata | undefined;
}

export interface PlannedFile extends FileToMake {
  /** Its first blob in the list of content. */
  first: number;
  /** Another name of a file that is planned already: its number. */
  sameAs?: number;
}

export interface PlannedOther extends Metadata {
  folder: number;
  name: string;
  kind: 'symlink' | 'fifo';
  linkTarget: string;
}

export interface PlanOptions extends SelectionOptions {
  isFullPath: boolean;
}

export interface PlanWorld {
  repository: Repository;
  readTree: TreeReader;
  signal: AbortSignal;
}

interface Run extends PlanWorld {
  plan: RestorePlan;
  /** Full paths of what was backed up. */
  targets: Set<string>;
  /** Files with several names, by inode. */
  links: Map<string, number>;
  unfolding: Unfolding;
}

/** A folder that is planned once something in it is. */
interface Spot {
  /** Below the folder that is restored into. */
  path: string;
  metadata: Metadata | undefined;
  above: Spot | undefined;
  number: number | undefined;
}

/** An entry, and where it was and goes. */
interface Place {
  spot: Spot;
  /** The folder it was in, from the root. */
  from: string;
  selection: Selection;
}

/** Reads the trees of a backup and says what is to be made. Nothing is written. */
export async function planRestore(
  world: PlanWorld,
  backup: {tree: string; paths: readonly string[]},
  options: PlanOptions,
): Promise<RestorePlan> {
  const content = makeContentList(world.repository);
  const plan: RestorePlan = {folders: [], files: [], others: [], content, bytes: 0, problems: []};
  const run: Run = {...world, plan, targets: new Set(), links: new Map(), unfolding: makeUnfolding()};
  const root: Spot = {path: '', metadata: undefined, above: undefined, number: undefined};
  need(run, root);
  const targets = await layOut(backup.tree, backup.paths, (id) => readEntries(run, id, '/'));
  for (const {steps} of targets) run.targets.add(pathOf(steps));
  const start = makeSelection(options);
  for (const target of options.isFullPath ? [wholeOf(backup.tree)] : targets)
    await planTarget(run, root, target, start);
  return plan;
}

async function planTarget(run: Run, root: Spot, {steps, entry, treeId, to}: Target, start: Selection): Promise<void> {
  const names = to.split('/').filter(Boolean);
  if (entry) {
    const spot = names.slice(0, -1).reduce((above, name) => below(above, name, undefined), root);
    const selection = steps.slice(0, -1).reduce((now, step) => now.enter(step), start);
    return planEntry(run, entry, {spot, from: pathOf(steps.slice(0, -1)), selection});
  }
  const spot = names.reduce((above, name) => below(above, name, undefined), root);
  await planEntries(run, treeId ?? '', {spot, from: '', selection: start.atTarget(names.at(-1) ?? '')});
}

const pathOf = (steps: readonly string[]): string => steps.map((step) => `/${step}`).join('');

const below = (above: Spot, name: string, metadata: Metadata | undefined): Spot => ({
  path: above.path === '' ? name : `${above.path}/${name}`,
  metadata,
  above,
  number: undefined,
});

/** The number of the folder; it and those above it are planned now, if they were not. */
function need(run: Run, spot: Spot): number {
  if (spot.number !== undefined) return spot.number;
  if (spot.above) need(run, spot.above);
  spot.number = run.plan.folders.push({path: spot.path, metadata: spot.metadata}) - 1;
  return spot.number;
}

async function planEntries(run: Run, treeId: string, place: Place): Promise<void> {
  for (const entry of (await readEntries(run, treeId, place.from)) ?? []) await planEntry(run, entry, place);
}

async function readEntries(run: Run, treeId: string, from: string): Promise<Entry[] | undefined> {
  run.signal.throwIfAborted();
  const json = await run.readTree(treeId);
  const why = 'what it holds is missing from the repository, or damaged';
  if (!json) {
    run.plan.problems.push({path: toText(from) || '/', why, isLoss: true});
    return undefined;
  }
  try {
    const entries = parseTree(json, treeId);
    if (run.unfolding.add(treeId, entries.length)) await turn();
    return entries;
  } catch (error) {
    if (!(error instanceof OrkestraError) || error.code !== 'corrupt') throw error;
    run.plan.problems.push({path: toText(from) || '/', why: error.message, isLoss: true});
    return undefined;
  }
}

async function planEntry(run: Run, entry: Entry, place: Place): Promise<void> {
  const {spot, selection} = place;
  const isFolder = entry.type === 'dir';
  if (selection.isLeftOut(entry.name, isFolder)) return;
  const isWanted = selection.isWanted(entry.name, isFolder);
  if (isFolder) return planFolder(run, entry, place, isWanted);
  if (!isWanted) return;
  if (entry.type === 'file') return planFile(run, entry, place);
  const path = `${toText(place.from)}/${toText(entry.name)}`;
  if (entry.type !== 'symlink' && entry.type !== 'fifo') {
    run.plan.problems.push({path, isLoss: false, why: NOT_MADE[entry.type] ?? 'it is of a kind that is not restored'});
    return;
  }
  const {name, type: kind, linkTarget} = entry;
  run.plan.others.push({...metadataOf(entry), folder: need(run, spot), name, kind, linkTarget});
}

const NOT_MADE: Readonly<Record<string, string>> = {
  dev: 'it is a device, which is not restored',
  chardev: 'it is a device, which is not restored',
  socket: 'it is a socket, which is not restored',
};

async function planFolder(run: Run, entry: Entry, {spot, from, selection}: Place, isWanted: boolean): Promise<void> {
  const inside = below(spot, entry.name, metadataOf(entry));
  if (isWanted) need(run, inside);
  const path = `${from}/${entry.name}`;
  const entered = selection.enter(entry.name);
  const next = run.targets.has(path) ? entered.atTarget(entry.name) : entered;
  if (entry.subtree === undefined)
    run.plan.problems.push({path: toText(path), why: 'the backup does not say what it holds', isLoss: true});
  else await planEntries(run, entry.subtree, {spot: inside, from: path, selection: next});
}

function planFile(run: Run, entry: Entry, {spot, from}: Place): void {
  const {plan} = run;
  const first = plan.content.count;
  const why = plan.content.add(entry);
  if (why !== undefined) {
    plan.problems.push({path: toText(`${from}/${entry.name}`), why, isLoss: true});
    return;
  }
  const {name, bytes} = entry;
  const file: PlannedFile = {
    folder: need(run, spot),
    name,
    bytes,
    ...metadataOf(entry),
    blobs: entry.content.length,
    first,
  };
  const sameAs = findSame(run, entry, file);
  if (sameAs === undefined) plan.bytes += bytes;
  else {
    plan.content.drop(entry.content.length);
    file.sameAs = sameAs;
    file.first = plan.files[sameAs]?.first ?? first;
  }
  plan.files.push(file);
}

/** Names of one file have the same inode. What differs in content all the same is another file: inodes are only numbers. */
function findSame({plan, links}: Run, {file: inode, links: names}: Entry, file: PlannedFile): number | undefined {
  if (names < 2 || inode.endsWith(':0')) return undefined;
  const number = links.get(inode);
  const known = number === undefined ? undefined : plan.files[number];
  if (known && known.bytes === file.bytes && plan.content.isSame(known, file)) return number;
  links.set(inode, plan.files.length);
  return undefined;
}

const metadataOf = ({mode, uid, gid, modifiedNs}: Entry): Metadata => ({
  mode: permissionsOf(mode),
  uid,
  gid,
  modifiedUs: toUs(modifiedNs),
});
