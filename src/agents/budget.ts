import type {Db} from '../../state/db.js';
import {type Spent, spentByAgents, spentOnTask} from '../../state/usages.js';
import type {Config} from '../config/schema.js';
import {formatTokens, formatUsd} from '../formats.js';

/** The most that may be spent. */
export interface Budget {
  usd?: number;
  tokens?: number;
}

const UNITS: Readonly<Record<string, number>> = {tok: 1, ktok: 1000, mtok: 1_000_000};

/** `2usd` or `200ktok`; undefined for anything else. */
export function parseBudget(text: string): Budget | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(usd|tok|ktok|mtok)$/i.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const word = unit.toLowerCase();
  return word === 'usd' ? {usd: Number(amount)} : {tokens: Math.round(Number(amount) * (UNITS[word] ?? 1))};
}

/** Undefined while something is left. */
export function whyUsedUp(budget: Budget | undefined, spent: Spent): string | undefined {
  const {usd, tokens} = budget ?? {};
  if (usd !== undefined && spent.usd >= usd) return `${formatUsd(spent.usd)} of ${formatUsd(usd)}`;
  if (tokens !== undefined && spent.tokens >= tokens)
    return `${formatTokens(spent.tokens)} of ${formatTokens(tokens)} tokens`;
  return undefined;
}

export interface UsedUp {
  /** Whose budget it is: another agent may still have one, another day certainly. */
  scope: 'task' | 'agent' | 'day';
  /** What the agent does about it, or for a task the whole sentence. */
  why: string;
}

const budgetOf = (text: string | null | undefined): Budget | undefined => parseBudget(text ?? '');

/** The sums behind the budgets of agents and days, read once for many questions. */
export function dayBudgets(
  {budget}: Pick<Config, 'budget'>,
  db: Db,
  now: number,
): (agent: string) => UsedUp | undefined {
  const perAgent = budgetOf(budget.agent);
  const perDay = budgetOf(budget.day);
  if (!perAgent && !perDay) return () => undefined;
  const byAgent = spentByAgents(db, startOfDay(now));
  const all = {usd: 0, tokens: 0};
  for (const {usd, tokens} of byAgent.values()) {
    all.usd += usd;
    all.tokens += tokens;
  }
  const day = whyUsedUp(perDay, all);
  return (agent) => {
    if (day !== undefined)
      return {scope: 'day', why: `waits for tomorrow, since the budget of today is used up: ${day}`};
    const own = whyUsedUp(perAgent, byAgent.get(agent) ?? {usd: 0, tokens: 0});
    return own === undefined ? undefined : {scope: 'agent', why: `has used up its budget of today: ${own}`};
  };
}

export function taskBudget(
  {budget}: Pick<Config, 'budget'>,
  db: Db,
  task: {id: number; budget: string | null},
): UsedUp | undefined {
  const why = whyUsedUp(budgetOf(task.budget ?? budget.task), spentOnTask(db, task.id));
  return why === undefined ? undefined : {scope: 'task', why: `the budget of this task is used up: ${why}`};
}

export function startOfDay(now: number): number {
  const day = new Date(now);
  return day.setHours(0, 0, 0, 0);
}
