import {groupBy} from '../../group.js';
import {type BackupFilter, matches} from '../filter.js';
import type {ListedBackup} from '../list-backups.js';
import {readMoment} from '../retention/calendar.js';
import {decide} from '../retention/decide.js';
import {groupOf} from '../retention/groups.js';
import type {Policy} from '../retention/policy.js';
import {selectBackup} from '../select.js';

/** What is to be forgotten: exactly the named ones, or what a policy does not keep. */
export type ForgetOrder = {words: readonly string[]} | {policy: Policy; filter: BackupFilter};

export interface ForgetGroup {
  /** What its backups have in common: a name, or a machine and what of it. */
  title: string;
  /** The newest first. */
  backups: Fate[];
}

export interface Fate {
  backup: ListedBackup;
  isKept: boolean;
  /** Why it is kept; nothing is said of what goes. */
  reasons: readonly string[];
}

/** Said of the one that stays though no rule wants it. */
export const LAST_ONE = 'the last one';

/** What can be read, and the ids of what cannot: that goes only when it is named by its id. */
export interface Known {
  backups: readonly ListedBackup[];
  damaged: readonly string[];
}

export function planForget({backups, damaged}: Known, order: ForgetOrder, now: number): ForgetGroup[] {
  if (!('words' in order)) return planByPolicy(backups, order, now);
  return planNamed([...backups, ...damaged.map(unreadable)], order.words);
}

const unreadable = (id: string): ListedBackup => ({
  ...{id, name: undefined, tags: [], paths: ['what cannot be read'], hostname: 'an unknown machine', username: ''},
  ...{time: '', madeAt: 0, tree: '', uid: 0, gid: 0, excludes: [], parent: undefined, original: undefined, fields: {}},
});

export const whatGoes = (groups: readonly ForgetGroup[]): ListedBackup[] =>
  groups.flatMap((group) => group.backups.filter(({isKept}) => !isKept).map(({backup}) => backup));

function planNamed(backups: readonly ListedBackup[], words: readonly string[]): ForgetGroup[] {
  const named = new Set(words.map((word) => selectBackup(backups, word)));
  return grouped([...named]).map(({title, members}) => ({
    title,
    backups: members.map((backup) => ({backup, isKept: false, reasons: []})),
  }));
}

function planByPolicy(
  backups: readonly ListedBackup[],
  {policy, filter}: {policy: Policy; filter: BackupFilter},
  now: number,
): ForgetGroup[] {
  const wanted = backups.filter((backup) => matches(filter, {...backup, host: backup.hostname}));
  return grouped(wanted).map(({title, members}) => ({title, backups: fates(members, policy, now)}));
}

function fates(members: readonly ListedBackup[], policy: Policy, now: number): Fate[] {
  const candidates = members.map((backup) => {
    const moment = readMoment(backup.time) ?? {at: backup.madeAt, zoneMs: 0};
    return {id: backup.id, tags: backup.tags, ...moment, backup};
  });
  const decided = decide(candidates, policy, now).map(({backup: {backup}, isKept, reasons}) => ({
    ...{backup, isKept, reasons},
  }));
  const [newest] = decided;
  // A rule about tags may want none of a group; by a rule alone the last backup of something is never lost.
  if (newest && decided.every(({isKept}) => !isKept)) decided[0] = {...newest, isKept: true, reasons: [LAST_ONE]};
  return decided;
}

function grouped(backups: readonly ListedBackup[]): {title: string; members: ListedBackup[]}[] {
  const groups = groupBy(backups, ({name, hostname, paths}) => groupOf({name, host: hostname, paths}));
  return [...groups.values()].map((members) => ({title: titleOf(members[0]), members}));
}

const titleOf = (backup: ListedBackup | undefined): string =>
  backup?.name ?? `${backup?.paths.join(', ')} on ${backup?.hostname}`;
