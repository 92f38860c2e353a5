import {listRunning} from '../../state/attempts.js';
import {countTasks} from '../../state/task-counts.js';
import type {World} from '../world.js';

export interface AgentStatus {
  name: string;
  state: 'working' | 'idle';
  /** The tasks it works on. */
  tasks: number[];
  note: string;
}

/** Who can work in this project, and on what each works now. */
export function listAgents({db}: World): AgentStatus[] {
  const tasks = countTasks(db).running === 0 ? [] : listRunning(db).map((task) => task.id);
  const note = tasks.length > 0 ? tasks.map((id) => `#${id}`).join(' ') : 'runs any task that has a command';
  return [{name: 'shell', state: tasks.length > 0 ? 'working' : 'idle', tasks, note}];
}
