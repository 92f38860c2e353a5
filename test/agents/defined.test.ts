import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {AgentEvent} from '../../src/agents/agent.js';
import {loadAgents} from '../../src/agents/defined/load.js';
import {readAgents} from '../../src/agents/defined/read.js';
import {agentNamed, agentsOf, builtInNames} from '../../src/agents/registry.js';
import {rankScores, scoreAgent} from '../../src/agents/score.js';
import {pathsOf} from '../../src/world.js';
import {scratch} from '../support/world.js';

const read = (text: string, folder = '/shop') => readAgents({text, file: 'agents.yaml', folder, builtIn: builtInNames});
const {signal} = new AbortController();

describe('agents.yaml', () => {
  test('says how agents are reached and what they are good at', () => {
    const {definitions, rules, problems} = read(`
agents:
  goose:   {acp: [goose, acp], env: [GOOSE_KEY]}
  local:   {command: [./my-agent.sh, "{prompt}"], output: text}
  ollama:  {url: "http://localhost:11434/v1", model: qwen3, key: OLLAMA_API_KEY}
  mine:    {module: ./my-agent.js}
  claude:  {specialties: {architecture: [Design, adr]}, model: opus, program: ./bin/claude, limits: {silence: 5m, usd: 2}}
  grok:    {disabled: true}
approvals:
  - {tool: execute, subject: "npm test*", decide: allow}
  - {subject: "*publish*", decide: deny, why: releases are made by people}
`);
    expect(problems).toEqual([]);
    const common = {limits: {}, env: [], isDisabled: false};
    expect(definitions).toEqual([
      {...common, name: 'goose', way: {kind: 'acp', command: ['goose', 'acp']}, env: ['GOOSE_KEY']},
      {...common, name: 'local', way: {kind: 'command', command: ['./my-agent.sh', '{prompt}'], output: 'text'}},
      {
        ...{...common, name: 'ollama', model: 'qwen3'},
        way: {kind: 'api', url: 'http://localhost:11434/v1', key: 'OLLAMA_API_KEY'},
      },
      {...common, name: 'mine', way: {kind: 'module', module: './my-agent.js'}},
      {
        ...{...common, name: 'claude', way: {kind: 'built-in', program: './bin/claude'}, model: 'opus'},
        ...{specialties: {architecture: ['design', 'adr']}, limits: {silenceMs: 300_000, costUsd: 2}},
      },
      {...common, name: 'grok', way: {kind: 'built-in'}, isDisabled: true},
    ]);
    expect(rules).toEqual([
      {tool: 'execute', subject: 'npm test*', decide: 'allow', line: 10},
      {subject: '*publish*', decide: 'deny', why: 'releases are made by people', line: 11},
    ]);
  });

  test.each([
    ['agents: [goose]', 'agents.yaml:1: `agents` must be a list of agents by name.'],
    ['agent: {}', 'agents.yaml:1: there is no section `agent`; did you mean `agents`?'],
    ['agents:\n  shell: {acp: [x]}', "agents.yaml:2: an agent cannot be called `shell`; that is another one's name."],
    ['agents:\n  me: {acp: [x]}', "agents.yaml:2: an agent cannot be called `me`; that is another one's name."],
    [
      'agents:\n  Goose: {acp: [x]}',
      'agents.yaml:2: `Goose` is no name for an agent: it is one word in small letters, such as `goose`.',
    ],
    [
      'agents:\n  goose: {model: x}',
      'agents.yaml:2: `goose` is not known, so it needs one of acp, command, url, module.',
    ],
    [
      'agents:\n  claud: {model: x}',
      'agents.yaml:2: `claud` is not known, so it needs one of acp, command, url, module; did you mean `claude`?',
    ],
    [
      'agents:\n  goose: {acp: [goose], url: "http://x"}',
      'agents.yaml:2: `goose` has both `acp` and `url`; an agent is reached in one way.',
    ],
    [
      'agents:\n  goose: {acp: goose acp}',
      'agents.yaml:2: `goose`: `acp` must be a list of words, such as [goose, acp].',
    ],
    ['agents:\n  goose:\n    acp: [goose]\n    ouput: text', 'agents.yaml:4: `goose` has no setting `ouput`'],
    ['agents:\n  claude: {modle: x}', 'agents.yaml:2: `claude` has no setting `modle`; did you mean `model`?'],
    [
      'agents:\n  ollama: {url: "http://x/v1", key: sk-very-secret-1}',
      'agents.yaml:2: `ollama`: `key` must be the name of a variable in the environment that holds the key, never the key itself.',
    ],
    ['agents:\n  ollama: {url: "file:///etc/passwd"}', 'agents.yaml:2: `ollama`: `url` must be an address'],
    ['agents:\n  claude: {specialties: {a: [two words]}}', 'agents.yaml:2: `claude`: `specialties` must be lists of'],
    ['agents:\n  claude: {}\n  claude: {}', 'agents.yaml:3: `claude` is there twice; line 2 counts.'],
    ['agents:\n  goose:', 'agents.yaml:2: `goose` must say how it is reached, such as {acp: [goose, acp]}.'],
    ['approvals: {}', 'agents.yaml:1: `approvals` must be a list of rules'],
    ['approvals:\n  - {subject: x}', '`decide` must be allow, deny or ask'],
    ['approvals:\n  - {subjct: x, decide: allow}', 'there is no `subjct` in a rule'],
  ])('%j is told in one sentence with its line', (text, sentence) => {
    const {problems} = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence.replace('` : ', '` : '));
    expect(problems[0]).not.toContain('sk-very');
  });

  test('a mistake in one agent leaves the others, a mistake in one rule leaves none', () => {
    const {definitions, rules} = read(
      'agents:\n  goose: {acp: 1}\n  other: {acp: [other]}\napprovals:\n  - {subject: a, decide: no}\n  - {decide: allow}',
    );
    expect(definitions.map(({name}) => name)).toEqual(['other']);
    expect(rules).toEqual([]);
  });

  test('a file that is none, or is not there, leaves the built-in agents', async () => {
    const root = scratch('agents');
    expect(await loadAgents(pathsOf(root))).toMatchObject({definitions: [], problems: []});
    writeFileSync(join(root, 'agents.yaml'), 'agents: {');
    const {problems, definitions} = await loadAgents(pathsOf(root));
    expect(definitions).toEqual([]);
    expect(problems[0]).toMatch(/agents\.yaml:1: this is not valid YAML/);
  });

  test('makes agents: the built-in ones as they were changed, and more', () => {
    const known = agentsOf(
      read(`
agents:
  goose:  {acp: [goose, acp]}
  grok:   {disabled: true}
  ollama: {url: "http://localhost:11434/v1"}
  gemini: {acp: [gemini, --acp], model: gemini-pro}
`),
    );
    const names = known.map(({agent}) => agent.name);
    expect(names).toEqual(['claude', 'chatgpt', 'gemini', 'copilot', 'opencode', 'local', 'goose', 'ollama']);
    expect(known.find(({agent}) => agent.name === 'gemini')?.model).toBe('gemini-pro');
    expect(() => agentNamed('grok', known)).toThrow('There is no agent grok.');
  });

  test('what an agent is said to be good at decides who suits a task, by whole words', () => {
    // O-25
    const known = agentsOf(
      read('agents:\n  goose: {acp: [goose], specialties: {geese: [Goose, test]}}\n  claude: {specialties: {}}'),
    );
    const best = (text: string) =>
      rankScores(
        known.map(({agent, specialties}) =>
          scoreAgent(text, {agent: agent.name, specialties, workload: 0, record: {done: 0, failed: 0}, crew: {}}),
        ),
      )[0];
    expect(best('Feed the goose')).toMatchObject({agent: 'goose', matched: ['geese'], total: 65});
    expect(best('Feed the mongoose, the latest')?.matched).toEqual([]);
    // Its own words took the place of the built-in ones.
    expect(best('Update the readme')?.matched).toEqual([]);
  });
});

