import {listRunning, type RunningTask} from '../../state/attempts.js';
import {readGuard} from '../../state/guards.js';
import {outputBytes, trimOutput} from '../../state/output.js';
import type {RunningAttempt} from '../tasks/run.js';
import type {World} from '../world.js';
import type {Crew} from './assign.js';

const KEPT_OF_A_FLOOD_BYTES = 1_000_000;

/** One pass over what runs: time limits, floods of output, and requests to stop from any screen or command. */
export function watchRunning(world: World, crew: Crew): void {
  if (crew.running.size === 0) return;
  for (const task of listRunning(world.db)) {
    const attempt = crew.running.get(task.id);
    if (attempt && isSameAttempt(attempt, task)) obey(attempt, task);
  }
  for (const attempt of crew.running.values()) {
    if (attempt.deadlineUptime !== undefined && world.uptime() >= attempt.deadlineUptime && isLate(world, attempt)) {
      attempt.stop('timed-out', 'it ran longer than its time limit');
    }
    if (outputBytes(attempt.output) > world.config.queue.logLimitBytes) {
      trimOutput(attempt.output, Math.min(KEPT_OF_A_FLOOD_BYTES, world.config.queue.logLimitBytes / 2));
    }
  }
}

/** The time limit is about the work, not about the backup that is taken before it. */
function isLate(world: World, {claim, deadlineUptime = 0}: RunningAttempt): boolean {
  const guard = readGuard(world.db, claim.id, claim.attempt);
  const guardMs = guard ? (guard.endedAt ?? Number.POSITIVE_INFINITY) - guard.startedAt : 0;
  return world.uptime() >= deadlineUptime + guardMs;
}

const isSameAttempt = ({claim}: RunningAttempt, task: RunningTask): boolean =>
  claim.attempt === task.attempt && claim.owner === task.owner;

function obey(attempt: RunningAttempt, {stopRequest, why}: RunningTask): void {
  if (stopRequest === 'cancel') attempt.stop('cancelled', why ?? 'cancelled');
  else if (stopRequest) attempt.stop('handed-back', why ?? 'handed back');
}
