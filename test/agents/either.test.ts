import {expect, test} from 'vitest';
import type {Agent, Probe} from '../../src/agents/agent.js';
import {eitherAgent} from '../../src/agents/either.js';
import {agentsOf} from '../../src/agents/registry.js';
import {scratch} from '../support/world.js';
import {dialects} from './api/dialects.js';
import {startModel} from './api/model.js';

const agents = agentsOf({definitions: [], folder: '/'}).map((known) => known.agent);
const agentNamed = (name: string): Agent => agents.find((one) => one.name === name) as Agent;
const {signal} = new AbortController();
const limits = {silenceMs: 1000, firstEventMs: 1000, graceMs: 1000};

const agent = (answer: string, probed: Probe): Agent => ({
  name: 'grok',
  probe: async () => probed,
  run: async () => ({isOk: true, answer}),
});

const ready: Probe = {state: 'ready', version: '1', via: 'api'};
const noProgram: Probe = {state: 'missing', why: 'grok is not on PATH', hint: 'Install grok.'};
const noKey: Probe = {state: 'missing', why: 'XAI_API_KEY is not set', hint: 'Set XAI_API_KEY to a key of xAI.'};
const noLogin: Probe = {state: 'login', why: 'nobody is logged in', hint: 'Run `grok login`.'};
const away: Probe = {state: 'unreachable', why: 'nobody answers there', hint: 'Check the network.'};

async function outcome(...probes: [Probe, ...Probe[]]) {
  const [first, ...others] = probes.map((probed, at) => agent(`way ${at + 1}`, probed)) as [Agent, ...Agent[]];
  const either = eitherAgent(first, ...others);
  const end = await either.run({prompt: '', cwd: '/', env: {}, limits}, () => {}, signal);
  return {probed: await either.probe({}, signal), way: end.isOk ? end.answer : end.why};
}

test('the first way that can work does', async () => {
  expect(await outcome(ready, ready)).toEqual({probed: ready, way: 'way 1'});
  expect(await outcome(noProgram, ready)).toEqual({probed: ready, way: 'way 2'});
  expect(await outcome(noLogin, away, ready)).toEqual({probed: ready, way: 'way 3'});
});

test('where none can, it is said what hinders the one that is nearest to it', async () => {
  expect(await outcome(noLogin, noKey)).toEqual({probed: noLogin, way: 'way 1'});
  expect(await outcome(noProgram, away)).toEqual({probed: away, way: 'way 2'});
  expect(await outcome(noProgram, noKey)).toEqual({
    probed: {
      state: 'missing',
      why: 'grok is not on PATH, and XAI_API_KEY is not set',
      hint: 'Install grok, or set XAI_API_KEY to a key of xAI.',
    },
    way: 'grok is not on PATH, and XAI_API_KEY is not set. Install grok, or set XAI_API_KEY to a key of xAI.',
  });
});

test('every agent says in one sentence what it lacks, on a machine with nothing on it', async () => {
  const env = {PATH: scratch('empty')};
  for (const one of agents) {
    const probed = await one.probe(env, signal);
    if (probed.state === 'ready') throw new Error(`${one.name} is ready with nothing`);
    expect(probed.state, one.name).toBe('missing');
    expect(probed.why, one.name).toMatch(/not on PATH|not set/);
    expect(probed.hint, one.name).toMatch(/^[A-Z].*\.$/);
  }
  const grok = await agentNamed('grok').probe(env, signal);
  expect(grok).toEqual({
    state: 'missing',
    why: 'grok is not on PATH, and XAI_API_KEY is not set',
    hint: 'Install `grok` and log in to it, or set XAI_API_KEY to a key of xAI.',
  });
  expect(new Set(agents.map(({name}) => name)).size).toBe(agents.length);
});

test.each([
  ['claude', 'CLAUDE', 'anthropic'],
  ['chatgpt', 'CHATGPT', 'chat'],
  ['gemini', 'GEMINI', 'gemini'],
  ['copilot', 'COPILOT', 'chat'],
  ['grok', 'GROK', 'xai'],
] as const)('%s works with a key alone, where nothing of its vendor is installed', async (name, own, dialect) => {
  // O-52
  const say = {text: 'All done.', usage: {input: 1, output: 1}};
  const model = await startModel(dialects[dialect], [{say}], {status: name === 'copilot' ? 400 : 200});
  const cwd = scratch('alone');
  const env = {PATH: cwd, [`${own}_API_KEY`]: 'key-0123456789', [`${own}_BASE_URL`]: model.url};
  expect(await agentNamed(name).probe(env, signal)).toMatchObject({state: 'ready', via: 'api'});
  const patient = {silenceMs: 60_000, firstEventMs: 60_000, graceMs: 1000};
  const end = await agentNamed(name).run({prompt: 'Say so.', cwd, env, limits: patient}, () => {}, signal);
  expect(end).toEqual({isOk: true, answer: 'All done.'});
});
