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
    const {agentsAllowed} = await import('../agents/registry.js');
    const {listAgentRows} = await import('../../state/agents.js');
    const {plain} = await import('../plain.js');
    const named = [...call.args, ...call.rest].filter((name) => name !== undefined);
    const allowed = agentsAllowed(world.config);
    const unknown = named.find((name) => !allowed.some((agent) => agent.name === name));
    if (unknown !== undefined)
      throw new OrkestraError('not-found', `There is no agent ${JSON.stringify(unknown)}.`, {
        hint: `There are ${allowed.map(({name}) => name).join(', ')}.`,
      });
    const stopping = new AbortController();
    void call.interrupted.then(() => stopping.abort());
    const chosen = named.length === 0 ? allowed : allowed.filter(({name}) => named.includes(name));
    await lookAtAgents(world, stopping.signal, chosen);
    const rows = listAgentRows(world.db).filter((row) => chosen.some(({name}) => name === row.name));
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
