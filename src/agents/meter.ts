import type {Task} from '../../state/tasks.js';
import {spentOnTask, writeUsage} from '../../state/usages.js';
import {write} from '../../state/write.js';
import type {World} from '../world.js';
import type {AgentEvent, AgentLimits, Usage} from './agent.js';
import {type Budget, dayBudgets, parseBudget, taskBudget, type UsedUp} from './budget.js';

/** What is known of a run while it goes on. */
export interface Metered {
  model?: string;
  version?: string;
  session?: string;
  usage?: Usage;
}

export interface Meter {
  readonly seen: Metered;
  hear(event: AgentEvent): void;
  /** Which budget is used up, if one is. */
  usedUp(): UsedUp | undefined;
}

/**
 * Writes down what a run takes while it goes on, so that runs which share a budget know of each other, and tells when one
 * is used up.
 */
export function startMeter(world: World, task: Pick<Task, 'id' | 'attempt' | 'budget'>, agent: string): Meter {
  const {db, config} = world;
  const seen: Metered = {};
  const keep = (): void => {
    const {id, attempt} = task;
    const {session = null, model = null, version = null} = seen;
    const {inputTokens = null, outputTokens = null, costUsd = null} = seen.usage ?? {};
    const usage = {session, model, version, inputTokens, outputTokens, costUsd};
    write(db, () => writeUsage(db, {task: id, attempt, agent, at: world.now(), ...usage}));
  };
  return {
    seen,
    hear(event) {
      if (event.type === 'started') {
        if (event.model !== undefined) seen.model = event.model;
        if (event.version !== undefined) seen.version = event.version;
        if (event.session !== undefined) seen.session = event.session;
      }
      if (event.type === 'usage') seen.usage = event.usage;
      // Who began is known from then on, also when its process is lost.
      if (event.type === 'started' || event.type === 'usage') keep();
    },
    usedUp: () => taskBudget(config, db, task) ?? dayBudgets(config, db, world.now())(agent),
  };
}

/** What is left of the task's budget: a program that can count it stops by itself. */
export function limitsFor(
  {config, db}: World,
  {id, budget}: Pick<Task, 'id' | 'budget'>,
  limits: AgentLimits,
): AgentLimits {
  const {usd, tokens}: Budget = parseBudget(budget ?? config.budget.task ?? '') ?? {};
  const spent = spentOnTask(db, id);
  return {
    ...limits,
    ...(usd !== undefined && {costUsd: usd - spent.usd}),
    ...(tokens !== undefined && {tokens: tokens - spent.tokens}),
  };
}
