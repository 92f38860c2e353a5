import {type BackupRun, listOpenRuns, startBackupRun} from '../../../state/backup-runs.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {isOwnerAlive} from '../../processes.js';
import type {Aside} from '../../start-aside.js';
import type {World} from '../../world.js';
import {type Due, findDue, jitterMs} from './due.js';
import {endRun} from './end-run.js';
import {readSchedules, type Schedule} from './schedule.js';
import {noteSchedules, sinceOf} from './seen.js';

export type Start = (words: readonly string[]) => Aside;

/** One look: ends the runs of which nothing is left, and starts what is due in processes of their own. */
export function makeScheduleTick(world: World, start: Start): () => void {
  let written: unknown;
  let schedules: readonly Schedule[] = [];
  const chances = new Map<string, number>();
  return () => {
    if (written !== world.config.backup.schedules) {
      written = world.config.backup.schedules;
      schedules = readSchedules(world.config.backup.schedules);
    }
    const open = listOpenRuns(world.db).filter((run) => !isLost(world, run));
    if (schedules.length === 0) return;
    noteSchedules(world, world.config.backup.schedules);
    for (const schedule of schedules) {
      if (open.some((run) => run.schedule === schedule.name)) continue;
      const due = findDue(schedule, sinceOf(world, schedule.name), world.now());
      if (due && world.now() >= due.dueAt + chanceMs(world, chances, schedule, due)) begin(world, schedule, due, start);
    }
  };
}

/** A run whose process is gone tells nothing more; the next moment comes as planned. */
function isLost(world: World, {schedule, dueAt, owner}: BackupRun): boolean {
  if (owner !== null && isOwnerAlive(world.processes, owner) !== false) return false;
  return endRun(world, {schedule, dueAt, outcome: 'lost', why: 'its process died'});
}

/** Drawn once for each moment, or it would be drawn until it is short. */
function chanceMs(world: World, chances: Map<string, number>, schedule: Schedule, {dueAt}: Due): number {
  if (schedule.jitterMs === 0) return 0;
  const key = `${schedule.name} ${dueAt}`;
  const known = chances.get(key);
  if (known !== undefined) return known;
  for (const old of chances.keys()) if (old.startsWith(`${schedule.name} `)) chances.delete(old);
  const ms = jitterMs(schedule, dueAt, world.random());
  chances.set(key, ms);
  return ms;
}

/** Who writes the moment down has it, whatever other processes think is due. */
function begin(world: World, {name}: Schedule, {dueAt, missed}: Due, start: Start): void {
  const isOurs = write(world.db, () => {
    const run = {schedule: name, dueAt, startedAt: world.now(), owner: world.owner};
    if (!startBackupRun(world.db, run)) return false;
    record(world, {type: 'schedule.due', data: {schedule: name, dueAt, missed}});
    return true;
  });
  if (!isOurs) return;
  const {ended} = start(['schedule', 'run', name, '--due', String(dueAt)]);
  void ended.then(() => settle(world, name, dueAt));
}

/** A process that never came so far as to take the run over leaves it to us. */
function settle(world: World, schedule: string, dueAt: number): void {
  try {
    const left = listOpenRuns(world.db).find((run) => run.schedule === schedule && run.dueAt === dueAt);
    if (left?.owner === world.owner)
      endRun(world, {schedule, dueAt, outcome: 'failed', why: 'it could not be started; aside.log tells why'});
    else if (left) isLost(world, left);
  } catch (error) {
    world.log.warning(`the end of the schedule ${schedule} is written later: ${error}`);
  }
}
