import {fchmodSync, fchownSync, futimesSync, lchownSync, lutimesSync} from 'node:fs';
import {pathFor} from '../format/names.js';

export interface Metadata {
  /** As `chmod` takes it. */
  mode: number;
  uid: number;
  gid: number;
  modifiedUs: number;
}

/**
 * What is made carries this mode until it is finished: the sticky bit and no more than its maker needs. So a restore that
 * was killed knows what is its own, and nobody takes a half for a whole.
 */
export const UNFINISHED_FILE = 0o1000;
export const UNFINISHED_FOLDER = 0o1700;

/** The mode comes last: taking the owner away from a file takes its setuid bit away, and the mode says that it is whole. */
export function finish(descriptor: number, {mode, uid, gid, modifiedUs}: Metadata, isRoot: boolean): void {
  if (isRoot) asFarAsAllowed(() => fchownSync(descriptor, uid, gid));
  const time = timeFor(modifiedUs);
  futimesSync(descriptor, time, time);
  fchmodSync(descriptor, mode);
}

/** A link has no mode of its own. */
export function finishLink(path: string, {uid, gid, modifiedUs}: Metadata, isRoot: boolean): void {
  if (isRoot) asFarAsAllowed(() => lchownSync(pathFor(path), uid, gid));
  const time = timeFor(modifiedUs);
  asFarAsAllowed(() => lutimesSync(pathFor(path), time, time));
}

/** Some file systems know no owners, some no times of links: the content counts. */
function asFarAsAllowed(deed: () => void): void {
  try {
    deed();
  } catch (error) {
    const {code = ''} = error as NodeJS.ErrnoException;
    if (!['EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES'].includes(code)) throw error;
  }
}

/**
 * Seconds for `utimes`, which are cut to microseconds: half of one more keeps rounding from taking one away. As text,
 * since Node takes a number below zero for no time at all.
 */
export const timeFor = (us: number): string => String((us < 0 ? us - 0.5 : us + 0.5) / 1_000_000);

/** Cut, not rounded, as the system does it; towards 1970 like `timeFor`. */
export const toUs = (ns: bigint): number => Number(ns / 1000n);
