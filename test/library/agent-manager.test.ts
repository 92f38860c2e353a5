import {expect, test} from 'vitest';
import {AgentManager, mockAgent} from '../../src/api.js';

const five = ['claude', 'chatgpt', 'gemini', 'copilot', 'grok'];

// O-7
test('five agents that take a second each are asked at the same time, and answer together', async () => {
  const manager = new AgentManager(five.map((name) => mockAgent(name, {tookMs: 1000, answer: `from ${name}`})));
  const from = performance.now();
  const responses = await manager.callAll('hello');
  expect(performance.now() - from).toBeLessThan(1500);
  expect(responses.map(({content}) => content)).toEqual(five.map((name) => `from ${name}`));
});

// O-7
test('agents are listed, added, switched off, and called by name', async () => {
  const manager = new AgentManager([mockAgent('one')]);
  manager.add(mockAgent('two', {answer: (prompt) => prompt.toUpperCase()}));
  expect(() => manager.add(mockAgent('two'))).toThrow('There is an agent two already.');
  expect(await manager.call('two', 'loud')).toMatchObject({agent: 'two', content: 'LOUD'});
  manager.disable('one');
  expect(manager.list()).toEqual([
    {name: 'one', isEnabled: false},
    {name: 'two', isEnabled: true},
  ]);
  await expect(manager.call('one', 'x')).rejects.toThrow('switched off');
  expect(await manager.callAll('x')).toHaveLength(1);
  manager.enable('one');
  expect(await manager.callAll('x')).toHaveLength(2);
  await expect(manager.call('three', 'x')).rejects.toThrow('There is no agent "three".');
  expect(await manager.test('one')).toEqual({state: 'ready', version: 'mock'});
});

// O-9
test('every call gives one complete record, also one that failed', async () => {
  const usage = {inputTokens: 100, outputTokens: 20, costUsd: 0.01};
  const until = Date.UTC(2030, 0, 1);
  const manager = new AgentManager([
    mockAgent('good', {usage, answer: 'yes', events: [{type: 'tool', id: '1', name: 'read', subject: 'a.txt'}]}),
    mockAgent('limited', {end: {isOk: false, failure: 'limited', why: 'no more today', until}}),
  ]);
  expect(await manager.callAll('hello')).toEqual([
    {
      ...{agent: 'good', content: 'yes', model: 'mock', tokens: 120, success: true, error: null},
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      durationMs: expect.any(Number),
      metadata: {session: null, version: null, usage, tools: 1},
    },
    {
      ...{agent: 'limited', content: '', model: 'mock', tokens: null, success: false},
      error: {failure: 'limited', why: 'no more today', until: '2030-01-01T00:00:00.000Z'},
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      durationMs: expect.any(Number),
      metadata: {session: null, version: null, usage: null, tools: 0},
    },
  ]);
});

test('one that does not answer in time is given up, and so is one that nobody wants any more', async () => {
  const manager = new AgentManager([mockAgent('slow', {tookMs: 60_000})]);
  expect(await manager.call('slow', 'x', {timeoutMs: 50})).toMatchObject({
    success: false,
    error: {failure: 'unreachable', why: 'no answer within 50 ms'},
  });
  const stopping = new AbortController();
  const call = manager.call('slow', 'x', {signal: stopping.signal});
  stopping.abort();
  expect(await call).toMatchObject({success: false, error: {why: 'it was stopped'}});
});

test('the agents that every project knows are there from the start', () => {
  expect(new AgentManager().list().map(({name}) => name)).toEqual(expect.arrayContaining(five));
});
