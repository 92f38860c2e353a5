import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';

export const agentTest: Command = {
  path: 'agent test',
  args: '[name...]',
  summary: 'look whether the agents can work; costs nothing',
  examples: ['orkestra agent test', 'orkestra agent test claude gemini'],
  async run(call) {
    const {world} = await call.project({create: true});
    const {lookAtAgents} = await import('../agents/look.js');
    const {agentsOf, allowedAgents} = await import('../agents/registry.js');
    const {loadAgents} = await import('../agents/defined/load.js');
    const {listAgentRows} = await import('../../state/agents.js');
    const {plain} = await import('../plain.js');
    const file = await loadAgents(world.paths);
    for (const problem of file.problems) call.say(problem);
    const named = [...call.args, ...call.rest].filter((name) => name !== undefined);
    const allowed = allowedAgents(agentsOf(file), world.config).map(({agent}) => agent.name);
    const unknown = named.find((name) => !allowed.includes(name));
    if (unknown !== undefined)
      throw new OrkestraError('not-found', `There is no agent ${JSON.stringify(unknown)}.`, {
        hint: allowed.length === 0 ? 'No agent may work here.' : `There are ${allowed.join(', ')}.`,
      });
    const stopping = new AbortController();
    void call.interrupted.then(() => stopping.abort());
    const chosen = named.length === 0 ? allowed : named;
    await lookAtAgents(world, stopping.signal, chosen);
    const rows = listAgentRows(world.db).filter(({name}) => chosen.includes(name));
    const isBad = rows.some(({state}) => state !== 'ready' && (named.length > 0 || state !== 'missing'));
    const looks = rows.map(({name, state, via, version, why, hint, latencyMs}) => ({
      ...{name, state, via, version, why, hint, latencyMs},
    }));
    const text = looks.map(({name, state, version, why, hint, latencyMs}) => {
      const said = state === 'ready' ? `${version ?? ''} ${latencyMs ?? 0} ms` : [why, hint].filter(Boolean).join('. ');
      return `${name.padEnd(10)} ${state.padEnd(11)} ${plain(said.trim())}`;
    });
    return {json: looks, text: text.join('\n') || 'No agents may work here.', exitCode: isBad ? 1 : 0};
  },
};
