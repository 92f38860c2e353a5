import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {chmodSync, lchownSync, linkSync, lstatSync, readlinkSync, symlinkSync} from 'node:fs';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {pathFor} from '../format/names.js';
import type {MadeFolders} from './folders.js';
import {putInPlace, removeIfThere, whyFailed} from './make-file.js';
import {finishLink} from './metadata.js';
import type {PlannedOther} from './plan.js';
import {fullPathOf, type Restoring} from './restoring.js';

interface MakingOthers extends Restoring {
  made: MadeFolders;
  isRoot: boolean;
  temporary: string;
}

/** What is neither a file nor a folder: links, and pipes with a name. */
export function makeOthers(making: MakingOthers): void {
  const {plan, made, report} = making;
  for (const other of plan.others) {
    if (made.isBroken(other.folder)) continue;
    const folder = made.pathOf(other.folder);
    try {
      if (makeOther(making, folder, other) === 'made') report.add('links');
    } catch (error) {
      if (errnoOf(error) === undefined && !(error instanceof OrkestraError)) throw error;
      report.problem(fullPathOf(making, folder, other.name), whyFailed(error));
    }
  }
}

/** Made under another name first: so it is there as a whole, or not, and never over what is there. */
function makeOther(making: MakingOthers, folder: string, other: PlannedOther): 'made' | 'there' {
  const {held, overwrites} = making;
  const path = held.pathOf(folder, other.name);
  const there = lstatSync(pathFor(path), {throwIfNoEntry: false});
  if (there && isSame(path, other)) return 'there';
  if (there?.isDirectory()) throw new OrkestraError('conflict', 'a folder is there');
  if (there && !overwrites) throw new OrkestraError('conflict', 'something else is there');
  const aside = held.pathOf(folder, making.temporary + randomBytes(8).toString('hex'));
  try {
    makeAside(aside, making, folder, other);
    if (there) putInPlace(aside, path);
    else giveName(aside, path);
  } finally {
    removeIfThere(aside);
  }
  return 'made';
}

function isSame(path: string, {kind, linkTarget}: PlannedOther): boolean {
  const stats = lstatSync(pathFor(path));
  if (kind === 'fifo') return stats.isFIFO();
  return stats.isSymbolicLink() && readlinkSync(pathFor(path), {encoding: 'latin1'}) === linkTarget;
}

function makeAside(aside: string, {isRoot, held}: MakingOthers, folder: string, other: PlannedOther): void {
  if (other.kind === 'symlink') symlinkSync(pathFor(other.linkTarget), aside);
  else {
    makePipe(held.pathOf(folder, ''), aside.slice(aside.lastIndexOf('/') + 1));
    if (isRoot) lchownSync(aside, other.uid, other.gid);
    chmodSync(aside, other.mode);
  }
  finishLink(aside, other, isRoot);
}

/** Node cannot make a pipe; the program works in the folder, since the paths of what we hold open are ours alone. */
function makePipe(folder: string, name: string): void {
  try {
    execFileSync('mkfifo', ['-m', '600', '--', name], {cwd: folder, stdio: 'ignore'});
  } catch (error) {
    throw new OrkestraError('unavailable', 'the program mkfifo, which makes pipes, is missing or failed', {
      cause: error,
    });
  }
}

/** A second name is refused where something came to be meanwhile; a new name for the same is not. */
function giveName(aside: string, path: string): void {
  try {
    linkSync(aside, pathFor(path));
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw new OrkestraError('conflict', 'something else is there', {cause: error});
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(errnoOf(error) ?? '')) throw error;
    putInPlace(aside, path);
  }
}
