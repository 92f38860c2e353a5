import {changeAgents} from './change-agents.js';
import type {Command} from './command.js';

export const agentPause: Command = {
  path: 'agent pause',
  args: '<name...>',
  summary: 'give an agent nothing new; what it works on goes on',
  run: (call) => changeAgents(call, true),
};
