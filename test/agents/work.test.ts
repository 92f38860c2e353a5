import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Task} from '../../state/tasks.js';
import {crewEnv, lastRun} from '../support/crew.js';
import {orkestra, orkestraWith} from '../support/program.js';
import {scratch} from '../support/world.js';

/** A project with these tasks, worked on by these agents until nothing is left to do. */
async function work(scenarios: Readonly<Record<string, string>>, tasks: readonly (readonly string[])[]) {
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'queue:\n  retry_delay: 100ms\n');
  for (const task of tasks) expect(await orkestra(dir, 'task', 'add', ...task)).toMatchObject({code: 0});
  const ran = await orkestraWith(dir, {env: crewEnv(dir, scenarios)}, 'run', '--until-idle');
  return {dir, ran};
}

/** What stands for a login where a program has none of its own. */
const keys = {GEMINI_API_KEY: 'k', COPILOT_API_KEY: 'k', GROK_API_KEY: 'k'};

const show = async (dir: string, id = '1'): Promise<Task & {runs: {agent: string; state: string; why: string}[]}> =>
  JSON.parse((await orkestra(dir, 'task', 'show', id, '--json')).out);
const eventsOf = (dir: string, attempt: number): {type: string; text?: string}[] =>
  readFileSync(join(dir, '.orkestra', 'runs', '1', `${attempt}.events`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('an agent on PATH does a task that has no command, and what happened can be read again', async () => {
  const {dir, ran} = await work({claude: 'success'}, [['Review the tests', '--instructions', 'Be brief.']]);
  expect(ran.code).toBe(0);
  expect(await show(dir)).toMatchObject({state: 'done', agent: 'claude'});
  expect(lastRun(dir, 'claude').stdin).toBe('Review the tests\n\nBe brief.');
  const {out} = await orkestra(dir, 'task', 'logs', '1');
  expect(out).toMatch(/^\[started · .*2\.1\.329/m);
  expect(out).toContain('> Bash: wc -l a.txt');
  expect(out).toContain('All done.');
  const events = eventsOf(dir, 1);
  expect(events[0]).toMatchObject({type: 'prompt', text: 'Review the tests\n\nBe brief.'});
  expect(events.map(({type}) => type)).toEqual(expect.arrayContaining(['started', 'tool', 'tool-result', 'text']));
  // O-74: without a name the best is chosen, and why is written down.
  expect((await orkestra(dir, 'audit', '--task', '1')).out).toMatch(/started attempt 1: claude with \d+/);
});

test('a task is handed to the next best vendor when its agent is limited, with what was done so far', async () => {
  const {dir, ran} = await work({claude: 'limited', codex: 'success'}, [['Review the architecture']]);
  expect(ran.code).toBe(0);
  const task = await show(dir);
  expect(task).toMatchObject({state: 'done', agent: 'chatgpt', failures: 0});
  expect(task.runs).toMatchObject([
    {agent: 'claude', state: 'handed-back'},
    {agent: 'chatgpt', state: 'done'},
  ]);
  expect(lastRun(dir, 'codex').stdin).toMatch(
    /^Review the architecture\n\nclaude worked on this task before you \(attempt 1\) and did not end it: .*limit/,
  );
  const {out} = await orkestra(dir, 'agent', 'list');
  expect(out).toMatch(/^claude +limited +is limited until/m);
});

test('a task whose only agent is limited waits, and says until when', async () => {
  const {dir} = await work({claude: 'limited'}, [['Review the tests']]);
  const task = await show(dir);
  expect(task).toMatchObject({state: 'ready', failures: 0});
  expect(task.why).toMatch(/no agent is ready: claude is limited until/);
  expect(lastRun(dir, 'claude').runs).toBe(1);
});

test('an agent that died is given its own session again', async () => {
  const task = ['Review the tests', '--retries', '1'];
  const {dir} = await work({claude: 'death in the middle|success'}, [task]);
  expect(await show(dir)).toMatchObject({state: 'done', attempt: 2});
  const {args, stdin} = lastRun(dir, 'claude');
  expect(args.join(' ')).toContain('--resume session-1');
  expect(stdin).toMatch(/^You were stopped \(.*SIGKILL\)/);
});

test('what a reviewer said is told to whoever goes on', async () => {
  const {dir} = await work({claude: 'success'}, [['Review the tests', '--review', 'human']]);
  expect(await show(dir)).toMatchObject({state: 'review'});
  await orkestra(dir, 'task', 'reject', '1', '--reason', 'Too few of them.');
  await orkestraWith(dir, {env: crewEnv(dir, {claude: 'success'})}, 'run', '--until-idle');
  expect(lastRun(dir, 'claude').stdin).toContain('not accepted:\nToo few of them.');
});

test('an agent that nobody is logged in to gets no work, and says what to do', async () => {
  const {dir} = await work({claude: 'no login'}, [['Review the tests', '--agent', 'claude']]);
  const {why} = await show(dir);
  expect(why).toMatch(/agent claude needs a login: Run `claude` once/);
});

test('the check of a task decides over what an agent says of itself', async () => {
  const task = ['Review the tests', '--check', 'test -f made.txt', '--retries', '0'];
  const {dir, ran} = await work({claude: 'success'}, [task]);
  expect(ran.code).toBe(1);
  expect(await show(dir)).toMatchObject({
    state: 'failed',
    why: expect.stringContaining('its check failed with exit code 1'),
  });
  expect(lastRun(dir, 'claude').stdin).toContain('this command is run, and must succeed:\ntest -f made.txt');
});

test('a task stops for good when its budget is used up, and goes on when it is given more', async () => {
  // The program says that a run costs a quarter of a dollar.
  const task = ['Review the tests', '--check', 'test -f made.txt', '--budget', '0.2usd', '--retries', '5'];
  const {dir} = await work({claude: 'success'}, [task]);
  expect(await show(dir)).toMatchObject({
    state: 'failed',
    why: expect.stringContaining('the budget of this task is used up: $0.25 of $0.20'),
  });
  expect(lastRun(dir, 'claude')).toMatchObject({runs: 1, args: expect.arrayContaining(['--max-budget-usd', '0.2'])});
  writeFileSync(join(dir, 'made.txt'), '');
  await orkestra(dir, 'task', 'edit', '1', '--budget', '5usd');
  await orkestra(dir, 'task', 'retry', '1');
  await orkestraWith(dir, {env: crewEnv(dir, {claude: 'success'})}, 'run', '--until-idle');
  expect(await show(dir)).toMatchObject({state: 'done'});
});

test('an agent that used up its day hands on what it has, and the others go on', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'budget:\n  agent: 0.4usd\nmax_concurrent_tasks: 1\n');
  await orkestra(dir, 'task', 'add', 'Review the tests');
  await orkestra(dir, 'task', 'add', 'Review the docs');
  await orkestraWith(dir, {env: crewEnv(dir, {claude: 'success', codex: 'success'})}, 'run', '--until-idle');
  expect([(await show(dir, '1')).agent, (await show(dir, '2')).agent]).toEqual(['claude', 'chatgpt']);
  const {out} = await orkestra(dir, 'task', 'score', '2');
  expect(out).toMatch(/^claude .* not now: it has used up its budget of today: \$0\.50 of \$0\.40/m);
});

test('an agent that fails three times in a row rests, and says so', async () => {
  const tasks = ['one', 'two', 'three', 'four'].map((title) => [title, '--retries', '0', '--agent', 'claude']);
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'max_concurrent_tasks: 1\n');
  for (const task of tasks) await orkestra(dir, 'task', 'add', ...task);
  await orkestraWith(dir, {env: crewEnv(dir, {claude: 'plain text error'})}, 'run', '--until-idle');
  expect(await show(dir, '3')).toMatchObject({state: 'failed'});
  expect(await show(dir, '4')).toMatchObject({
    state: 'ready',
    why: expect.stringMatching(/agent claude failed 3 times in a row and rests until \d\d:\d\d/),
  });
  expect((await orkestra(dir, 'audit')).out).toMatch(/claude failed 3 times in a row and rests/);
});

