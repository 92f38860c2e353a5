import {type AgentStatus, successRate} from '../src/agents/list.js';

export interface AgentRow {
  id: string;
  name: string;
  state: AgentStatus['state'];
  /** Of the attempts so far; -1 before the first. */
  success: number;
  work: string;
}

export const agentRow = ({name, state, tasks, note, record}: AgentStatus): AgentRow => ({
  id: name,
  name,
  state,
  success: successRate(record) ?? -1,
  work: tasks.length > 0 ? tasks.map((id) => `#${id}`).join(' ') : note,
});
