import {expect, test} from 'vitest';
import {rankScores, type ScoreFacts, scoreAgent, whyChosen} from '../../src/agents/score.js';
import {defaultSpecialties, matchSpecialties} from '../../src/agents/specialties.js';

const names = ['gemini', 'chatgpt', 'claude', 'copilot', 'grok'];
const facts = (agent: string, more: Partial<ScoreFacts> = {}): ScoreFacts => ({
  ...{agent, specialties: defaultSpecialties[agent] ?? {}, workload: 0, record: {done: 0, failed: 0}, crew: {}},
  ...more,
});
const rank = (title: string, more: Record<string, Partial<ScoreFacts>> = {}) =>
  rankScores(names.map((name) => scoreAgent(title, facts(name, more[name]))));

test.each([
  ['Design Firebase schema', 'gemini'],
  ['Write landing page copy', 'chatgpt'],
  ['Refactor the parser', 'copilot'],
  ['Review the tests', 'claude'],
  ['Research and compare queues', 'grok'],
])('%s goes to %s', (title, agent) => {
  // O-22, O-109
  expect(rank(title)[0]?.agent).toBe(agent);
});

test.each([
  ['the latest news', []],
  ['Test it', ['testing']],
  ['tests, docs', ['documentation', 'testing']],
  ['contestant', []],
])('whole words count: %j', (text, matched) => {
  // part of O-25
  expect(matchSpecialties(text, defaultSpecialties.claude ?? {}).sort()).toEqual([...matched].sort());
});

test('50, and 15 for each specialty, at most 100', () => {
  // part of O-23
  expect(scoreAgent('nothing special', facts('claude'))).toMatchObject({base: 50, specialty: 0, total: 50});
  expect(scoreAgent('test', facts('claude')).total).toBe(65);
  expect(scoreAgent('document review architecture test debug', facts('claude')).total).toBe(100);
});

test('a busy specialist loses to a free agent exactly when the formula says', () => {
  // O-24
  expect(scoreAgent('x', facts('claude', {workload: 1})).penalty).toBe(14);
  expect(scoreAgent('x', facts('claude', {workload: 1, record: {done: 0, failed: 4}})).penalty).toBe(20);
  expect(scoreAgent('x', facts('claude', {workload: 99})).total).toBe(0);
  const title = 'Review it';
  expect(rank(title, {claude: {workload: 1}})[0]?.agent).toBe('claude');
  expect(rank(title, {claude: {workload: 2}})[0]?.agent).not.toBe('claude');
});

test('what went wrong is taken off, a little for a few attempts and more for many', () => {
  const points = (record: ScoreFacts['record'], crew: ScoreFacts['crew'] = {}) =>
    scoreAgent('x', facts('claude', {record, crew})).outcomes;
  expect(points({done: 0, failed: 0})).toBe(0);
  expect(points({done: 50, failed: 0})).toBe(0);
  expect(points({done: 0, failed: 1})).toBe(3);
  expect(points({done: 0, failed: 45})).toBe(18);
  expect(points({done: 5, failed: 0, meanMs: 2000}, {meanMs: 1000})).toBe(2);
  expect(points({done: 45, failed: 0, meanMs: 1000, meanUsd: 9}, {meanMs: 1000, meanUsd: 1})).toBe(4);
  expect(points({done: 45, failed: 0, meanMs: 500, meanUsd: 0.5}, {meanMs: 1000, meanUsd: 1})).toBe(0);
});

test('ten equal tasks are spread evenly over five agents', () => {
  // part of O-20
  const work = new Map(names.map((name) => [name, 0]));
  for (let task = 0; task < 10; task++) {
    const [best] = rankScores(names.map((name) => scoreAgent('a chore', facts(name, {workload: work.get(name) ?? 0}))));
    work.set(best?.agent ?? '', (work.get(best?.agent ?? '') ?? 0) + 1);
  }
  expect([...work.values()]).toEqual([2, 2, 2, 2, 2]);
});

test('one after another they are spread as evenly, since who had less to do goes first', () => {
  const done = new Map(names.map((name) => [name, 0]));
  for (let task = 0; task < 10; task++) {
    const scores = names.map((name) =>
      scoreAgent('a chore', facts(name, {record: {done: done.get(name) ?? 0, failed: 0}})),
    );
    const [best] = rankScores(scores);
    done.set(best?.agent ?? '', (done.get(best?.agent ?? '') ?? 0) + 1);
  }
  expect([...done.values()]).toEqual([2, 2, 2, 2, 2]);
});

test('the reason is a sentence with the sum', () => {
  const ranked = rank('Design Firebase schema');
  expect(whyChosen(ranked)).toMatch(/^gemini with 80: firebase, database design, free; next is \w+ with \d+$/);
  expect(whyChosen([])).toBe('no agent is ready');
});
