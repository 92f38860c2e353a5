import {extname} from 'node:path';
import type {Scanned} from '../../state/scans.js';
import {toText} from '../backups/format/names.js';

export interface Sums {
  files: number;
  folders: number;
  links: number;
  others: number;
  bytes: number;
  /** By the end of their names, what takes most first. */
  kinds: {kind: string; files: number; bytes: number}[];
  largest: {path: string; bytes: number}[];
}

const MOST_SHOWN = 10;

export function sumUp(entries: readonly Scanned[]): Sums {
  const files = entries.filter(({type}) => type === 'file');
  const count = (type: Scanned['type']): number => entries.filter((entry) => entry.type === type).length;
  return {
    ...{files: files.length, folders: count('folder'), links: count('link'), others: count('other')},
    bytes: files.reduce((sum, {bytes}) => sum + bytes, 0),
    kinds: kindsOf(files),
    largest: files
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, MOST_SHOWN)
      .map(({path, bytes}) => ({path: textOf(path), bytes})),
  };
}

function kindsOf(files: readonly Scanned[]): Sums['kinds'] {
  const kinds = new Map<string, {kind: string; files: number; bytes: number}>();
  for (const {path, bytes} of files) {
    const kind = extname(textOf(path)).toLowerCase();
    const sum = kinds.get(kind) ?? {kind, files: 0, bytes: 0};
    kinds.set(kind, {kind, files: sum.files + 1, bytes: sum.bytes + bytes});
  }
  return [...kinds.values()].sort((a, b) => b.bytes - a.bytes).slice(0, MOST_SHOWN);
}

const textOf = (path: Buffer): string => toText(path.toString('latin1'));
