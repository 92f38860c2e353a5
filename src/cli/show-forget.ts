import type {Fate, ForgetGroup} from '../backups/forget/plan.js';
import type {ListedBackup} from '../backups/list-backups.js';
import {formatAge} from '../formats.js';
import {plain} from '../plain.js';
import {alignColumns} from './columns.js';
import {countText} from './show-backups.js';

export const planJson = (groups: readonly ForgetGroup[]) => ({
  groups: groups.map(({title, backups}) => ({
    title,
    kept: backups.filter(({isKept}) => isKept).map(fateJson),
    forgotten: backups.filter(({isKept}) => !isKept).map(fateJson),
  })),
});

const fateJson = ({backup: {id, name, madeAt}, reasons}: Fate) => ({
  ...{id, name: name ?? null, madeAt: new Date(madeAt).toISOString(), reasons},
});

/** Which stay and why, which go; the newest first, as the policy looks at them. */
export function showPlan(groups: readonly ForgetGroup[], now: number): string {
  const all = groups.flatMap(({backups}) => backups);
  if (all.length === 0) return 'No backup is like that.';
  const going = all.filter(({isKept}) => !isKept).length;
  const tables = groups.map(
    ({title, backups}) => `${plain(title)}\n${alignColumns(backups.map((fate) => row(fate, now)))}`,
  );
  const end =
    going === 0 ? 'Nothing is to be forgotten.' : `${going} of ${countText(all.length, 'backup')} would be forgotten.`;
  return [...tables, end].join('\n');
}

const row = ({backup, isKept, reasons}: Fate, now: number): string[] => [
  isKept ? '  keep' : '  forget',
  backup.id.slice(0, 8),
  backup.madeAt === 0 ? 'cannot be read' : formatAge(backup.madeAt, now),
  plain(backup.tags.join(', ')),
  plain(reasons.join(', ')),
];

export function showForgotten(forgotten: readonly ListedBackup[], groups: readonly ForgetGroup[]): string {
  const kept = groups.flatMap(({backups}) => backups).filter(({isKept}) => isKept).length;
  return `Forgot ${countText(forgotten.length, 'backup')}${kept > 0 ? `; ${kept} stay` : ''}.`;
}
