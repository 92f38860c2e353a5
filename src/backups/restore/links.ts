import {randomBytes} from 'node:crypto';
import {linkSync, lstatSync} from 'node:fs';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {pathFor} from '../format/names.js';
import type {MadeFolders} from './folders.js';
import {putInPlace, removeIfThere} from './make-file.js';
import type {FileStates} from './making.js';
import {entryPath, type Restoring} from './restoring.js';

interface Linking extends Restoring {
  made: MadeFolders;
  states: FileStates;
  temporary: string;
}

/** Gives files their other names. Returns the numbers of those that have to be files of their own. */
export function linkNames(linking: Linking): number[] {
  const {plan, made, states, report} = linking;
  const alone: number[] = [];
  for (const [number, {sameAs, folder}] of plan.files.entries()) {
    if (sameAs === undefined || made.isBroken(folder)) continue;
    const isThere = states[sameAs] === 'made' || states[sameAs] === 'there';
    const done = isThere ? linkOne(linking, number, sameAs) : 'alone';
    if (done === 'linked') report.add('links');
    else if (done === 'there') report.add('sameFiles');
    else alone.push(number);
  }
  return alone;
}

type Linked = 'linked' | 'there' | 'alone';

function linkOne(linking: Linking, number: number, sameAs: number): Linked {
  const known = nameIn(linking, sameAs);
  try {
    return linking.held.withPath(known.folder, known.name, (from) => linkFrom(pathFor(from), linking, number));
  } catch (error) {
    // Some disks know no second name for a file, some only so many: then it is a file of its own.
    if (errnoOf(error) === undefined && !(error instanceof OrkestraError)) throw error;
    return 'alone';
  }
}

function linkFrom(from: string | Buffer, linking: Linking, number: number): Linked {
  const {held, overwrites, temporary} = linking;
  const {folder, name} = nameIn(linking, number);
  const to = entryPath(held, folder, name);
  if (tryLink(from, to)) return 'linked';
  if (isOneFile(from, to)) return 'there';
  if (!overwrites || lstatSync(to).isDirectory()) return 'alone';
  const aside = held.pathOf(folder, temporary + randomBytes(8).toString('hex'));
  linkSync(from, aside);
  putInPlace(aside, held.pathOf(folder, name));
  // Where both are one file already, the system leaves both names.
  removeIfThere(aside);
  return 'linked';
}

function nameIn({plan, made}: Linking, number: number): {folder: string; name: string} {
  const file = plan.files[number];
  return {folder: made.pathOf(file?.folder ?? 0), name: file?.name ?? ''};
}

function tryLink(from: string | Buffer, to: string | Buffer): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function isOneFile(one: string | Buffer, other: string | Buffer): boolean {
  const [first, second] = [lstatSync(one, {bigint: true}), lstatSync(other, {bigint: true})];
  return first.ino === second.ino && first.dev === second.dev;
}
