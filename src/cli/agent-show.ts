import type {AgentStatus} from '../agents/list.js';
import type {AgentStats} from '../agents/stats.js';
import {tellCosts, tellInbox} from '../agents/tell-usage.js';
import {formatDuration, formatTokens} from '../formats.js';
import {plain} from '../plain.js';
import type {Command} from './command.js';

export const agentShow: Command = {
  path: 'agent show',
  args: '<name>',
  summary: 'show one agent: what it can, what it did, what it took',
  async run(call) {
    const {world} = await call.project();
    const {listAgents} = await import('../agents/list.js');
    const {noAgent} = await import('../agents/pause.js');
    const {readStats} = await import('../agents/stats.js');
    const {readCrew} = await import('../agents/crew.js');
    const {specialtiesOf} = await import('../agents/choose.js');
    const [name = ''] = call.args;
    const status = listAgents(world).find((agent) => agent.name === name);
    if (!status) throw noAgent(name);
    const specialties = Object.keys(specialtiesOf(status.name, readCrew(world)));
    const stats = readStats(world, status.name);
    return {json: {...status, specialties, stats}, text: showAgent(status, specialties, stats)};
  },
};

function showAgent({name, state, note}: AgentStatus, specialties: readonly string[], stats: AgentStats): string {
  const {attempts, failures, inputTokens, outputTokens, runs, meanMs, p95Ms, lastAt, model} = stats;
  const facts: [string, string | null][] = [
    ['state', state],
    ['now', plain(note)],
    ['good at', specialties.join(', ').replaceAll('_', ' ') || null],
    ['attempts', attempts === 0 ? 'none yet' : `${attempts}, ${failures} failed`],
    ['tokens', runs === 0 ? null : `${formatTokens(inputTokens)} in, ${formatTokens(outputTokens)} out`],
    ['cost', runs === 0 ? null : tellCosts(stats)],
    ['took', meanMs === null ? null : `${formatDuration(meanMs)} on average, 95% within ${formatDuration(p95Ms ?? 0)}`],
    ['inbox', tellInbox(stats)],
    ['last', lastAt === null ? null : `${lastAt}${model === null ? '' : ` with ${plain(model)}`}`],
  ];
  return [
    name,
    ...facts.filter(([, value]) => value !== null).map(([key, value]) => `${key.padEnd(10)} ${value}`),
  ].join('\n');
}
