import {watchChanges} from '../state/changes.js';
import {type Inbox, readInbox} from '../state/notifications.js';
import {type Overview, readOverview} from '../state/overview.js';
import type {Spent} from '../state/usages.js';
import {type AgentStatus, listAgents} from './agents/list.js';
import {makeSpentToday} from './agents/spent-today.js';
import {type BackupHealth, healthOf} from './backups/health.js';
import {makeNodeList, type NodeStatus} from './nodes/list.js';
import {USER} from './notify/tell.js';
import {isOwnerAlive} from './processes.js';
import {queueFactsOf} from './status.js';
import type {QueueFacts} from './tasks/why.js';
import {isSameMinute, isTicking} from './ticking.js';
import type {World} from './world.js';

/** All that a screen knows of the project at one moment. */
export interface Moment {
  overview: Overview;
  facts: QueueFacts;
  agents: readonly AgentStatus[];
  nodes: readonly NodeStatus[];
  inbox: Inbox;
  backups: BackupHealth;
  /** What the agents took today. */
  spent: Spent;
}

/** Nobody writes down that the process of an operation died, until another one wants its place. */
function withoutDead(overview: Overview, isAlive: (owner: string) => boolean): Overview {
  const {backups} = overview;
  if (backups.working.every(({owner}) => isAlive(owner))) return overview;
  return {...overview, backups: {...backups, working: backups.working.filter(({owner}) => isAlive(owner))}};
}

/** What screens read: one moment of the project, replaced as it changes. */
export interface Live {
  get(): Moment;
  subscribe(listener: () => void): () => void;
  /** Reads again now, for those who cannot wait for the next picture. */
  refresh(): void;
  /** Does it, and reads again at once when it wrote: the next key may be about what this one made. */
  refreshAfter(deed: () => void): void;
  close(): void;
}

/** Ten pictures a second are as many as a person can use, and few enough for a slow link. */
const TELL_EVERY_MS = 100;

/**
 * Reads the overview again after a change of this or another process, and each second while the screen shows something
 * that time alone changes. A project where nothing happens is left alone: it costs no reading and no drawing.
 */
export function startLive(world: World): Live {
  const listNodes = makeNodeList();
  const spentToday = makeSpentToday(world);
  const isAlive = (owner: string): boolean => owner === world.owner || isOwnerAlive(world.processes, owner) !== false;
  const read = (): Moment => {
    const overview = withoutDead(readOverview(world.db, world.now()), isAlive);
    const facts = queueFactsOf(overview, {
      isAlive,
      maxConcurrentTasks: world.config.maxConcurrentTasks,
    });
    return {
      overview,
      facts,
      agents: listAgents(world),
      nodes: listNodes(overview, facts),
      inbox: readInbox(world.db, USER),
      backups: healthOf(overview.backups, overview.at, world.config.backup.proofWarnMs),
      spent: spentToday(),
    };
  };
  let moment = read();
  let toldAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();

  const tell = (): void => {
    timer = undefined;
    // A listener of our own commit may still be inside the transaction's last step.
    if (world.db.isInTransaction()) return soon();
    toldAt = performance.now();
    moment = read();
    for (const listener of listeners) listener();
  };
  const soon = (): void => {
    timer ??= setTimeout(tell, Math.max(0, toldAt + TELL_EVERY_MS - performance.now()));
  };

  const refresh = (): void => {
    clearTimeout(timer);
    tell();
  };

  const stopWatching = watchChanges(world.db, world.paths.bell, soon);
  const stopListening = world.db.onCommit(soon);
  const clock = setInterval(() => {
    const {overview, facts} = moment;
    // Nobody writes down the death of an engine.
    const hasEngine = overview.engine !== undefined && isAlive(overview.engine.holder);
    const isOld = isTicking(overview) || !isSameMinute(overview.at, world.now());
    if ((isOld && world.config.screen.motion) || hasEngine !== facts.hasEngine) soon();
  }, 1000);
  return {
    get: () => moment,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh,
    refreshAfter(deed) {
      let hasWritten = false;
      const stop = world.db.onCommit(() => {
        hasWritten = true;
      });
      try {
        deed();
      } finally {
        stop();
      }
      if (hasWritten) refresh();
    },
    close() {
      clearTimeout(timer);
      clearInterval(clock);
      stopWatching();
      stopListening();
    },
  };
}
