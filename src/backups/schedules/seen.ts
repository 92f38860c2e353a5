import {readLastDueAt} from '../../../state/backup-runs.js';
import {readMeta, writeMeta} from '../../../state/meta.js';
import {write} from '../../../state/write.js';
import type {World} from '../../world.js';
import type {WrittenSchedule} from './schedule.js';

/** Since when each schedule stands as it does: a moment before it was written was never missed. */
type Seen = Record<string, {when: string; at: number}>;

const KEY = 'schedules';

const whenOf = ({cron, everyMs}: WrittenSchedule): string => cron ?? `every ${everyMs}`;

const readSeen = ({db}: World): Seen => JSON.parse(readMeta(db, KEY) ?? '{}') as Seen;

/** Notes what is new or changed, and forgets what is gone. A clock that was set back makes what was seen new as well. */
export function noteSchedules(world: World, schedules: readonly WrittenSchedule[]): void {
  const seen = readSeen(world);
  const now = world.now();
  const next: Seen = Object.fromEntries(
    schedules.map((schedule) => {
      const known = seen[schedule.name];
      const when = whenOf(schedule);
      return [schedule.name, known?.when === when && known.at <= now ? known : {when, at: now}];
    }),
  );
  if (JSON.stringify(next) !== JSON.stringify(seen))
    write(world.db, () => writeMeta(world.db, KEY, JSON.stringify(next)));
}

/** From when on its moments count: after the last that was answered, and never before it was written. */
export function sinceOf(world: World, name: string): number {
  const now = world.now();
  const seenAt = readSeen(world)[name]?.at ?? now;
  return Math.max(seenAt, readLastDueAt(world.db, name, now) ?? 0);
}