test('five agents work side by side, and ten equal tasks end two each', async () => {
  // O-20, O-73, O-75
  const dir = scratch();
  for (let count = 0; count < 10; count++) await orkestra(dir, 'task', 'add', `chore ${count}`);
  const programs = ['claude', 'codex', 'gemini', 'copilot', 'grok'];
  const env = {...crewEnv(dir, Object.fromEntries(programs.map((name) => [name, 'success']))), ...keys};
  expect(await orkestraWith(dir, {env}, 'run', '--until-idle')).toMatchObject({code: 0});
  const tasks = JSON.parse((await orkestra(dir, 'task', 'list', '--json')).out) as Task[];
  const counts: Record<string, number> = {};
  for (const {agent} of tasks) counts[agent ?? ''] = (counts[agent ?? ''] ?? 0) + 1;
  expect(counts).toEqual({claude: 2, chatgpt: 2, gemini: 2, copilot: 2, grok: 2});
  // O-21, part of O-14
  const stats = JSON.parse((await orkestra(dir, 'agent', 'show', 'claude', '--json')).out).stats;
  expect(stats).toMatchObject({attempts: 2, failures: 0, runs: 2, pricedRuns: 2, costUsd: 0.5});
  expect(stats.inputTokens).toBeGreaterThan(0);
  expect(stats.p95Ms).toBeGreaterThanOrEqual(stats.meanMs);
});

