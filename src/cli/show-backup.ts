import type {BackupReport} from '../backups/make/back-up.js';
import type {Problem} from '../backups/make/news.js';
import type {DryRun} from '../backups/make/try-back-up.js';
import {problemText} from '../backups/problem-text.js';
import {formatBytes, formatDuration} from '../formats.js';

const MOST_SHOWN = 20;

/** What a person wants to know: is it safe, how much, and what is missing. */
export function showBackupMade(report: BackupReport): string {
  const {id, name, files, bytes, addedBytes, storedBytes, tookMs, repository, isFirst} = report;
  const what = name === null ? id.slice(0, 8) : `${name} (${id.slice(0, 8)})`;
  return [
    `Backed up ${countText(files, 'file')}, ${formatBytes(bytes)}, as ${what} in ${seconds(tookMs)}.`,
    `${filesText(report)} ${addedText(addedBytes, storedBytes)}`,
    ...(isFirst
      ? [`The repository is new: ${repository}. Its password is what it is worth; keep a copy of it elsewhere.`]
      : []),
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

const countText = (count: number, word: string): string =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

const seconds = (ms: number): string => (ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms));
