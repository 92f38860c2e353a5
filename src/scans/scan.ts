import {dropScanned, listScanned, readScan, type Scanned, startScan, writeScanned} from '../../state/scans.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import {makeExcludes} from '../backups/excludes/excludes.js';
import {toBytes, toText} from '../backups/format/names.js';
import type {Problem} from '../backups/make/news.js';
import type {World} from '../world.js';
import {checkFolder} from './folder.js';
import {lookThrough} from './look-through.js';
import {type Sums, sumUp} from './sums.js';

export interface ScanOrder {
  path: string;
  exclude?: readonly string[];
  /** Reads every file and keeps its SHA-256 as well. */
  isHashed?: boolean;
  signal?: AbortSignal;
}

export interface ScanChanges {
  added: string[];
  changed: string[];
  removed: string[];
}

export interface ScanReport extends Sums {
  path: string;
  /** When it was last looked through; nothing is told as changed the first time. */
  lastAt: number | null;
  changes: ScanChanges;
  problems: Problem[];
}

/** Looks through a folder, remembers what is there, and tells what is not as it was the last time. */
export async function scanFolder(world: World, order: ScanOrder): Promise<ScanReport> {
  const {exclude = [], isHashed = false, signal = new AbortController().signal} = order;
  const path = checkFolder(order.path);
  const scope = makeExcludes({globs: exclude});
  const {entries, problems} = await lookThrough({path: toBytes(path), scope, isHashed, signal});
  const sums = sumUp(entries);
  return write(world.db, () => {
    const lastAt = readScan(world.db, path)?.at ?? null;
    const changes = remember(world, startScan(world.db, path, world.now()), entries, lastAt === null);
    const {files, folders, bytes} = sums;
    record(world, {type: 'scan.made', data: {path, files, folders, bytes, errors: problems.length}});
    return {path, lastAt, ...sums, changes, problems};
  });
}

function remember({db}: World, scan: number, entries: readonly Scanned[], isFirst: boolean): ScanChanges {
  const before = new Map(listScanned(db, scan).map((entry) => [entry.path.toString('latin1'), entry]));
  const changes: ScanChanges = {added: [], changed: [], removed: []};
  for (const entry of entries) {
    const key = entry.path.toString('latin1');
    const old = before.get(key);
    before.delete(key);
    if (old && isSame(old, entry)) continue;
    writeScanned(db, scan, {...entry});
    if (!isFirst) (old ? changes.changed : changes.added).push(toText(key));
  }
  for (const [key, {path}] of before) {
    dropScanned(db, scan, path);
    changes.removed.push(toText(key));
  }
  return changes;
}

/** A folder is another when its entries are; those are told themselves. */
function isSame(old: Scanned, entry: Scanned): boolean {
  const isContent = entry.type === 'folder' || (old.bytes === entry.bytes && old.modifiedAt === entry.modifiedAt);
  const isHash = entry.hash === null || old.hash === entry.hash;
  return old.type === entry.type && old.mode === entry.mode && isContent && isHash;
}
