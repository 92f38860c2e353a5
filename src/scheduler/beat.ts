import {extendLeases, listRunning} from '../../state/attempts.js';
import {shiftMoments} from '../../state/queue.js';
import {writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import {beatLocks} from '../locks/beat.js';
import type {World} from '../world.js';
import type {Crew} from './assign.js';

/** What the beat remembers between two ticks. */
export interface Pulse {
  /** Wall clock minus uptime; it changes only when the wall clock is set. */
  clockOffset: number;
}

const JUMP_MS = 5000;

export const startPulse = (world: World): Pulse => ({clockOffset: world.now() - world.uptime()});

/** "Still alive": extends the leases of tasks and locks. False means the engine's own lock was lost. */
export function beat(world: World, crew: Crew, pulse: Pulse): Promise<boolean> {
  return writeSoon(world.db, () => {
    followClock(world, pulse);
    const {leaseMs} = world.config.queue;
    const held = extendLeases(world.db, world.owner, world.now() + leaseMs);
    if (held < crew.running.size) forgetLost(world, crew);
    return beatLocks(world, leaseMs).some((lock) => lock.kind === 'engine');
  });
}

/** When somebody set the clock, a retry due in ten seconds stays due in ten seconds. */
function followClock(world: World, pulse: Pulse): void {
  const offset = world.now() - world.uptime();
  const jump = Math.round(offset - pulse.clockOffset);
  pulse.clockOffset = offset;
  if (Math.abs(jump) < JUMP_MS) return;
  shiftMoments(world.db, jump);
  record(world, {type: 'clock.jumped', data: {byMs: jump}});
  world.log.warning(`the clock was set by ${jump} ms; what waits for a moment keeps its distance`);
}

/** Another engine took these while this one was silent; what it does with them is its business now. */
function forgetLost(world: World, crew: Crew): void {
  const mine = new Set(
    listRunning(world.db)
      .filter((task) => task.owner === world.owner)
      .map((task) => task.id),
  );
  for (const [id, attempt] of crew.running) {
    if (mine.has(id)) continue;
    crew.running.delete(id);
    attempt.forget();
    world.log.warning(`task ${id}: attempt ${attempt.claim.attempt} was taken over by another engine`);
  }
}
