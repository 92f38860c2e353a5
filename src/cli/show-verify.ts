import type {Finding} from '../backups/verify/findings.js';
import type {VerifyReport} from '../backups/verify/verify-backups.js';
import {formatBytes} from '../formats.js';
import {countText, secondsText} from './counts.js';

const MOST_SHOWN = 50;
const MOST_HURT = 10;

export function showVerified({check, proof, tookMs, isOk, repository}: VerifyReport): string {
  return [
    ...(check ? check.findings.slice(0, MOST_SHOWN).flatMap(showFinding) : []),
    ...(check && check.findingCount > MOST_SHOWN ? [`and ${check.findingCount - MOST_SHOWN} more findings`] : []),
    ...(check ? [checkText(check)] : []),
    ...(proof ? proofLines(proof) : []),
    isOk
      ? `Everything in ${repository} is as it should be (${secondsText(tookMs)}).`
      : `Something in ${repository} is not as it should be; make a new backup of what is hurt while its source is there.`,
  ].join('\n');
}

function showFinding({message, hurts, hurtCount}: Finding): string[] {
  const shown = hurts.slice(0, MOST_HURT).map((hurt) => `    hurts ${hurt}`);
  const more = hurtCount > shown.length ? [`    and ${(hurtCount - shown.length).toLocaleString('en')} more`] : [];
  return [`✗ ${message}`, ...shown, ...more];
}

function checkText({
  backups,
  packs,
  trees,
  bytes,
  orphanPacks,
  orphanBytes,
}: NonNullable<VerifyReport['check']>): string {
  const orphans =
    orphanPacks === 0
      ? ''
      : ` ${countText(orphanPacks, 'pack')} (${formatBytes(orphanBytes)}) of an interrupted run; \`orkestra prune\` frees them.`;
  const read = bytes > 0 ? `, every byte of ${formatBytes(bytes)}` : '';
  return `Checked ${countText(backups, 'backup')}, ${countText(trees, 'folder')}, ${countText(packs, 'pack')}${read}.${orphans}`;
}

function proofLines({backup, name, files, bytes, sourceFiles, problems}: NonNullable<VerifyReport['proof']>): string[] {
  const what = name === null ? backup.slice(0, 8) : `${name} (${backup.slice(0, 8)})`;
  return [
    ...problems.slice(0, MOST_SHOWN).map(({path, why}) => `✗ ${path}: ${why}`),
    `Restored ${countText(files, 'file')} (${formatBytes(bytes)}) of ${what} for proof; ${sourceFiles.toLocaleString('en')} of them were held against their source as well.`,
  ];
}
