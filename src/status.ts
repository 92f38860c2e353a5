import {type Overview, readOverview} from '../state/overview.js';
import type {TaskCounts} from '../state/task-counts.js';
import type {ListedTask} from '../state/task-list.js';
import {type AgentStatus, listAgents} from './agents/list.js';
import {asksTo, wishOf} from './approvals/words.js';
import {type BackupStatus, backupLines, backupStatus} from './backups/status.js';
import {formatClock, formatDuration} from './formats.js';
import {type Health, healthText, judgeHealth} from './health.js';
import {showHolder} from './locks/take.js';
import {type MachineReading, readMachine} from './machine.js';
import {plain} from './plain.js';
import {isOwnerAlive} from './processes.js';
import type {Project} from './project.js';
import {guardedOf, whyNotRunning} from './tasks/why.js';
import {version} from './version.js';

export interface Status {
  version: string;
  project: string;
  root: string;
  at: string;
  engine: {isRunning: boolean; owner: string | null; sinceMs: number | null; pause: string | null};
  agents: AgentStatus[];
  tasks: TaskCounts;
  running: {id: number; title: string; agent: string | null; forMs: number}[];
  /** What only a person can settle. */
  needsYou: {id: number; title: string; why: string}[];
  next: {id: number; title: string; why: string}[];
  locks: {id: string; holder: string}[];
  backups: BackupStatus;
  health: Health;
  machine: MachineReading;
}

const SHOWN = 10;

/** The whole of a project in one object: what `status`, the library face and the web answer. */
export function getStatus({world, name}: Project): Status {
  const overview = readOverview(world.db, world.now(), SHOWN);
  const facts = queueFactsOf(overview, {
    isAlive: (owner) => isOwnerAlive(world.processes, owner) !== false,
    maxConcurrentTasks: world.config.maxConcurrentTasks,
  });
  const why = (task: ListedTask) => ({id: task.id, title: task.title, why: whyNotRunning(task, facts) ?? ''});
  const {engine, tasks} = overview;
  const machine = readMachine(world.paths.home);
  const pause = overview.pause ?? null;
  return {
    version,
    project: name,
    root: world.paths.root,
    at: new Date(overview.at).toISOString(),
    engine: {
      isRunning: facts.hasEngine,
      owner: facts.hasEngine ? (engine?.holder ?? null) : null,
      sinceMs: facts.hasEngine && engine ? overview.at - engine.takenAt : null,
      pause,
    },
    agents: listAgents(world),
    tasks: overview.counts,
    running: tasks
      .filter((task) => task.state === 'running')
      .map((task) => ({
        id: task.id,
        title: task.title,
        agent: task.agent,
        forMs: overview.at - (task.startedAt ?? overview.at),
      })),
    needsYou: [
      ...overview.asking.map((one) => ({
        id: one.task,
        title: tasks.find(({id}) => id === one.task)?.title ?? '',
        why: `${asksTo(one)}; \`orkestra approval allow ${one.id}\` or \`deny\``,
      })),
      ...tasks.filter((task) => task.state === 'review' || task.state === 'held' || task.state === 'failed').map(why),
    ],
    next: tasks
      .filter((task) => task.state === 'ready' || task.state === 'waiting')
      .slice(0, SHOWN)
      .map(why),
    locks: overview.locks.map(({id, holder}) => ({id, holder})),
    backups: backupStatus(world),
    health: judgeHealth(machine, {pause: facts.hasEngine ? pause : null}),
    machine,
  };
}

/** What the sentences about waiting need, taken from the same moment as the rest. */
export function queueFactsOf(
  {at, engine, pause, counts, asking, guarded}: Overview,
  here: {isAlive(owner: string): boolean; maxConcurrentTasks: number},
) {
  return {
    now: at,
    hasEngine: engine !== undefined && here.isAlive(engine.holder),
    pause,
    running: counts.running,
    maxConcurrentTasks: here.maxConcurrentTasks,
    guarded: guardedOf(guarded),
    asks: new Map(asking.toReversed().map((one) => [one.task, `asks to ${wishOf(one)}`])),
  };
}

const line = (id: number, text: string): string => `  ${`#${id}`.padStart(5)}  ${text}`;

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

export function statusText(status: Status): string {
  const {engine, tasks} = status;
  const counts = Object.entries(tasks).filter(([, count]) => count > 0);
  const since = engine.sinceMs === null ? '' : ` for ${formatDuration(engine.sinceMs)}`;
  return [
    `${plain(status.project)}  (${status.root})`,
    engine.isRunning
      ? `engine: running${since}${engine.pause ? `, paused: ${engine.pause}` : ''}`
      : 'engine: not running; `orkestra` or `orkestra run` starts it',
    `tasks: ${counts.length === 0 ? 'none' : counts.map(([state, count]) => `${count} ${state}`).join(' · ')}`,
    `health: ${healthText(status.health, status.machine)}`,
    `agents: ${status.agents.map((agent) => `${agent.name} ${agent.state}`).join(' · ')}`,
    ...backupLines(status.backups, Date.parse(status.at)),
    ...section(
      'running',
      status.running.map((task) =>
        line(task.id, `${plain(task.title)}  ${task.agent ?? ''} ${formatClock(task.forMs)}`),
      ),
    ),
    ...section(
      'needs you',
      status.needsYou.map((task) => line(task.id, `${plain(task.title)}  ·  ${plain(task.why)}`)),
    ),
    ...section(
      'next',
      status.next.map((task) => line(task.id, `${plain(task.title)}  ·  ${plain(task.why)}`)),
    ),
    ...section(
      'locks',
      status.locks.map((lock) => `  ${plain(lock.id)}  ${plain(showHolder(lock.holder))}`),
    ),
  ].join('\n');
}
