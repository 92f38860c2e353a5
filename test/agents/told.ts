import type {AgentEnd, AgentEvent} from '../../src/agents/agent.js';

/** What a run told, for the suites that hold every kind of agent to the same. */
export const of = <Type extends AgentEvent['type']>(events: readonly AgentEvent[], type: Type) =>
  events.filter((event): event is AgentEvent & {type: Type} => event.type === type);

export const textOf = (events: readonly AgentEvent[]): string =>
  of(events, 'text')
    .map(({text}) => text)
    .join('\n');

export function failed(end: AgentEnd): AgentEnd & {isOk: false} {
  if (end.isOk) throw new Error('it was said to have succeeded');
  return end;
}
