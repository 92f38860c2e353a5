import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Task} from '../../state/tasks.js';
import {crewEnv} from '../support/crew.js';
import {orkestra, orkestraWith, start} from '../support/program.js';
import {scratch, until} from '../support/world.js';
import {dialects} from './api/dialects.js';
import {startModel} from './api/model.js';

const KEY = 'sk-0123456789-secret';
const usage = {input: 100, output: 10};
const done = {say: {text: 'All done.', usage}};
const show = async (dir: string, id = '1'): Promise<Task> =>
  JSON.parse((await orkestra(dir, 'task', 'show', id, '--json')).out) as Task;

/** A server that writes a file and is done, and how it is reached. */
async function modelThat(path: string, acts = [] as Parameters<typeof startModel>[1]) {
  const write = {say: {calls: [{name: 'write', input: {path, text: 'made\n'}}], usage}};
  const model = await startModel(dialects.anthropic, acts.length > 0 ? acts : [write, done]);
  return {model, env: {CLAUDE_BASE_URL: model.url}};
}

// O-123
test('a key in the environment makes an agent ready, and the key is nowhere in what is kept', async () => {
  const dir = scratch();
  const {model, env: way} = await modelThat('a.txt');
  const env = {...crewEnv(dir, {}), ...way, CLAUDE_API_KEY: KEY};
  await orkestra(dir, 'task', 'add', 'Review the tests');
  expect(await orkestraWith(dir, {env}, 'run', '--until-idle')).toMatchObject({code: 0});
  expect(await show(dir)).toMatchObject({state: 'done', agent: 'claude'});
  expect(readFileSync(join(dir, 'a.txt'), 'utf8')).toBe('made\n');
  expect(model.asked.map(({key}) => key)).toEqual([KEY, KEY]);
  const kept = await orkestraWith(dir, {env: {PATH: process.env.PATH}}, 'audit', 'list', '--limit', '500');
  const {execFileSync} = await import('node:child_process');
  const found = execFileSync('sh', ['-c', `grep -rl ${KEY} . || true`], {cwd: dir, encoding: 'utf8'});
  expect(found).toBe('');
  expect(kept.out).not.toContain(KEY);
  const shown = JSON.parse((await orkestra(dir, 'agent', 'show', 'claude', '--json')).out);
  expect(shown.stats).toMatchObject({runs: 1, inputTokens: 200, outputTokens: 20, pricedRuns: 0});
  expect((await orkestra(dir, 'agent', 'show', 'claude')).out).toContain('unknown: its vendor does not say');
});

// O-123
test('the key may stand in the keys file, as long as nobody else can read it', async () => {
  const dir = scratch();
  const {env: way} = await modelThat('a.txt');
  const env = {...crewEnv(dir, {}), ...way};
  await orkestra(dir, 'init');
  mkdirSync(join(dir, '.orkestra', 'secrets'), {mode: 0o700});
  const file = join(dir, '.orkestra', 'secrets', 'keys');
  writeFileSync(file, `CLAUDE_API_KEY=${KEY}\n`, {mode: 0o644});
  chmodSync(file, 0o644);
  expect((await orkestraWith(dir, {env}, 'agent', 'test', 'claude')).code).toBe(1);
  chmodSync(file, 0o600);
  expect(await orkestraWith(dir, {env}, 'agent', 'test', 'claude')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^claude +ready/),
  });
});

test('a setting that is wrong is said in a sentence, and the task waits for it', async () => {
  const dir = scratch();
  const {env: way} = await modelThat('a.txt');
  const env = {...crewEnv(dir, {}), ...way, CLAUDE_API_KEY: KEY, CLAUDE_TIMEOUT: 'soon'};
  await orkestra(dir, 'task', 'add', 'Review the tests', '--agent', 'claude');
  await orkestraWith(dir, {env}, 'run', '--until-idle');
  const {state, why} = await show(dir);
  expect(state).toBe('ready');
  expect(why).toMatch(/CLAUDE_TIMEOUT/);
});

test('a file that another holds is not written, and the agent is told by whom', async () => {
  const dir = scratch();
  const {model, env: way} = await modelThat('src/a.txt');
  const env = {...crewEnv(dir, {}), ...way, CLAUDE_API_KEY: KEY};
  await orkestra(dir, 'task', 'add', 'Review the tests');
  await orkestra(dir, 'lock', 'take', 'src/**', '--as', 'eve');
  await orkestraWith(dir, {env}, 'run', '--until-idle');
  expect(model.results()).toEqual([expect.stringContaining('src/** is held by eve')]);
  expect(() => readFileSync(join(dir, 'src', 'a.txt'))).toThrow('ENOENT');
});

// O-11, O-76
test('beyond its calls a minute an agent waits in its own process, and nothing else does', async () => {
  const dir = scratch();
  const {model, env: way} = await modelThat('a.txt', [done]);
  const env = {...crewEnv(dir, {}), ...way, CLAUDE_API_KEY: KEY, CLAUDE_RATE_LIMIT: '2'};
  for (const title of ['one', 'two', 'three']) await orkestra(dir, 'task', 'add', title, '--agent', 'claude');
  const engine = start(dir, ['run'], {env});
  await until(() => model.asked.length === 2, 'two calls');
  // While the third waits, whatever else there is goes on.
  await orkestra(dir, 'task', 'add', 'quick', '--run', 'true');
  const states = async () => Promise.all(['1', '2', '3', '4'].map(async (id) => (await show(dir, id)).state));
  await expect
    .poll(async () => (await states()).toSorted(), {timeout: 30_000})
    .toEqual(['done', 'done', 'done', 'running']);
  expect((await states())[3]).toBe('done');
  expect(model.asked).toHaveLength(2);
  engine.send('SIGTERM');
  await engine.ended;
});

test('a limit of the vendor hands the task to another vendor, and Retry-After says until when', async () => {
  const dir = scratch();
  const {env: way} = await modelThat('a.txt', [{status: 429, headers: {'retry-after': '1800'}}]);
  const other = await startModel(dialects.chat, [done]);
  const keys = {CLAUDE_API_KEY: KEY, OPENAI_API_KEY: 'sk-other-0123456789', OPENAI_BASE_URL: other.url};
  await orkestra(dir, 'task', 'add', 'Review the tests');
  await orkestraWith(dir, {env: {...crewEnv(dir, {}), ...way, ...keys}}, 'run', '--until-idle');
  expect(await show(dir)).toMatchObject({state: 'done', agent: 'chatgpt', failures: 0});
  expect((await orkestra(dir, 'agent', 'list')).out).toMatch(/^claude +limited +is limited until/m);
});

test('an address of agents.yaml is an agent as any other', async () => {
  const dir = scratch();
  const model = await startModel(dialects.chat, [done]);
  writeFileSync(
    join(dir, 'agents.yaml'),
    `agents:\n  mine: {url: "${model.url}/v1", model: qwen3, key: MY_SERVER_KEY}\n`,
  );
  await orkestra(dir, 'task', 'add', 'Say so', '--agent', 'mine');
  await orkestraWith(dir, {env: {...crewEnv(dir, {}), MY_SERVER_KEY: KEY}}, 'run', '--until-idle');
  expect(await show(dir)).toMatchObject({state: 'done', agent: 'mine'});
  expect(model.asked[0]).toMatchObject({key: KEY, body: {model: 'qwen3'}});
});
