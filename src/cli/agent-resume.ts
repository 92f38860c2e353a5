import {changeAgents} from './change-agents.js';
import type {Command} from './command.js';

export const agentResume: Command = {
  path: 'agent resume',
  args: '<name...>',
  summary: 'let a paused agent work again',
  run: (call) => changeAgents(call, false),
};
