import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {crewEnv, lastRun} from '../support/crew.js';
import {answerOf, orkestra, orkestraWith, start} from '../support/program.js';
import {scratch, until} from '../support/world.js';
import {dialects} from './api/dialects.js';
import {startModel} from './api/model.js';

interface Shown {
  state: string;
  agent: string | null;
  failures: number;
  why: string | null;
  runs: {agent: string; state: string; why: string | null}[];
}
const show = (dir: string, id = '1'): Promise<Shown> => answerOf<Shown>(dir, 'task', 'show', id);
const keys = {GEMINI_API_KEY: 'k', COPILOT_API_KEY: 'k', GROK_API_KEY: 'k'};
const programs = ['claude', 'codex', 'gemini', 'copilot', 'grok'] as const;

function project(): string {
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'queue:\n  retry_delay: 100ms\n');
  return dir;
}

// O-28
describe('when agents fail one after the other', () => {
  test.each([1, 2, 3, 4])('with %d of five down the others do the work', async (down) => {
    const dir = project();
    const scenarios = programs.map((name, at) => [name, at < down ? 'limited' : 'success'] as const);
    for (let count = 0; count < 5; count++) await orkestra(dir, 'task', 'add', `chore ${count}`);
    const env = {...crewEnv(dir, Object.fromEntries(scenarios)), ...keys};
    expect(await orkestraWith(dir, {env}, 'run', '--until-idle')).toMatchObject({code: 0});
    const tasks = await answerOf<Shown[]>(dir, 'task', 'list');
    expect(tasks.map(({state, failures}) => [state, failures])).toEqual(Array(5).fill(['done', 0]));
  });

  test('with all of them down the queue waits, and says for whom and until when', async () => {
    const dir = project();
    await orkestra(dir, 'task', 'add', 'a chore');
    const env = {...crewEnv(dir, Object.fromEntries(programs.map((name) => [name, 'limited']))), ...keys};
    await orkestraWith(dir, {env}, 'run', '--until-idle');
    const {state, failures, why, runs} = await show(dir);
    expect({state, failures}).toEqual({state: 'ready', failures: 0});
    expect(why).toMatch(/^no agent is ready: .*claude is limited until .*grok is limited until/);
    expect(runs.map((run) => run.state)).toEqual(Array(5).fill('handed-back'));
    expect((await orkestra(dir, 'status')).out).toContain('no agent is ready');
  });
});

// O-96
test.each([
  ['a limit hands the task on', 'limited', {state: 'handed-back', failures: 0}],
  [
    'a wrong key is for a person, and the task is handed on',
    'waits with a wrong key',
    {state: 'handed-back', failures: 0},
  ],
  ['an error is tried again', 'plain text error|success', {state: 'failed', failures: 1}],
  ['a death is tried again', 'death in the middle|success', {state: 'failed', failures: 1}],
  [
    'an error that calls itself a success is tried again',
    'success with an error|success',
    {state: 'failed', failures: 1},
  ],
])('%s (%s)', async (_, scenario, {state, failures}) => {
  const dir = project();
  await orkestra(dir, 'task', 'add', 'Review the tests', '--agent', 'claude');
  await orkestraWith(dir, {env: crewEnv(dir, {claude: scenario})}, 'run', '--until-idle');
  const shown = await show(dir);
  expect(shown.runs[0]).toMatchObject({agent: 'claude', state});
  expect(shown).toMatchObject({state: state === 'failed' ? 'done' : 'ready', failures});
});

// O-13, O-77
test('a look tells of each agent whether it can work, and if not why, without running it', async () => {
  const dir = project();
  const wrongKey = await startModel(dialects.chat, [], {status: 401, message: 'Incorrect API key'});
  const limited = await startModel(dialects.gemini, [], {status: 429, headers: {'retry-after': '60'}});
  const gone = await startModel(dialects.xai, []);
  await gone.down();
  const env = {
    ...crewEnv(dir, {claude: 'success', copilot: 'success'}),
    ...{OPENAI_API_KEY: 'sk-0123456789', OPENAI_BASE_URL: wrongKey.url},
    ...{GEMINI_API_KEY: 'sk-0123456789', GEMINI_BASE_URL: limited.url},
    ...{XAI_API_KEY: 'sk-0123456789', XAI_BASE_URL: gone.url},
    COPILOT_API_KEY: 'k',
  };
  const {out, code} = await orkestraWith(dir, {env}, 'agent', 'test', '--json');
  expect(code).toBe(1);
  const looks = new Map((JSON.parse(out) as {name: string; state: string}[]).map((look) => [look.name, look]));
  expect(Object.fromEntries([...looks].map(([name, {state}]) => [name, state]))).toEqual({
    ...{claude: 'ready', copilot: 'ready', chatgpt: 'login', gemini: 'limited', grok: 'unreachable'},
    ...{opencode: 'missing', local: 'missing'},
  });
  expect(looks.get('claude')).toMatchObject({latencyMs: expect.any(Number), version: '2.1.329'});
  expect(() => lastRun(dir, 'claude')).toThrow('ENOENT');
  // What was seen stays known after a restart.
  expect((await orkestra(dir, 'agent', 'list')).out).toMatch(/^chatgpt +login/m);
});

// O-130
test('what a model says over its API is there to read while it still speaks', async () => {
  const dir = project();
  const say = {text: `${'I begin. '.repeat(3000)}\nThen more.`};
  const model = await startModel(dialects.anthropic, [{say, until: 5, after: 'silence'}]);
  const env = {...crewEnv(dir, {}), CLAUDE_API_KEY: 'sk-0123456789', CLAUDE_BASE_URL: model.url};
  await orkestra(dir, 'task', 'add', 'Review the tests', '--agent', 'claude');
  const engine = start(dir, ['run'], {env});
  const events = join(dir, '.orkestra', 'runs', '1', '1.events');
  await until(() => /"type":"text"/.test(readIfThere(events)), 'the first words');
  expect(await show(dir)).toMatchObject({state: 'running'});
  engine.send('SIGTERM');
  await engine.ended;
});

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
