import {homedir} from 'node:os';
import type {Proof} from '../../state/proofs.js';
import type {BackupFacts, BackupView} from '../backups/view-backups.js';
import {formatAge, formatBytes, formatDuration} from '../formats.js';
import {showLocalTime} from '../local-time.js';
import {plain} from '../plain.js';
import {alignColumns} from './columns.js';

const iso = (at: number): string => new Date(at).toISOString();

export const proofJson = ({at, outcome, files, bytes, tookMs, why}: Proof) => ({
  ...{at: iso(at), outcome, files, bytes, tookMs, why},
});

export function backupJson({proof, madeAt, ...backup}: BackupView) {
  return {...backup, madeAt: iso(madeAt), proof: proof ? proofJson(proof) : null};
}

/** Newest first: what it is, how old, how large, and whether it was ever proven. */
export function showBackups(backups: readonly BackupView[], host: string, now: number): string {
  return alignColumns(
    backups.map((backup) => [
      backup.id.slice(0, 8),
      plain(backup.name ?? backup.paths.map(shortPath).join(', ')),
      formatAge(backup.madeAt, now),
      backup.files === null ? '-' : countText(backup.files, 'file'),
      backup.bytes === null ? '-' : formatBytes(backup.bytes),
      backup.storedBytes === null ? '' : `+${formatBytes(backup.storedBytes)}`,
      backup.proof ? proofWord(backup.proof, now) : 'not proven',
      plain([...backup.tags, ...(backup.host === host ? [] : [`on ${backup.host}`])].join(', ')),
    ]),
  );
}

const proofWord = ({outcome, at}: Proof, now: number): string =>
  outcome === 'proven' ? `proven ${formatAge(at, now)}` : `NOT RESTORED ${formatAge(at, now)}`;

const shortPath = (path: string): string =>
  path === homedir() || path.startsWith(`${homedir()}/`) ? `~${path.slice(homedir().length)}` : path;

export function showBackup(facts: BackupFacts, now: number): string {
  const {id, madeAt, tookMs, host, paths, tags, parent, errors, kind, operation, file} = facts;
  const lines: [string, string | undefined][] = [
    ['made', `${showLocalTime(madeAt)}, ${formatAge(madeAt, now)}${tookMs === null ? '' : `, in ${took(tookMs)}`}`],
    ['by', file ? `${file.username} on ${host}${programOf(file.fields)}` : host],
    ['kind', kind === 'made' ? undefined : kind],
    ['paths', paths.join('\n')],
    ['without', file?.excludes.join(', ')],
    ['tags', tags.join(', ')],
    ['size', sizeText(facts)],
    ['unread', errors > 0 ? countText(errors, 'file') : undefined],
    ['parent', parent ?? undefined],
    ['was', file?.original],
    ['proofs', facts.proofs.map((proof) => proofText(proof, now)).join('\n') || 'never restored to be proven'],
    ['steps', facts.steps.map(stepText).join('\n')],
    ['operation', operation === null ? undefined : String(operation)],
  ];
  const shown = lines.flatMap(([key, value]) => (value ? [rows(key, value)] : []));
  return [facts.name === null ? id : `${plain(facts.name)}  ${id}`, ...shown].join('\n');
}

const rows = (key: string, value: string): string =>
  value
    .split('\n')
    .map((line, at) => `${(at === 0 ? key : '').padEnd(10)} ${plain(line)}`)
    .join('\n');

const programOf = ({program_version: program}: Readonly<Record<string, unknown>>): string =>
  typeof program === 'string' && program !== '' ? `, with ${program}` : '';

function sizeText({files, folders, bytes, addedBytes, storedBytes}: BackupView): string | undefined {
  if (files === null || bytes === null) return undefined;
  const inFolders = folders === null ? '' : ` in ${countText(folders, 'folder')}`;
  const added =
    addedBytes === null || storedBytes === null
      ? ''
      : `; ${formatBytes(addedBytes)} new, stored as ${formatBytes(storedBytes)}`;
  return `${countText(files, 'file')}${inFolders}, ${formatBytes(bytes)}${added}`;
}

const proofText = (proof: Proof, now: number): string =>
  `${proofWord(proof, now)}: ${countText(proof.files, 'file')}, ${formatBytes(proof.bytes)}${proof.why ? `; ${proof.why}` : ''}`;

const stepText = ({name, outcome, startedAt, endedAt, tries, why}: BackupFacts['steps'][number]): string => {
  const time = endedAt === null ? 'not ended' : took(endedAt - startedAt);
  return `${name}: ${outcome ?? 'at work'}, ${time}${tries > 1 ? `, ${tries} tries` : ''}${why ? `; ${why}` : ''}`;
};

const took = (ms: number): string => (ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms));

export const countText = (count: number, word: string): string =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
