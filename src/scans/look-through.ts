import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {setImmediate as turn} from 'node:timers/promises';
import type {Scanned, ScannedType} from '../../state/scans.js';
import type {Scope} from '../backups/excludes/excludes.js';
import {pathFor, toText} from '../backups/format/names.js';
import {type Look, makeLook} from '../backups/make/look.js';
import type {Problem} from '../backups/make/news.js';

const TURN_EVERY = 500;

export interface LookingThrough {
  entries: Scanned[];
  problems: Problem[];
}

interface Asked {
  /** In bytes. */
  path: string;
  scope: Scope;
  isHashed: boolean;
  signal: AbortSignal;
}

interface Folder {
  at: string;
  below: string;
  scope: Scope;
}

/** Everything below a path that no rule leaves out. Links are not followed, so none leads in circles. */
export async function lookThrough({path, scope, isHashed, signal}: Asked): Promise<LookingThrough> {
  const found: LookingThrough = {entries: [], problems: []};
  const look = makeLook((at, problem) => void found.problems.push({path: toText(at), ...problem}));
  const left: Folder[] = [{at: path, below: '', scope}];
  for (let folder = left.pop(); folder; folder = left.pop()) {
    for (const name of look.names(folder.at, folder.at) ?? []) {
      if (found.entries.length % TURN_EVERY === 0) await turn();
      signal.throwIfAborted();
      const entry = entryAt(look, folder, name);
      if (!entry) continue;
      const at = `${folder.at}/${name}`;
      if (isHashed && entry.type === 'file') entry.hash = await hashOf(at, found.problems);
      found.entries.push(entry);
      if (entry.type === 'folder')
        left.push({at, below: `${folder.below}${name}/`, scope: folder.scope.enter(name, undefined)});
    }
  }
  return found;
}

function entryAt(look: Look, {at, below, scope}: Folder, name: string): Scanned | undefined {
  const stats = look.entry(`${at}/${name}`, `${at}/${name}`);
  if (!stats || scope.isExcluded(name, stats.isDirectory(), Number(stats.size))) return undefined;
  const type: ScannedType = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'folder'
      : stats.isSymbolicLink()
        ? 'link'
        : 'other';
  return {
    path: Buffer.from(below + name, 'latin1'),
    type,
    bytes: type === 'file' ? Number(stats.size) : 0,
    modifiedAt: Number(stats.mtimeNs) / 1e6,
    mode: Number(stats.mode) & 0o7777,
    hash: null,
  };
}

async function hashOf(path: string, problems: Problem[]): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(pathFor(path))) hash.update(piece as Buffer);
    return hash.digest('hex');
  } catch (error) {
    const {code = 'EIO', message} = error as NodeJS.ErrnoException;
    problems.push({path: toText(path), code, message});
    return null;
  }
}
