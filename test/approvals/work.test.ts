import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {crewEnv} from '../support/crew.js';
import {answerOf, orkestra, orkestraWith, start} from '../support/program.js';
import {scratch} from '../support/world.js';

const PROGRAM = fileURLToPath(new URL('../agents/programs/acp.mjs', import.meta.url));

/** A project where goose, an agent of one's own, plays this scene. */
async function project(more = '') {
  const dir = scratch();
  const command = JSON.stringify([process.execPath, PROGRAM, 'acp']);
  const agents = `agents:\n  goose: {acp: ${command}, specialties: {release: [publish]}}\n`;
  writeFileSync(join(dir, 'agents.yaml'), agents + more);
  expect(await orkestra(dir, 'task', 'add', 'Publish it')).toMatchObject({code: 0});
  return dir;
}

const run = (dir: string, scenario: string) => {
  const env = {...crewEnv(dir, {}), SCENARIO: scenario, RECORD: join(dir, 'record.json')};
  return orkestraWith(dir, {env}, 'run', '--until-idle');
};
const heard = (dir: string): unknown => JSON.parse(readFileSync(join(dir, 'record.json'), 'utf8')).heard;
const pending = async (dir: string): Promise<{id: number}[]> =>
  JSON.parse((await orkestra(dir, 'approval', 'list', '--json')).out);

async function firstRequest(dir: string): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const [first] = await pending(dir);
    if (first) return first.id;
  }
  throw new Error('nothing was asked');
}

test("an agent of one's own works in the queue, asks, and goes on with the answer of a person", async () => {
  const dir = await project();
  const ran = run(dir, 'permission');
  const id = await firstRequest(dir);
  expect(await orkestra(dir, 'approval', 'show', String(id))).toMatchObject({
    out: expect.stringMatching(/goose.*run npm publish.*#1 Publish it, attempt 1/s),
  });
  expect(await orkestra(dir, 'approval', 'allow', String(id))).toMatchObject({code: 0});
  expect((await ran).code).toBe(0);
  expect(heard(dir)).toEqual([{outcome: {outcome: 'selected', optionId: 'yes'}}]);
  const {out} = await orkestra(dir, 'audit', '--task', '1');
  expect(out).toMatch(/goose with \d+: release/);
  expect(out).toMatch(/goose asks for leave: execute npm publish/);
  expect(await pending(dir)).toEqual([]);
});

test('a rule of agents.yaml answers for a person', async () => {
  const dir = await project('approvals:\n  - {subject: "npm publish*", decide: deny, why: ask me on Monday}\n');
  expect((await run(dir, 'permission')).code).toBe(0);
  expect(heard(dir)).toEqual([{outcome: {outcome: 'selected', optionId: 'no', _meta: {reason: 'ask me on Monday'}}}]);
});

test('a task that is stopped while its agent asks leaves no question behind', async () => {
  const dir = await project();
  const ran = run(dir, 'permission, then death');
  await firstRequest(dir);
  expect(await orkestra(dir, 'task', 'cancel', '1')).toMatchObject({code: 0});
  await ran;
  const {out} = await orkestra(dir, 'approval', 'list', '--all', '--json');
  expect(JSON.parse(out)).toMatchObject([{state: 'gone'}]);
  expect((await orkestra(dir, 'task', 'show', '1')).out).toContain('cancelled');
});

test('an agent that is defined while the engine runs is given work within moments', async () => {
  const dir = scratch();
  await orkestra(dir, 'task', 'add', 'Say hello', '--agent', 'mine');
  const env = crewEnv(dir, {});
  const engine = start(dir, ['run'], {env});
  const stateOf = async (): Promise<string> => (await answerOf<{state: string}>(dir, 'task', 'show', '1')).state;
  expect(await stateOf()).toBe('ready');
  writeFileSync(join(dir, 'agents.yaml'), 'agents:\n  mine: {command: [cat]}\n');
  for (let tries = 0; tries < 60 && (await stateOf()) !== 'done'; tries++);
  expect(await stateOf()).toBe('done');
  engine.send('SIGTERM');
  await engine.ended;
});
