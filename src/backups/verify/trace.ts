import {setImmediate as turn} from 'node:timers/promises';
import {OrkestraError} from '../../../state/errors.js';
import {toText} from '../format/names.js';
import {type Entry, parseTree} from '../format/tree.js';
import type {ListedBackup} from '../list-backups.js';
import type {TreeReader} from '../repository/read-trees.js';
import {textOf} from '../select.js';
import type {Finding, Findings} from './findings.js';

/** So many are named for each finding; the others are counted. */
const MOST_NAMED = 20;

interface Run {
  readTree: TreeReader;
  bad: Findings['blobs'];
  signal: AbortSignal;
  /** Folders in which nothing is hurt, in whichever backup. */
  sound: Set<string>;
}

/** Says which files of which backups cannot be restored because of blobs that are damaged or missing. */
export async function traceDamage(
  world: {readTree: TreeReader; findings: Findings; signal: AbortSignal},
  backups: readonly ListedBackup[],
): Promise<void> {
  const {readTree, findings, signal} = world;
  if (findings.blobs.size === 0) return;
  const run: Run = {readTree, bad: findings.blobs, signal, sound: new Set()};
  for (const backup of backups.toReversed()) await traceFolder(run, backup, backup.tree, '');
  for (const finding of findings.blobs.values()) {
    if (finding?.hurtCount === 0) finding.message += ' No file that was looked for needs it.';
  }
}

/** True when something in it is hurt. */
async function traceFolder(run: Run, backup: ListedBackup, treeId: string, path: string): Promise<boolean> {
  if (run.sound.has(treeId)) return false;
  run.signal.throwIfAborted();
  await turn();
  const bad = run.bad.has(treeId);
  if (bad) hurt(run, treeId, `${textFor(backup)}: ${path || '/'} and all below it`);
  let isHurt = bad;
  for (const entry of bad ? [] : await entriesOf(run, treeId)) {
    const at = `${path}/${toText(entry.name)}`;
    const parts = new Set(entry.content.filter((id) => run.bad.has(id)));
    for (const id of parts) hurt(run, id, `${textFor(backup)}: ${at}`);
    isHurt ||= parts.size > 0;
    if (entry.subtree !== undefined && (await traceFolder(run, backup, entry.subtree, at))) isHurt = true;
  }
  if (!isHurt) run.sound.add(treeId);
  return isHurt;
}

const textFor = (backup: ListedBackup): string => `backup ${textOf(backup)}`;

function hurt({bad}: Run, id: string, text: string): void {
  const finding: Finding | undefined = bad.get(id);
  if (!finding) return;
  finding.hurtCount += 1;
  if (finding.hurts.length < MOST_NAMED) finding.hurts.push(text);
}

async function entriesOf({readTree}: Run, treeId: string): Promise<Entry[]> {
  const json = await readTree(treeId);
  try {
    return json ? parseTree(json, treeId) : [];
  } catch (error) {
    if (error instanceof OrkestraError && error.code === 'corrupt') return [];
    throw error;
  }
}
