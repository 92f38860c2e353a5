import {type BackupRun, endBackupRun, readLastOutcome} from '../../../state/backup-runs.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {tellRecovery, tellTrouble} from '../../notify/tell-trouble.js';
import type {World} from '../../world.js';

type End = Pick<BackupRun, 'schedule' | 'dueAt' | 'outcome'> & Partial<Pick<BackupRun, 'backup' | 'operation' | 'why'>>;

/** Writes how a run came out. Who fails is told of once, and once more when it works again, not at each run between. */
export function endRun(world: World, {schedule, dueAt, outcome, ...more}: End): boolean {
  return write(world.db, () => {
    const before = readLastOutcome(world.db, schedule);
    const end = {backup: null, operation: null, why: null, ...more, schedule, dueAt, outcome, endedAt: world.now()};
    if (!endBackupRun(world.db, end)) return false;
    record(world, {type: `schedule.${outcome}`, data: {schedule, dueAt, ...more}});
    const wasWell = before === undefined || before === 'done';
    if (outcome !== 'done' && wasWell) tellFailure(world, schedule, more.why ?? '');
    if (outcome === 'done' && !wasWell)
      tellRecovery(world, aboutOf(schedule), `The scheduled backup ${schedule} works again`);
    return true;
  });
}

const aboutOf = (schedule: string): string => `schedule:${schedule}`;

const tellFailure = (world: World, schedule: string, message: string): void =>
  tellTrouble(world, {
    about: aboutOf(schedule),
    title: `The scheduled backup ${schedule} failed`,
    message,
    priority: 'high',
  });
