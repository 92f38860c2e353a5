import type {Problem} from '../backups/make/news.js';
import type {BackupReport} from '../backups/make/report.js';
import type {DryRun} from '../backups/make/try-back-up.js';
import {problemText} from '../backups/problem-text.js';
import {formatBytes} from '../formats.js';
import {countText, secondsText} from './counts.js';

const MOST_SHOWN = 20;

/** What a person wants to know: is it safe, how much, and what is missing. */
export function showBackupMade(report: BackupReport): string {
  const {id, name, files, bytes, addedBytes, storedBytes, tookMs, repository, isFirst, newPassword} = report;
  const what = name === null ? id.slice(0, 8) : `${name} (${id.slice(0, 8)})`;
  return [
    `Backed up ${countText(files, 'file')}, ${formatBytes(bytes)}, as ${what} in ${secondsText(tookMs)}.`,
    `${filesText(report)} ${addedText(addedBytes, storedBytes)}`,
    ...(isFirst ? [`The repository is new: ${repository}.`] : []),
    ...(newPassword === null
      ? []
      : [
          `Its password was made and lies in ${newPassword}; without it nothing can be restored, so keep a copy elsewhere.`,
        ]),
    ...showProblems(report.problems, report.problemCount),
  ].join('\n');
}

export function showDryRun({
  paths,
  files,
  bytes,
  newFiles,
  changedFiles,
  sameFiles,
  problems,
  problemCount,
}: DryRun): string {
  return [
    `Would back up ${countText(files, 'file')}, ${formatBytes(bytes)}, of ${paths.join(', ')}; nothing was stored.`,
    `${countText(newFiles, 'new file')}, ${changedFiles} changed, ${sameFiles} as before.`,
    ...showProblems(problems, problemCount),
  ].join('\n');
}

const filesText = ({newFiles, changedFiles, sameFiles}: BackupReport): string =>
  `${countText(newFiles, 'new file')}, ${changedFiles} changed, ${sameFiles} as before.`;

function addedText(addedBytes: number, storedBytes: number): string {
  if (addedBytes === 0) return 'Nothing had to be stored.';
  const ratio = storedBytes > 0 ? ` (${(addedBytes / storedBytes).toFixed(1)}x smaller)` : '';
  return `Stored ${formatBytes(addedBytes)} as ${formatBytes(storedBytes)}${addedBytes > storedBytes ? ratio : ''}.`;
}

function showProblems(problems: readonly Problem[], count: number): string[] {
  if (count === 0) return [];
  const shown = problems.slice(0, MOST_SHOWN).map((problem) => `  ${problemText(problem)}`);
  const more = count > shown.length ? [`  and ${(count - shown.length).toLocaleString('en')} more`] : [];
  return [`${countText(count, 'file')} could not be kept as ${count === 1 ? 'it is' : 'they are'}:`, ...shown, ...more];
}
