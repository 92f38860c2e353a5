import {giveUpLeases, isAnythingLeft, liftHindrance, type RunningTask} from '../state/attempts.js';
import {watchChanges} from '../state/changes.js';
import {startCheckpoints} from '../state/checkpoints.js';
import {listLockFiles, readLock} from '../state/lock-files.js';
import {isAwaitedLeaseOver} from '../state/locks.js';
import {readNextDueAt} from '../state/queue.js';
import {countTasks} from '../state/task-counts.js';
import {write, writeSoon} from '../state/write.js';
import {watchAgents} from './agents/watch.js';
import {followAudit} from './audit/follow.js';
import {record} from './audit/record.js';
import {makeProofTick} from './backups/proofs/prove-due.js';
import {makeScheduleTick} from './backups/schedules/run-due.js';
import {cleanLocks} from './locks/clean.js';
import {isStale} from './locks/stale.js';
import {dropLocks, takeLocks} from './locks/take.js';
import {type Delivery, deliverLast, startDelivery} from './notify/deliver.js';
import {tellMilestone} from './notify/milestones.js';
import {assignTasks, type Crew, watchAttempt} from './scheduler/assign.js';
import {beat, startPulse} from './scheduler/beat.js';
import {type Loop, startLoop} from './scheduler/loop.js';
import {recoverTasks} from './scheduler/recover.js';
import {watchRunning} from './scheduler/watch.js';
import {type Aside, startAside} from './start-aside.js';
import {takeTurnSoon} from './tasks/turn.js';
import {cleanQuietly} from './workspaces/clean.js';
import {actingAs, lockFacts, type World} from './world.js';

export interface Engine {
  /** One engine per project leads; the others stand by and take over when it dies. */
  isLeading(): boolean;
  runningCount(): number;
  /** Resolves at the first moment nothing runs and nothing can be started. */
  whenIdle(): Promise<void>;
  /**
   * 'hand-back' ends what runs and puts it back into the queue; 'leave' lets it run on, for the next engine to adopt.
   */
  stop(how: 'hand-back' | 'leave'): Promise<void>;
}

const STANDBY_LOOK_MS = 500;
/** Who leads has nothing to take over; it looks again in case it lost the lead. */
const LEADING_LOOK_MS = 3000;
const WATCH_EVERY_MS = 250;
/** Whose worktree is made for longer is found by the next engine as not begun. */
const PREPARING_PATIENCE_MS = 5000;
const WORKTREES_EVERY_MS = 60_000;
const PROOFS_LOOK_MS = 5000;
const LONGEST_NAP_MS = 1000;
/** Programs that tell of notices are waited for no longer than this when the engine stops. */
const LAST_NOTICES_MS = 2000;

