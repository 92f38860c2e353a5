import {listAgents} from '../agents/list.js';
import type {Command} from './command.js';

export const agentList: Command = {
  path: 'agent list',
  summary: 'list who can work',
  async run(call) {
    const {world} = await call.project({create: false});
    const agents = listAgents(world);
    return {
      json: agents,
      text: agents.map((agent) => `${agent.name.padEnd(10)} ${agent.state.padEnd(9)} ${agent.note}`).join('\n'),
    };
  },
};
