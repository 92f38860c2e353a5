import {randomBytes} from 'node:crypto';
import {lstat, mkdir, readdir, unlink} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {errnoOf} from '../../../state/errors.js';
import type {Processes} from '../../processes.js';

/** What tells a leftover from a file that is still written. */
export interface ScratchFacts {
  processes: Processes;
  now(): number;
}

const LEFT_AFTER_MS = 30 * 60_000;
/** Nobody here can see whether a process of another machine is alive. */
const LEFT_ELSEWHERE_AFTER_MS = 24 * 60 * 60_000;

const hostWord = (host: string): string => encodeURIComponent(host).slice(0, 100);

/** What the names of files in the making begin with: whose they are, so that they can be removed when their writer died. */
export const scratchPrefix = (scratch: string, {host, self}: Pick<Processes, 'host' | 'self'>): string =>
  join(scratch, `orkestra~${hostWord(host)}~${self.pid}~`);

export const scratchName = (prefix: string): string => prefix + randomBytes(8).toString('hex');

/** For the files of one work, which can so be told from those of another in the same process. */
export const ownPrefix = (prefix: string): string => prefix + randomBytes(4).toString('hex');

/** Removes what a work has left unfinished. */
export async function removeScratch(prefix: string): Promise<void> {
  const folder = dirname(prefix);
  const names = (await readdir(folder)).filter((name) => name.startsWith(basename(prefix)));
  for (const name of names) await unlink(join(folder, name));
}

export const scratchFile = (scratch: string, processes: Pick<Processes, 'host' | 'self'>): string =>
  scratchName(scratchPrefix(scratch, processes));

/** Makes the folder, which nobody else may look into, and removes what writers that died left in it. */
export async function prepareScratch(scratch: string, facts: ScratchFacts): Promise<void> {
  await mkdir(scratch, {mode: 0o700, recursive: true});
  for (const name of await readdir(scratch)) {
    const owner = ownerOf(name);
    if (owner) await removeIfLeft(join(scratch, name), owner, facts);
  }
}

interface Owner {
  host: string;
  pid: number;
}

function ownerOf(name: string): Owner | undefined {
  const [, host = '', pid = ''] = /^orkestra~([^~]*)~(\d{1,10})~(?:[0-9a-f]{16}|[0-9a-f]{24})$/.exec(name) ?? [];
  return pid === '' ? undefined : {host, pid: Number(pid)};
}

async function removeIfLeft(path: string, {host, pid}: Owner, {processes, now}: ScratchFacts): Promise<void> {
  try {
    const isHere = host === hostWord(processes.host);
    if (isHere && processes.identify(pid) !== undefined) return;
    const stats = await lstat(path);
    if (now() - stats.mtimeMs > (isHere ? LEFT_AFTER_MS : LEFT_ELSEWHERE_AFTER_MS)) await unlink(path);
  } catch (error) {
    // Another process came by for the same reason, or the system does not let us: neither is in the way of a backup.
    if (!['ENOENT', 'EACCES', 'EPERM', 'EISDIR'].includes(errnoOf(error) ?? '')) throw error;
  }
}
