import {problemText} from '../backups/problem-text.js';
import {formatBytes} from '../formats.js';
import type {ScanReport} from '../scans/scan.js';
import {countText} from './counts.js';

const MOST_SHOWN = 20;

export function showScan({path, files, folders, links, bytes, kinds, largest, lastAt, changes, problems}: ScanReport) {
  const counted = [
    countText(files, 'file'),
    countText(folders, 'folder'),
    countText(links, 'link'),
    formatBytes(bytes),
  ];
  const {added, changed, removed} = changes;
  return [
    `${path}: ${counted.join(', ')}.`,
    ...kinds.map((kind) =>
      `${formatBytes(kind.bytes).padStart(8)}  ${countText(kind.files, 'file')} ${kind.kind}`.trimEnd(),
    ),
    ...(largest.length > 0 ? ['The largest:'] : []),
    ...largest.map((file) => `${formatBytes(file.bytes).padStart(8)}  ${file.path}`),
    lastAt === null
      ? 'It was not looked through before.'
      : `Since the last time ${added.length} added, ${changed.length} changed, ${removed.length} removed.`,
    ...some('+', added),
    ...some('~', changed),
    ...some('-', removed),
    ...problems.slice(0, MOST_SHOWN).map((problem) => `  ${problemText(problem)}`),
  ].join('\n');
}

function some(sign: string, paths: readonly string[]): string[] {
  const rest = paths.length - MOST_SHOWN;
  const shown = paths.slice(0, MOST_SHOWN).map((path) => `${sign} ${path}`);
  return rest > 0 ? [...shown, `${sign} and ${rest.toLocaleString('en')} more`] : shown;
}