/** Starts the loops of this process. Whether it leads or stands by is settled by a lease in the lock directory. */
export function startEngine(outer: World): Engine {
  const world = actingAs(outer, 'engine');
  const crew: Crew = {running: new Map(), starting: 0, preparing: new Set(), ended: [], onEnd: () => assign?.wake()};
  const pulse = startPulse(world);
  const checkpoints = startCheckpoints(world.db);
  let isLeading = false;
  let loops: Loop[] = [];
  let assign: Loop | undefined;
  let heart: Loop | undefined;
  let watch: Loop | undefined;
  let resigned: Promise<unknown> = Promise.resolve();
  let delivery: Delivery | undefined;
  let hasLooked = false;
  const agents = watchAgents(world, () => assign?.wake());
  const {log} = world;
  const loop = (name: string, everyMs: () => number, tick: () => void | Promise<void>): Loop =>
    startLoop({name, everyMs, tick, log});

  const aside = (words: readonly string[]): Aside => startAside(world.paths, words);

  const recover = async (isStray?: (task: RunningTask) => boolean): Promise<void> => {
    if (!world.config.autoRecovery) return;
    const {adopted, ended} = await recoverTasks(world, isStray);
    for (const attempt of adopted) watchAttempt(crew, attempt);
    if (adopted.length + ended.length > 0) log.info(`recovered: ${adopted.length} adopted, ${ended.length} ended`);
    assign?.wake();
  };

  /** Tasks of ours that nobody looks after: we lost the lead for a moment and have it again. */
  const isStray = ({id, owner}: RunningTask): boolean =>
    owner === world.owner && !crew.running.has(id) && !crew.ended.some((ending) => ending.id === id);

  const lead = async (): Promise<void> => {
    await resigned;
    write(world.db, () => {
      record(world, {type: 'engine.started', data: {owner: world.owner}});
      // Who can work may have changed since these were set aside.
      liftHindrance(world.db, 'agent');
    });
    cleanLocks(world);
    await recover(isStray);
    isLeading = true;
    delivery = startDelivery(world);
    const {tick: deliver} = delivery;
    assign = loop(
      'assign',
      () => napMs(world),
      () => assignTasks(world, crew),
    );
    heart = loop('beat', () => world.config.queue.leaseMs / 3, beatAndRecover);
    watch = loop(
      'watch',
      () => (crew.running.size > 0 ? WATCH_EVERY_MS : LONGEST_NAP_MS),
      () => watchRunning(world, crew),
    );
    loops = [
      assign,
      watch,
      loop(
        'clean',
        () => world.config.recoveryCheckIntervalMs,
        () => void cleanLocks(world),
      ),
      loop(
        'worktrees',
        () => WORKTREES_EVERY_MS,
        () => cleanQuietly(world),
      ),
      loop(
        'leases',
        () => LONGEST_NAP_MS,
        () => void (isAwaitedLeaseOver(world.db, world.now()) && cleanLocks(world)),
      ),
      loop(
        'milestones',
        () => LONGEST_NAP_MS,
        () => void tellMilestone(world),
      ),
      loop('notices', () => LONGEST_NAP_MS, deliver),
      loop('schedules', () => LONGEST_NAP_MS, makeScheduleTick(world, aside)),
      loop('proofs', () => PROOFS_LOOK_MS, makeProofTick(world, aside)),
      ...agents.loops.map(({name, everyMs, tick}) => loop(name, everyMs, tick)),
      loop(
        'audit',
        () => LONGEST_NAP_MS,
        async () => void (await followAudit(world)),
      ),
    ];
  };

  const resign = (why: string): void => {
    log.warning(`this engine no longer leads: ${why}`);
    isLeading = false;
    delivery?.stop();
    resigned = Promise.all([heart, ...loops].map((one) => one?.stop()));
    loops = [];
    for (const attempt of crew.running.values()) attempt.forget();
    crew.running.clear();
  };

  const beatAndRecover = async (): Promise<void> => {
    if (!(await beat(world, crew, pulse))) return resign('its lease was taken by another process');
    await recover();
  };

  const standby = loop(
    'standby',
    () => (isLeading ? LEADING_LOOK_MS : STANDBY_LOOK_MS),
    async () => {
      if (isLeading || (hasLooked && !world.config.engine.takeover)) return;
      hasLooked = true;
      if (tryToLead(world)) await lead();
    },
  );

  const stopWatching = watchChanges(world.db, world.paths.bell, () => {
    assign?.wake();
    watch?.wake();
  });
  const stopListening = world.db.onCommit(() => {
    assign?.wake();
    if (crew.running.size > 0) watch?.wake();
  });

  const stop = async (how: 'hand-back' | 'leave'): Promise<void> => {
    await standby.stop();
    const led = isLeading;
    isLeading = false;
    agents.stop();
    const hurry = setTimeout(() => delivery?.stop(), LAST_NOTICES_MS);
    stopWatching();
    stopListening();
    await Promise.all(loops.map((one) => one.stop()));
    clearTimeout(hurry);
    try {
      if (how === 'hand-back') await Promise.race([Promise.all(crew.preparing), patience(PREPARING_PATIENCE_MS)]);
      const tasks = [...crew.running.keys()];
      if (led && how === 'hand-back') await handBackAll(world, crew);
      if (led) await deliverLast(world, LAST_NOTICES_MS);
      await heart?.stop();
      if (led) await leaveOffice(world, how, tasks);
    } finally {
      // What can no longer be written must not keep the process alive.
      await heart?.stop();
      for (const attempt of crew.running.values()) attempt.forget();
      await checkpoints.stop();
    }
  };

  return {
    isLeading: () => isLeading,
    runningCount: () => crew.running.size + crew.starting,
    whenIdle: () => whenIdle(world, crew, () => agents.hasLooked() || !isLeading),
    stop,
  };
}

/** Until the next task is due, and never so long that a missed wake would be felt. */
function napMs(world: World): number {
  const due = readNextDueAt(world.db);
  return due === undefined ? LONGEST_NAP_MS : Math.max(1, Math.min(LONGEST_NAP_MS, due - world.now()));
}

function tryToLead(world: World): boolean {
  const held = readLock(world.paths.locks, {kind: 'engine', id: 'engine'});
  if (held && held.holder !== world.owner && !isStale(held, lockFacts(world))) return false;
  const {leaseMs} = world.config.queue;
  return takeLocks(world, {kind: 'engine', ids: ['engine'], holder: world.owner, leaseMs, isBeating: true}).ok;
}

const patience = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

async function handBackAll(world: World, crew: Crew): Promise<void> {
  const attempts = [...crew.running.values()];
  for (const attempt of attempts) attempt.stop('handed-back', 'handed back when the engine stopped');
  await Promise.all(attempts.map((attempt) => attempt.ending));
  await takeTurnSoon(world, {ended: crew.ended.splice(0), free: 0});
}

/** The last event says how things stood: what was in hand, and how many tasks there were of each state. */
async function leaveOffice(world: World, how: 'hand-back' | 'leave', inHand: readonly number[]): Promise<void> {
  await writeSoon(world.db, () => {
    if (how === 'leave') giveUpLeases(world.db, world.owner);
    const tasks = Object.fromEntries(Object.entries(countTasks(world.db)).filter(([, count]) => count > 0));
    record(world, {type: 'engine.stopped', data: {owner: world.owner, how, inHand, tasks}});
    if (listLockFiles(world.paths.locks).locks.some((lock) => lock.holder === world.owner))
      dropLocks(world, world.owner);
  });
  await followAudit(world);
}

const IDLE_LOOK_MS = 50;

async function whenIdle(world: World, crew: Crew, knowsAll: () => boolean): Promise<void> {
  const isIdle = (): boolean =>
    knowsAll() && crew.running.size === 0 && crew.ended.length === 0 && !isAnythingLeft(world.db);
  while (!isIdle()) await new Promise((resolve) => setTimeout(resolve, IDLE_LOOK_MS));
}
