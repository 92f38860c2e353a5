import {copyFileSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {pathFor, toText} from '../format/names.js';
import {makePlan} from '../restore/restore.js';
import type {RestoreWorld} from '../restore/restoring.js';
import type {Change} from './compare.js';
import {pickKept} from './kept.js';
import type {Preview} from './preview.js';

const MOST_FILES = 100;
const LARGEST_BYTES = 256 * 1024;
const MOST_TEXT = 300_000;

/** From what is there now to what would be put back, as text; undefined where there is no git to make it. */
export async function diffOfChanges(
  world: RestoreWorld,
  {plan, changes}: Preview,
  root: string,
): Promise<string | undefined> {
  const shown = changes.filter(isShown).slice(0, MOST_FILES);
  if (shown.length === 0) return '';
  const scratch = mkdtempSync(join(world.repository.store.scratch, 'diff-'));
  try {
    for (const side of ['now', 'before']) mkdirSync(join(scratch, side));
    const kept = shown.flatMap(({before}) => before ?? []);
    await makePlan(world, pickKept(plan, kept), {to: join(scratch, 'before'), overwrites: false, verifies: false});
    for (const {path, now} of shown) if (now) copyInto(join(scratch, 'now'), path);
    return (await compare(scratch))?.replace(HEADS, (line) => line.replaceAll(`${root}/`, '/'));
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}

/** The lines of a diff that name files. */
const HEADS = /^(diff --git |--- |\+\+\+ ).*$/gm;

const isShown = ({before, now}: Change): boolean => {
  const isFile = (before?.kind ?? 'file') === 'file' && (now?.kind ?? 'file') === 'file';
  return isFile && (before?.bytes ?? 0) <= LARGEST_BYTES && Number(now?.stats.size ?? 0n) <= LARGEST_BYTES;
};

function copyInto(folder: string, path: string): void {
  const to = `${folder}${toText(path)}`;
  mkdirSync(dirname(to), {recursive: true});
  copyFileSync(pathFor(path), to);
}

async function compare(scratch: string): Promise<string | undefined> {
  const {execa} = await import('execa');
  const plain = ['--no-index', '--no-color', '--no-ext-diff', '--no-textconv', '--src-prefix=', '--dst-prefix='];
  const {stdout, exitCode} = await execa('git', ['diff', ...plain, 'now', 'before'], {
    ...{cwd: scratch, reject: false, stdin: 'ignore', stripFinalNewline: false},
    maxBuffer: MOST_TEXT,
  });
  // One means that there are differences; without git there is no code at all.
  return exitCode === 1 || exitCode === 0 || stdout !== '' ? (stdout as string | undefined) : undefined;
}
