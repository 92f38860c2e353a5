import {plain} from '../plain.js';
import type {WorkDiff} from './diff.js';
import {showCounts} from './keep.js';
import type {FileDiff} from './parse-diff.js';

export type DiffPart = 'title' | 'warning' | 'head' | 'hunk' | 'added' | 'removed' | 'same' | 'note';

/** One line of a diff as people read it, clean, with what it is. */
export interface DiffLine {
  part: DiffPart;
  text: string;
}

/** Which files, and how much of each. */
export function statLines(diff: WorkDiff): DiffLine[] {
  const width = Math.min(60, Math.max(0, ...diff.changes.map((file) => nameOf(file).length)));
  return [
    {part: 'title', text: showCounts(diff)},
    ...(diff.why === null ? [] : [{part: 'warning', text: plain(`not merged: ${diff.why}`)} as const]),
    ...diff.changes.map((file): DiffLine => ({part: 'same', text: `  ${nameOf(file).padEnd(width)}  ${sizeOf(file)}`})),
  ];
}

/** The files at the top, then what changed in each. */
export function diffLines(diff: WorkDiff): DiffLine[] {
  const lines = statLines(diff);
  for (const file of diff.changes) {
    lines.push({part: 'same', text: ''}, {part: 'head', text: `${nameOf(file)}${noteOf(file)}`});
    for (const {header, lines: body} of file.hunks) {
      lines.push({part: 'hunk', text: plain(header)});
      for (const line of body)
        lines.push({part: partOf(line), text: line[0] + plain(line.slice(1).replace(/\r$/, ''))});
    }
  }
  if (diff.isCut) lines.push({part: 'same', text: ''}, {part: 'note', text: 'There is more than can be shown here.'});
  return lines;
}

const partOf = (line: string): DiffPart =>
  line[0] === '+' ? 'added' : line[0] === '-' ? 'removed' : line[0] === '\\' ? 'note' : 'same';

const nameOf = ({path, from}: FileDiff): string => (from === null ? plain(path) : `${plain(from)} → ${plain(path)}`);

function sizeOf(file: FileDiff): string {
  const words = wordsOf(file);
  const size = file.isBinary ? 'binary' : `+${file.added} −${file.removed}`;
  return words.length > 0 ? `${size}, ${words.join(', ')}` : size;
}

const noteOf = (file: FileDiff): string => {
  const words = [...wordsOf(file), ...(file.isBinary ? ['binary'] : [])];
  return words.length > 0 ? ` (${words.join(', ')})` : '';
};

function wordsOf({status, oldMode, newMode}: FileDiff): string[] {
  const words: string[] = status === 'modified' ? [] : [status === 'type' ? kindOf(newMode) : status];
  if (status === 'modified' || status === 'renamed') {
    if (oldMode === '100644' && newMode === '100755') words.push('executable now');
    if (oldMode === '100755' && newMode === '100644') words.push('no longer executable');
  }
  return words;
}

const kindOf = (mode: string): string =>
  mode === '120000' ? 'a link now' : mode === '160000' ? 'a repository now' : 'a file now';
