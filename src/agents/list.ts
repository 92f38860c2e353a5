import {listRunning} from '../../state/attempts.js';
import {type AgentRecord, readAgentRecords} from '../../state/runs.js';
import {countTasks} from '../../state/task-counts.js';
import type {World} from '../world.js';

export interface AgentStatus {
  name: string;
  state: 'working' | 'idle';
  /** The tasks it works on. */
  tasks: number[];
  note: string;
  /** What it did in this project so far. */
  record: AgentRecord;
}

const NO_RECORD: AgentRecord = {ended: {}, tookMs: 0};

/** Who can work in this project, on what each works now, and how it went so far. */
export function listAgents({db}: World): AgentStatus[] {
  const tasks = countTasks(db).running === 0 ? [] : listRunning(db).map((task) => task.id);
  const note = tasks.length > 0 ? tasks.map((id) => `#${id}`).join(' ') : 'runs any task that has a command';
  const record = readAgentRecords(db).get('shell') ?? NO_RECORD;
  return [{name: 'shell', state: tasks.length > 0 ? 'working' : 'idle', tasks, note, record}];
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