describe('an agent from a file', () => {
  const GOOD = `
export const agent = {
  async probe() { return {state: 'ready', version: '1.0'}; },
  async run(request, tell) { tell({type: 'text', text: 'hi'}); return {isOk: true, answer: request.prompt}; },
};`;
  const request = {prompt: 'Hello', cwd: '/tmp', env: {}, limits: {silenceMs: 1, firstEventMs: 1, graceMs: 1}};

  function theirs(text: string, path = './mine.mjs') {
    const dir = scratch('module');
    const folder = join(dir, 'project');
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.mjs'), text);
    writeFileSync(join(dir, 'outside.mjs'), GOOD);
    symlinkSync(join(dir, 'outside.mjs'), join(folder, 'link.mjs'));
    const file = read(`agents:\n  mine: {module: "${path.replace('DIR', dir)}"}`, folder);
    return agentNamed('mine', agentsOf(file)).agent;
  }

  test('works as any other', async () => {
    // O-134
    const events: AgentEvent[] = [];
    const mine = theirs(GOOD);
    expect(await mine.probe({}, signal)).toEqual({state: 'ready', version: '1.0'});
    expect(await mine.run(request, (event) => events.push(event), signal)).toEqual({isOk: true, answer: 'Hello'});
    expect(events).toEqual([{type: 'text', text: 'hi'}]);
  });

  test.each(['../outside.mjs', './link.mjs'])('is not loaded from outside the project: %s', async (path) => {
    expect(await theirs(GOOD, path).run(request, () => {}, signal)).toMatchObject({
      ...{isOk: false, why: `${path}: it lies outside the project; only an absolute path may lead there`},
    });
  });

  test('is loaded from anywhere when the path is absolute', async () => {
    expect(await theirs(GOOD, 'DIR/outside.mjs').run(request, () => {}, signal)).toMatchObject({isOk: true});
  });

  test.each([
    ['export const nothing = 1', 'it exports no `agent` with `probe` and `run`'],
    ['throw new Error("no database")', 'no database'],
    ['export const agent = {probe() {}, run() { throw new Error("tired") }}', 'tired'],
    ['export const agent = {probe() {}, run() { return "done" }}', 'its end is no AgentEnd'],
    ['this is no JavaScript', './mine.mjs: '],
  ])('%s is told in a sentence', async (text, why) => {
    const end = await theirs(text).run(request, () => {}, signal);
    expect(end).toMatchObject({isOk: false, failure: 'failed', why: expect.stringContaining(why)});
  });
});
