import {type AgentRow, type AgentState, listAgentRows} from '../../state/agents.js';
import {listRunning} from '../../state/attempts.js';
import {type AgentRecord, readAgentRecords} from '../../state/runs.js';
import {countTasks} from '../../state/task-counts.js';
import type {World} from '../world.js';
import {whyNotReady} from './choose.js';

export interface AgentStatus {
  name: string;
  state: 'working' | 'idle' | 'paused' | 'resting' | Exclude<AgentState, 'ready'>;
  /** The tasks it works on. */
  tasks: number[];
  note: string;
  /** What it did in this project so far. */
  record: AgentRecord;
}

const NO_RECORD: AgentRecord = {ended: {}, tookMs: 0};

/** Who can work in this project, on what each works now, and how it went so far. */
export function listAgents({db, now}: World): AgentStatus[] {
  const records = readAgentRecords(db);
  const running = countTasks(db).running === 0 ? [] : listRunning(db);
  const tasksOf = (name: string): number[] => running.filter((task) => task.agent === name).map((task) => task.id);
  const shell = statusOf('shell', tasksOf('shell'), 'runs any task that has a command');
  const others = listAgentRows(db).map((row) => {
    const tasks = tasksOf(row.name);
    const why = whyNotReady(row, now());
    const status = statusOf(row.name, tasks, why ?? (row.version || 'ready'));
    return tasks.length > 0 || why === undefined ? status : {...status, state: stateOf(row, now())};
  });
  // Who is not here comes last.
  const isAbsent = ({state}: AgentStatus): boolean => state === 'missing';
  return [shell, ...others.filter((one) => !isAbsent(one)), ...others.filter(isAbsent)];

  function statusOf(name: string, tasks: number[], idle: string): AgentStatus {
    const note = tasks.length > 0 ? tasks.map((id) => `#${id}`).join(' ') : idle;
    return {name, state: tasks.length > 0 ? 'working' : 'idle', tasks, note, record: records.get(name) ?? NO_RECORD};
  }
}

function stateOf({isPaused, limitedUntil, state}: AgentRow, now: number): AgentStatus['state'] {
  if (isPaused) return 'paused';
  if (limitedUntil !== null && limitedUntil > now) return 'limited';
  return state === 'ready' ? 'resting' : state;
}

/** The share of attempts that succeeded among those that came to an end of their own; undefined before the first. */
export function successRate({ended}: AgentRecord): number | undefined {
  const {done = 0, failed = 0} = ended;
  const timedOut = ended['timed-out'] ?? 0;
  const all = done + failed + timedOut;
  return all === 0 ? undefined : done / all;
}

export const countAttempts = ({ended}: AgentRecord): number =>
  Object.values(ended).reduce((sum, count) => sum + count, 0);
