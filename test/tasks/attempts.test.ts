import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {RunJson, TaskJson} from '../../src/tasks/describe.js';
import {answerOf, orkestra, start} from '../support/program.js';
import {scratch, until} from '../support/world.js';

type Shown = TaskJson & {runs: RunJson[]};
const show = (dir: string): Promise<Shown> => answerOf(dir, 'task', 'show', '1');
const text = async (dir: string): Promise<string> => (await orkestra(dir, 'task', 'show', '1')).out;

/** Says something on both streams, waits until the test has seen it, and ends. */
const talk = (word: string, code: number): string =>
  `echo ${word} out; echo ${word} err >&2; touch said-${word}; while ! [ -e go-${word} ]; do sleep 0.02; done; exit ${code}`;

test('what an attempt was asked, what it said and how long it took are seen while it runs and kept', async () => {
  // O-104
  const dir = scratch();
  const first = talk('one', 3);
  const second = talk('two', 0);
  await answerOf(dir, 'task', 'add', 'talk', '--instructions', 'be brief', '--run', first, '--retries', '0');
  const engine = start(dir, ['run']);
  await until(() => existsSync(join(dir, 'said-one')), 'the first attempt');

  const follower = start(dir, ['task', 'logs', '1', '--follow']);
  await follower.says('one out\none err\n');
  expect((await show(dir)).runs).toEqual([
    {
      attempt: 1,
      state: 'running',
      agent: 'shell',
      startedAt: expect.any(String),
      endedAt: null,
      exitCode: null,
      why: null,
      asked: {instructions: 'be brief', run: first, check: null},
      whyAgent: null,
      usage: null,
    },
  ]);
  expect(await text(dir)).toMatch(/attempts\n +1 +running +shell +\d\d:\d\d\n/);

  // The attempt goes on with what it was asked; the next one gets what the task says now.
  await answerOf(dir, 'task', 'edit', '1', '--run', second, '--instructions', 'be thorough');
  writeFileSync(join(dir, 'go-one'), '');
  expect((await follower.ended).code).toBe(0);
  await engine.says(/task\.failed +#1/);
  await answerOf(dir, 'task', 'retry', '1');
  await until(() => existsSync(join(dir, 'said-two')), 'the second attempt');
  writeFileSync(join(dir, 'go-two'), '');
  await engine.says(/task\.done +#1/);

  const {runs} = await show(dir);
  expect(runs).toMatchObject([
    {
      attempt: 1,
      state: 'failed',
      exitCode: 3,
      why: 'exit code 3',
      asked: {instructions: 'be brief', run: first, check: null},
    },
    {attempt: 2, state: 'done', exitCode: 0, why: null, asked: {instructions: 'be thorough', run: second, check: null}},
  ]);
  for (const run of runs) expect(Date.parse(run.endedAt ?? '')).toBeGreaterThan(Date.parse(run.startedAt));
  expect((await orkestra(dir, 'task', 'logs', '1', '--attempt', '1')).out).toBe('one out\none err\n');
  expect((await orkestra(dir, 'task', 'logs', '1')).out).toBe('two out\ntwo err\n');
  const shown = await text(dir);
  expect(shown).toMatch(
    /attempts\n +1 +failed +shell +\d\d:\d\d +exit code 3\n +instructions: +be brief\n +run: +echo one out/,
  );
  expect(shown).toMatch(/\n +2 +done +shell +\d\d:\d\d\n\noutput of attempt 2\n/);
});

test('an attempt of which nothing was kept is shown without it', async () => {
  const dir = scratch();
  await answerOf(dir, 'task', 'add', 'plain', '--run', 'echo hello');
  expect((await orkestra(dir, 'run', '--until-idle')).code).toBe(0);
  for (const damage of ['{"run": 7}', 'half a li', '']) {
    writeFileSync(join(dir, '.orkestra/runs/1/1.asked'), damage);
    expect((await show(dir)).runs).toMatchObject([{state: 'done', asked: null}]);
    expect(await text(dir)).toMatch(/attempts\n +1 +done +shell/);
  }
});
