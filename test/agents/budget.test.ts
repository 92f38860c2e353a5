import {expect, test} from 'vitest';
import {dayBudgets, parseBudget, taskBudget, whyUsedUp} from '../../src/agents/budget.js';
import {writeUsage} from '../../state/usages.js';
import {testWorld} from '../support/world.js';

test.each([
  ['2usd', {usd: 2}],
  ['0.5 USD', {usd: 0.5}],
  ['200ktok', {tokens: 200_000}],
  ['1.5mtok', {tokens: 1_500_000}],
  ['7tok', {tokens: 7}],
  ['2', undefined],
  ['-2usd', undefined],
  ['two usd', undefined],
])('%s is %j', (text, budget) => {
  expect(parseBudget(text)).toEqual(budget);
});

test('it is used up when it is reached, and says by how much', () => {
  expect(whyUsedUp({usd: 2}, {usd: 1.99, tokens: 1e9})).toBeUndefined();
  expect(whyUsedUp({usd: 2}, {usd: 2.5, tokens: 0})).toBe('$2.50 of $2.00');
  expect(whyUsedUp({tokens: 200_000}, {usd: 9, tokens: 200_001})).toBe('200k of 200k tokens');
  expect(whyUsedUp(undefined, {usd: 9e9, tokens: 9e9})).toBeUndefined();
});

const spend = (world: ReturnType<typeof testWorld>, task: number, agent: string, costUsd: number, at = world.now()) =>
  writeUsage(world.db, {
    ...{task, attempt: 1, agent, at, session: null, model: null, version: null},
    ...{inputTokens: 1000, outputTokens: 10, costUsd},
  });

test('what was spent yesterday does not count today', () => {
  const world = testWorld({budget: {agent: '2usd', day: '3usd'}});
  const used = () => dayBudgets(world.config, world.db, world.now());
  spend(world, 1, 'claude', 50, world.now() - 86_400_000);
  expect(used()('claude')).toBeUndefined();
  spend(world, 2, 'claude', 2);
  expect(used()('claude')).toMatchObject({scope: 'agent', why: 'has used up its budget of today: $2.00 of $2.00'});
  expect(used()('grok')).toBeUndefined();
  spend(world, 3, 'grok', 1.5);
  expect(used()('gemini')).toMatchObject({
    scope: 'day',
    why: 'waits for tomorrow, since the budget of today is used up: $3.50 of $3.00',
  });
});

test('all attempts at a task count, whoever made them; its own budget goes before that of the project', () => {
  const world = testWorld({budget: {task: '1usd'}});
  spend(world, 7, 'claude', 1.2);
  expect(taskBudget(world.config, world.db, {id: 7, budget: null})?.why).toBe(
    'the budget of this task is used up: $1.20 of $1.00',
  );
  expect(taskBudget(world.config, world.db, {id: 7, budget: '2usd'})).toBeUndefined();
  expect(taskBudget(world.config, world.db, {id: 8, budget: null})).toBeUndefined();
});
