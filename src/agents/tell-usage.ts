import type {AgentUsage} from '../../state/usages.js';
import {formatTokens, formatUsd} from '../formats.js';
import type {Usage} from './agent.js';
import type {Attempt} from './attempts.js';
import type {AgentStats} from './stats.js';

export const tellTokens = ({inputTokens, outputTokens}: Pick<Usage, 'inputTokens' | 'outputTokens'>): string =>
  `${formatTokens(inputTokens)} tokens in, ${formatTokens(outputTokens)} out`;

/** What a vendor does not say is not guessed. */
export const tellCost = (usd: number | null | undefined): string => {
  const isKnown = usd !== null && usd !== undefined;
  return isKnown ? formatUsd(usd) : 'cost unknown';
};

/** Nothing is said of an empty inbox. */
export const tellInbox = ({unreadMessages: count}: Pick<AgentStats, 'unreadMessages'>): string | null =>
  count === 0 ? null : `${count} ${count === 1 ? 'message' : 'messages'} to be told with its next task`;

/** Of many runs, of which a vendor priced some. */
export function tellCosts({costUsd, pricedRuns, runs}: Pick<AgentUsage, 'costUsd' | 'pricedRuns' | 'runs'>): string {
  if (pricedRuns === 0) return 'unknown: its vendor does not say';
  const usd = formatUsd(costUsd);
  return pricedRuns === runs ? usd : `${usd}, and unknown for ${runs - pricedRuns} of ${runs} runs`;
}

/** What an attempt of an agent took, as labels and words. */
export function usageFacts({usage}: Pick<Attempt, 'usage'>): [string, string][] {
  const {model, version, session, inputTokens, outputTokens, costUsd} = usage ?? {};
  const isCounted = typeof inputTokens === 'number' && typeof outputTokens === 'number';
  return [
    ['model', [model, version && `version ${version}`].filter((part) => part).join(', ') || 'unknown'],
    ['tokens', isCounted ? tellTokens({inputTokens, outputTokens}) : 'unknown'],
    ['cost', typeof costUsd === 'number' ? formatUsd(costUsd) : 'unknown'],
    ['session', session ?? 'unknown'],
  ];
}

/** The same on one line. */
export function usageLine(attempt: Pick<Attempt, 'usage'>): string {
  const [model, tokens, cost, session] = usageFacts(attempt).map(([name, value]) =>
    value === 'unknown' ? `${name} unknown` : value,
  );
  const isKnown = session !== 'session unknown';
  return [model, tokens, cost, isKnown ? `session ${session}` : session].join(' · ');
}
