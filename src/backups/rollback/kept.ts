import {plainBytes} from '../restore/blob-bytes.js';
import {compareFile} from '../restore/compare-file.js';
import {aboveOf} from '../restore/folders.js';
import {type Metadata, UNFINISHED_FILE} from '../restore/metadata.js';
import type {PlannedFile, PlannedFolder, PlannedOther, RestorePlan} from '../restore/plan.js';
import {type EntryKind, presentAt} from './present.js';

/** One entry of a backup, found by its path. */
export interface Kept {
  kind: EntryKind;
  /** In the list of its kind in the plan. */
  number: number;
  metadata: Metadata | undefined;
  linkTarget?: string;
  bytes: number;
}

/** All that a backup holds, by path in bytes. The plan is one with full paths. */
export function keptIn(plan: RestorePlan): Map<string, Kept> {
  const kept = new Map<string, Kept>();
  const pathOf = (folder: number, name: string): string =>
    `/${[plan.folders[folder]?.path ?? '', name].filter(Boolean).join('/')}`;
  for (const [number, {path, metadata}] of plan.folders.entries())
    if (path !== '') kept.set(`/${path}`, {kind: 'folder', number, metadata, bytes: 0});
  for (const [number, file] of plan.files.entries())
    kept.set(pathOf(file.folder, file.name), {kind: 'file', number, metadata: file, bytes: file.bytes});
  for (const [number, other] of plan.others.entries()) {
    const {kind, linkTarget} = other;
    const what = kind === 'symlink' ? {kind, linkTarget} : {kind: 'other' as const};
    kept.set(pathOf(other.folder, other.name), {...what, number, metadata: other, bytes: 0});
  }
  return kept;
}

/** Whether the file of this path holds what the backup has for it. */
export function hasKeptContent(path: string, plan: RestorePlan, {number}: Kept, room: Buffer): boolean {
  const file = plan.files[number];
  if (!file) return false;
  const {ids, places} = plan.content.list([file]);
  const lengths = Array.from({length: file.blobs}, (_, blob) => plainBytes(places, blob));
  return compareFile(path, {bytes: file.bytes, ids, lengths}, room, UNFINISHED_FILE) === 'same';
}

/** A plan of these entries alone. A folder that is missing is made as it was; one that is there keeps what it is. */
export function pickKept(plan: RestorePlan, wanted: readonly Kept[]): RestorePlan {
  const folders: PlannedFolder[] = [];
  const known = new Map<string, number>();
  const metadataOf = new Map(plan.folders.map(({path, metadata}) => [path, metadata]));
  const need = (path: string): number => {
    const number = known.get(path);
    if (number !== undefined) return number;
    if (path !== '') need(aboveOf(path).folder);
    known.set(path, folders.length);
    return folders.push({path, metadata: isThere(path) ? undefined : metadataOf.get(path)}) - 1;
  };
  need('');
  const moved = <Of extends PlannedFile | PlannedOther>(entry: Of): Of => ({
    ...entry,
    folder: need(plan.folders[entry.folder]?.path ?? ''),
  });
  const files: PlannedFile[] = [];
  const others: PlannedOther[] = [];
  for (const {kind, number} of wanted) {
    const file = kind === 'file' ? plan.files[number] : undefined;
    const other = kind === 'symlink' || kind === 'other' ? plan.others[number] : undefined;
    if (kind === 'folder') need(plan.folders[number]?.path ?? '');
    if (file) files.push(alone(moved(file)));
    if (other) others.push(moved(other));
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {...plan, folders, files, others, bytes, problems: []};
}

/** The other names of a file may not be among those that are wanted. */
function alone({sameAs: _, ...file}: PlannedFile): PlannedFile {
  return file;
}

const isThere = (path: string): boolean => path === '' || presentAt(`/${path}`)?.kind === 'folder';
