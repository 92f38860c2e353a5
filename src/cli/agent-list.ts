import {listAgents} from '../agents/list.js';
import {plain} from '../plain.js';
import type {Command} from './command.js';

export const agentList: Command = {
  path: 'agent list',
  summary: 'list who can work, and what hinders the others',
  isDefault: true,
  async run(call) {
    const {world} = await call.project({create: false});
    const {loadAgents} = await import('../agents/defined/load.js');
    for (const problem of (await loadAgents(world.paths)).problems) call.say(problem);
    const agents = listAgents(world);
    const lines = agents.map(({name, state, note}) => `${name.padEnd(10)} ${state.padEnd(11)} ${plain(note)}`);
    const unseen = agents.length > 1 ? [] : ['', 'Nobody looked for others yet; `orkestra agent test` does.'];
    return {json: agents, text: [...lines, ...unseen].join('\n')};
  },
};