test('a task for a person waits until he says that it is done, and what depends on it waits with it', async () => {
  const dir = scratch();
  await orkestra(dir, 'task', 'add', 'Ask the lawyers', '--agent', 'me');
  await orkestra(dir, 'task', 'add', 'Publish', '--run', 'true', '--after', '1');
  expect(await orkestra(dir, 'run', '--until-idle')).toMatchObject({code: 0});
  expect(await show(dir)).toMatchObject({state: 'review', why: 'it is for you to do; approve it when it is done'});
  expect(await show(dir, '2')).toMatchObject({state: 'waiting'});
  expect((await orkestra(dir, 'notify')).out).toContain('#1 Ask the lawyers is for you to do');
  expect((await orkestra(dir, 'status')).out).toMatch(/Ask the lawyers/);
  await orkestra(dir, 'task', 'approve', '1');
  await orkestra(dir, 'run', '--until-idle');
  expect(await show(dir, '2')).toMatchObject({state: 'done'});
});

test('a task that asks for a skill goes only to who has it', async () => {
  const dir = scratch();
  await orkestra(dir, 'task', 'add', 'Do it', '--skill', 'google cloud');
  await orkestra(dir, 'task', 'add', 'Do that', '--skill', 'juggling');
  const env = {...crewEnv(dir, {claude: 'success', gemini: 'success'}), ...keys};
  await orkestraWith(dir, {env}, 'run', '--until-idle');
  expect(await show(dir)).toMatchObject({state: 'done', agent: 'gemini'});
  expect(await show(dir, '2')).toMatchObject({state: 'ready', why: 'no agent is good at juggling'});
});

// O-23
test('the score of each agent for a task is shown with its parts', async () => {
  const dir = scratch();
  const text = 'document review architecture test debug';
  await orkestra(dir, 'task', 'add', text);
  await orkestraWith(dir, {env: {...crewEnv(dir, {claude: 'success', codex: 'success'}), ...keys}}, 'agent', 'test');
  const scores = JSON.parse((await orkestra(dir, 'task', 'score', '1', '--json')).out);
  expect(scores[0]).toMatchObject({
    ...{agent: 'claude', base: 50, specialty: 50, penalty: 0, outcomes: 0, total: 100},
    matched: ['documentation', 'code_review', 'architecture', 'testing', 'debugging'],
  });
  expect((await orkestra(dir, 'task', 'score', '1')).out).toMatch(
    /^claude +100 = 50 \+ 50 − 0 − 0 +documentation, code review, architecture, testing, debugging$/m,
  );
});

test('a paused agent is given nothing until it may work again', async () => {
  const dir = scratch();
  const env = crewEnv(dir, {claude: 'success'});
  expect(await orkestraWith(dir, {env}, 'agent', 'test', 'claude')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^claude +ready/),
  });
  await orkestra(dir, 'agent', 'pause', 'claude');
  await orkestra(dir, 'task', 'add', 'Review the tests');
  await orkestraWith(dir, {env}, 'run', '--until-idle');
  expect((await show(dir)).why).toBe('no agent is ready: claude is paused');
  await orkestra(dir, 'agent', 'resume', 'claude');
  await orkestraWith(dir, {env}, 'run', '--until-idle');
  expect(await show(dir)).toMatchObject({state: 'done', agent: 'claude'});
});

test('a worker starts for no attempt but the one that runs', async () => {
  const dir = scratch();
  await orkestra(dir, 'task', 'add', 'Review the tests');
  expect(await orkestra(dir, 'work', '1', '1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Attempt 1 of task #1 is over, or never began.'),
  });
  expect(await orkestra(dir, 'work', 'one', '1')).toMatchObject({
    code: 2,
    err: expect.stringContaining('A task and an attempt are numbers.'),
  });
});
