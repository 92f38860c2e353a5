import type {RestoreListing, RestoreReport} from '../backups/restore/bring-back.js';
import {formatBytes} from '../formats.js';
import {countText, secondsText} from './counts.js';

const MOST_SHOWN = 20;
const MOST_LISTED = 200;

export function showRestored(report: RestoreReport): string {
  const {id, name, to, files, sameFiles, bytes, tookMs, problems, problemCount, leftOut} = report;
  const what = name === null ? id.slice(0, 8) : `${name} (${id.slice(0, 8)})`;
  const same =
    sameFiles > 0 ? `; ${countText(sameFiles, 'file')} ${sameFiles === 1 ? 'was' : 'were'} there already` : '';
  return [
    `Restored ${countText(files, 'file')}, ${formatBytes(bytes)}, of ${what} to ${to} in ${secondsText(tookMs)}${same}.`,
    ...(leftOut.length > 0 ? [`Not of a kind that is restored: ${leftOut.map(({path}) => path).join(', ')}.`] : []),
    ...listed(`${countText(problemCount, 'file')} could not be restored:`, problems, problemCount),
  ].join('\n');
}

export function showListing({entries, files, bytes, to, problems}: RestoreListing): string {
  const lines = entries
    .filter(({kind}) => kind !== 'folder')
    .slice(0, MOST_LISTED)
    .map(({path, kind, bytes: size, isThere}) =>
      [
        kind === 'file' ? formatBytes(size).padStart(8) : kind.padStart(8),
        path,
        ...(isThere ? ['(is there already)'] : []),
      ].join('  '),
    );
  const rest = entries.filter(({kind}) => kind !== 'folder').length - lines.length;
  return [
    ...lines,
    ...(rest > 0 ? [`and ${rest.toLocaleString('en')} more`] : []),
    `Would restore ${countText(files, 'file')}, ${formatBytes(bytes)}, to ${to}; nothing was written.`,
    ...listed('These could not be restored:', problems, problems.length),
  ].join('\n');
}

function listed(head: string, problems: readonly {path: string; why: string}[], count: number): string[] {
  if (count === 0) return [];
  const shown = problems.slice(0, MOST_SHOWN).map(({path, why}) => `  ${path}: ${why}`);
  return [
    head,
    ...shown,
    ...(count > shown.length ? [`  and ${(count - shown.length).toLocaleString('en')} more`] : []),
  ];
}
