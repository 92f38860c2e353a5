import {appendFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {taskTranscript} from '../../src/cli/task-transcript.js';
import {addTask} from '../../src/tasks/add.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {eventsFile} from '../../state/output.js';
import {callCommand} from '../support/call.js';
import {crewEnv} from '../support/crew.js';
import {answerOf, orkestra, orkestraWith, start} from '../support/program.js';
import {scratch, testWorld} from '../support/world.js';

const jsonLines = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('every answer of an agent can be opened again, with what it took, also that of an attempt before', async () => {
  // O-78
  const dir = scratch();
  const task = ['Review the tests', '--instructions', 'Be brief.', '--check', 'test -f made.txt', '--retries', '0'];
  await orkestra(dir, 'task', 'add', ...task);
  await orkestraWith(dir, {env: crewEnv(dir, {claude: 'success'})}, 'run', '--until-idle');
  writeFileSync(join(dir, 'made.txt'), '');
  await orkestra(dir, 'task', 'edit', '1', '--agent', 'chatgpt');
  await orkestra(dir, 'task', 'retry', '1');
  await orkestraWith(dir, {env: crewEnv(dir, {codex: 'success'})}, 'run', '--until-idle');

  const first = (await orkestra(dir, 'task', 'transcript', '1', '--attempt', '1')).out;
  expect(first).toMatch(/^#1 Review the tests: attempt 1 by claude\n/);
  expect(first).toMatch(/\d\d:\d\d:\d\d {2}\? Review the tests\n {10}\?\n {10}\? Be brief\.\n/);
  expect(first).toMatch(/ > Bash: wc -l a\.txt\n.* \| one line\n/);
  expect(first).toContain('All done.');
  expect(first).toMatch(/^state +failed after \d\d:\d\d: its check failed/m);
  expect(first).toMatch(/^chosen +claude with \d+/m);
  expect(first).toMatch(/^model +model-1, version 2\.1\.329$/m);
  expect(first).toMatch(/^tokens +100 tokens in, 10 out\ncost +\$0\.25\nsession +session-1$/m);

  // What its vendor does not tell is not guessed.
  const second = (await orkestra(dir, 'task', 'transcript', '1')).out;
  expect(second).toMatch(/attempt 2 by chatgpt\n/);
  expect(second).toMatch(/^cost +unknown$/m);

  const lines = jsonLines((await orkestra(dir, 'task', 'transcript', '1', '--attempt', '1', '--json')).out);
  expect(lines[0]).toMatchObject({type: 'prompt', at: expect.any(Number)});
  expect(lines.at(-1)).toMatchObject({
    ...{type: 'end', task: 1, attempt: 1, agent: 'claude', state: 'failed', tookMs: expect.any(Number)},
    ...{inputTokens: 100, outputTokens: 10, costUsd: 0.25, session: 'session-1', model: 'model-1'},
  });
});

test('a task tells of each attempt what it took and why this agent made it', async () => {
  // O-101
  const dir = scratch();
  await orkestra(dir, 'task', 'add', 'Review the tests');
  await orkestraWith(dir, {env: crewEnv(dir, {claude: 'success'})}, 'run', '--until-idle');
  const {out} = await orkestra(dir, 'task', 'show', '1');
  expect(out).toMatch(/^ +1 {2}done +claude {2}\d\d:\d\d$/m);
  expect(out).toContain('model-1, version 2.1.329 · 100 tokens in, 10 out · $0.25 · session session-1');
  expect(out).toMatch(/^ +chosen: claude with \d+/m);
  const {runs} = await answerOf<{runs: unknown[]}>(dir, 'task', 'show', '1');
  expect(runs).toMatchObject(
    [{agent: 'claude', whyAgent: /claude with/, usage: {costUsd: 0.25, model: 'model-1'}}].map((run) => ({
      ...run,
      whyAgent: expect.stringMatching(run.whyAgent),
    })),
  );
  const agent = (await orkestra(dir, 'agent', 'show', 'claude')).out;
  expect(agent).toMatch(/^tokens +100 in, 10 out$/m);
  expect(agent).toMatch(/^cost +\$0\.25$/m);
  expect(agent).toMatch(/^took +.+ on average, 95% within /m);
});

test('what an agent did is counted, and goes on from there after a restart', async () => {
  // O-14
  const dir = scratch();
  const run = async (scenario: string): Promise<void> => {
    await orkestra(dir, 'task', 'add', 'Review the tests', '--retries', '0');
    await orkestraWith(dir, {env: crewEnv(dir, {claude: scenario})}, 'run', '--until-idle');
  };
  await run('success');
  await run('plain text error');
  await run('success');
  const {stats} = await answerOf<{stats: Record<string, number>}>(dir, 'agent', 'show', 'claude');
  expect(stats).toMatchObject({attempts: 3, failures: 1, inputTokens: 200, outputTokens: 20, costUsd: 0.5});
  expect(stats.meanMs).toBeGreaterThan(0);
  expect(stats.p95Ms).toBeGreaterThanOrEqual(stats.meanMs ?? 0);
});

test('a transcript is followed while the agent works', async () => {
  const dir = scratch();
  await orkestra(dir, 'task', 'add', 'Review the tests');
  const engine = start(dir, ['run'], {env: crewEnv(dir, {claude: 'silence'})});
  await engine.says(/task\.started +#1/);
  const follower = start(dir, ['task', 'transcript', '1', '--follow']);
  await follower.says('> Bash: wc -l a.txt');
  // Who works is known before it says what it takes.
  const {runs} = await answerOf<{runs: unknown[]}>(dir, 'task', 'show', '1');
  expect(runs).toMatchObject([{state: 'running', usage: {model: 'model-1', session: 'session-1', inputTokens: null}}]);
  await orkestra(dir, 'task', 'cancel', '1');
  const {out, code} = await follower.ended;
  expect(code).toBe(0);
  expect(out).toMatch(/^state +cancelled after/m);
  engine.send('SIGTERM');
  await engine.ended;
});

test('a transcript of hostile or damaged lines is shown as far as it makes sense, and moves no cursor', async () => {
  const world = testWorld();
  addTask(world, {title: 'a', run: 'true'});
  takeTurn(world, {ended: [], free: 1});
  world.db.exec("UPDATE tasks SET agent = 'claude'");
  const file = eventsFile(world.paths.runs, 1, 1);
  mkdirSync(join(file, '..'), {recursive: true});
  const bad = [
    'null',
    '[]',
    '{"type":"text","at":1}',
    '{"type":"usage","at":1}',
    '{"type":"__proto__","at":1}',
    'words',
    '{"type":',
  ];
  writeFileSync(file, bad.map((line) => `${line}\n`).join(''));
  appendFileSync(
    file,
    `${JSON.stringify({at: 1, type: 'text', text: 'be\u001b]0;owned\u0007fore\n\u001b[2Jafter'})}\n{"at"`,
  );
  const {out} = await callCommand(world, taskTranscript, {args: ['1']});
  expect(out).toMatch(/ {2} before\n +after\n\n?state +running/);
  expect(out).not.toContain('\u001b');
});
