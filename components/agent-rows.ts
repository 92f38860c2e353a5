import type {AgentStatus} from '../src/agents/list.js';

export interface AgentRow {
  id: string;
  name: string;
  state: AgentStatus['state'];
  work: string;
}

export const agentRow = ({name, state, tasks, note}: AgentStatus): AgentRow => ({
  id: name,
  name,
  state,
  work: tasks.length > 0 ? tasks.map((id) => `#${id}`).join(' ') : note,
});
