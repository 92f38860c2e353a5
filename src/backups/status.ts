import {listBackups} from '../../state/backups.js';
import {readLastProof, readProvenAt} from '../../state/proofs.js';
import {formatAge} from '../formats.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';
import {listSchedules, scheduleJson, scheduleText} from './schedules/list-schedules.js';

/** What is known of the backups without opening the repository. */
export function backupStatus(world: World) {
  const [newest] = listBackups(world.db, 1);
  const proof = readLastProof(world.db);
  const provenAt = readProvenAt(world.db);
  return {
    newest: newest ? {id: newest.id, name: newest.name, madeAt: iso(newest.madeAt)} : null,
    provenAt: provenAt === undefined ? null : iso(provenAt),
    /** Why the last proof by restore failed; null when it did not. */
    failedProof: proof?.outcome === 'failed' ? (proof.why ?? 'it failed') : null,
    schedules: listSchedules(world).map((one) => ({...scheduleJson(one), text: scheduleText(one, world.now())})),
  };
}

export type BackupStatus = ReturnType<typeof backupStatus>;

const iso = (at: number): string => new Date(at).toISOString();

/** Nothing is said where nobody makes any. */
export function backupLines({newest, provenAt, failedProof, schedules}: BackupStatus, now: number): string[] {
  if (!newest && schedules.length === 0) return [];
  const age = (at: string): string => formatAge(Date.parse(at), now);
  const made = newest
    ? `newest ${age(newest.madeAt)}${newest.name === null ? '' : ` (${plain(newest.name)})`}`
    : 'none yet';
  const proof = failedProof !== null ? `the last proof failed: ${plain(failedProof)}` : provenLine(provenAt, age);
  return [`backups: ${made} · ${proof}`, ...schedules.map(({name, text}) => `  ${plain(name)}  ${plain(text)}`)];
}

const provenLine = (provenAt: string | null, age: (at: string) => string): string =>
  provenAt === null ? 'not proven by restore yet' : `proven by restore ${age(provenAt)}`;
