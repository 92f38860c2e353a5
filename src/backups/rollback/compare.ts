import {readlinkSync} from 'node:fs';
import {errnoOf} from '../../../state/errors.js';
import type {Doing} from '../../../state/rollbacks.js';
import {pathFor} from '../format/names.js';
import {toUs} from '../restore/metadata.js';
import type {RestorePlan} from '../restore/plan.js';
import {hasKeptContent, type Kept} from './kept.js';
import type {Present} from './present.js';

/** What became of a file since the backup. */
export interface Change {
  /** In bytes, absolute. */
  path: string;
  was: Doing;
  before: Kept | undefined;
  now: Present | undefined;
  /** It was touched after the attempt ended, so by somebody else. */
  isLater: boolean;
}

export interface Compared {
  plan: RestorePlan;
  before: ReadonlyMap<string, Kept>;
  now: ReadonlyMap<string, Present>;
  isMeant(path: string): boolean;
  /** When the attempt began and ended: the system's own notes of when a file was touched are held against it. */
  startedAt: number;
  endedAt: number;
}

/** To read pieces of files into. */
export const makeRoom = (): Buffer => Buffer.allocUnsafeSlow(8 * 1024 * 1024);

/** The clock that files are touched by is read a little less often than ours. */
const SLACK_MS = 20;

/** What an attempt changed, created and deleted; what was there before and is not in the backup is left out. */
export function compareWith({plan, before, now, isMeant, startedAt, endedAt}: Compared): Change[] {
  const room = makeRoom();
  const changes: Change[] = [];
  for (const [path, kept] of before) {
    if (!isMeant(path)) continue;
    const there = now.get(path);
    const isLater = there !== undefined && touchedAt(there) > endedAt;
    if (!there) changes.push({path, was: 'deleted', before: kept, now: undefined, isLater});
    else if (!isSame(path, plan, kept, there, {room, startedAt}))
      changes.push({path, was: 'changed', before: kept, now: there, isLater});
  }
  for (const [path, there] of now) {
    if (before.has(path) || !isMeant(path) || touchedAt(there) < startedAt - SLACK_MS) continue;
    changes.push({path, was: 'created', before: undefined, now: there, isLater: touchedAt(there) > endedAt});
  }
  return changes.sort((one, other) => (one.path < other.path ? -1 : 1));
}

const touchedAt = ({stats}: Present): number => Number(stats.ctimeNs / 1_000_000n);

/** A file that was not touched since the attempt began is not read. */
function isSame(
  path: string,
  plan: RestorePlan,
  kept: Kept,
  there: Present,
  {room, startedAt}: {room: Buffer; startedAt: number},
): boolean {
  const {stats} = there;
  const isUntouched =
    kept.kind === 'file' &&
    there.kind === 'file' &&
    Number(stats.size) === kept.bytes &&
    Number(stats.mode & 0o7777n) === kept.metadata?.mode &&
    toUs(stats.mtimeNs) === kept.metadata.modifiedUs &&
    touchedAt(there) < startedAt - SLACK_MS;
  return isUntouched || isAsKept(path, plan, kept, there, room);
}

/** Whether what is there is what the backup has. */
export function isAsKept(path: string, plan: RestorePlan, kept: Kept, {kind, stats}: Present, room: Buffer): boolean {
  if (kept.kind !== kind) return false;
  if (kind === 'symlink') return readlinkSync(pathFor(path), {encoding: 'latin1'}) === kept.linkTarget;
  // What is in a folder is looked at by itself.
  if (kind !== 'file') return true;
  if (Number(stats.mode & 0o7777n) !== kept.metadata?.mode) return false;
  try {
    return hasKeptContent(path, plan, kept, room);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
