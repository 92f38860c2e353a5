import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {allowRequest, denyRequest, forgetAlways} from '../../src/approvals/answer.js';
import {settleForlorn} from '../../src/approvals/settle.js';
import {answerOf, asksTo} from '../../src/approvals/words.js';
import {USER} from '../../src/notify/tell.js';
import {listApprovals, listAsking, listSame, readApproval} from '../../state/approvals.js';
import {listAudit} from '../../state/audit.js';
import {readInbox} from '../../state/notifications.js';
import {testWorld, until} from '../support/world.js';
import {endAttempt, runningTask, startAgent} from './asking.js';

const trailOf = (world: ReturnType<typeof testWorld>) =>
  listAudit(world.db, {type: 'approval', limit: 100}).map(({type}) => type);

test('a question waits for a person in another process, and goes on with the answer', async () => {
  const world = testWorld();
  const task = runningTask(world);
  const agent = await startAgent(world, task);
  const id = await agent.ask('npm publish', {detail: 'to the registry'});
  expect(readApproval(world.db, id)).toMatchObject({
    ...{task, attempt: 1, agent: 'copilot', tool: 'execute', subject: 'npm publish', detail: 'to the registry'},
    ...{state: 'pending', root: world.paths.root},
  });
  expect(readInbox(world.db, USER).need).toMatchObject({about: 'approval', title: 'copilot asks to run npm publish'});
  allowRequest(world, id);
  expect(await agent.answer()).toMatchObject({subject: 'npm publish', isAllowed: true});
  expect(readApproval(world.db, id)).toMatchObject({state: 'allowed', scope: 'once', answeredBy: 'user'});
  expect(readInbox(world.db, USER).unread).toBe(0);
  expect(trailOf(world)).toEqual(['approval.asked', 'approval.allowed']);
});

test('a denial carries the reason to the agent', async () => {
  const world = testWorld();
  const agent = await startAgent(world, runningTask(world));
  denyRequest(world, await agent.ask('npm publish'), 'not on a Friday');
  expect(await agent.answer()).toMatchObject({isAllowed: false, why: 'not on a Friday'});
  denyRequest(world, await agent.ask('npm publish'));
  expect(await agent.answer()).toMatchObject({isAllowed: false, why: 'the person who was asked said no'});
});

test('what was allowed for always is not asked again, until that is taken back', async () => {
  const world = testWorld();
  const agent = await startAgent(world, runningTask(world));
  const id = await agent.ask('npm test');
  allowRequest(world, id, 'always');
  expect(await agent.answer()).toMatchObject({isAllowed: true});
  expect(await agent.askAndHear('npm test')).toMatchObject({isAllowed: true});
  expect(listApprovals(world.db, 10)).toHaveLength(1);
  // It is for this agent and exactly this.
  const more = await agent.ask('npm test && rm -rf /');
  denyRequest(world, more);
  await agent.answer();
  const other = await agent.ask('npm test', {agent: 'grok'});
  denyRequest(world, other);
  await agent.answer();
  forgetAlways(world, id);
  denyRequest(world, await agent.ask('npm test'));
  expect(await agent.answer()).toMatchObject({isAllowed: false});
  expect(() => forgetAlways(world, id)).toThrow(`Request ${id} was not allowed for always.`);
});

test('the rules of agents.yaml decide the easy ones, and what they decide is on record', async () => {
  const world = testWorld();
  const rules = [
    '  - {subject: "npm publish*", decide: deny, why: releases are made by people}',
    '  - {tool: execute, subject: "npm *", decide: allow}',
  ];
  writeFileSync(join(world.paths.root, 'agents.yaml'), `approvals:\n${rules.join('\n')}\n`);
  const agent = await startAgent(world, runningTask(world));
  expect(await agent.askAndHear('npm test')).toMatchObject({isAllowed: true});
  expect(await agent.askAndHear('npm publish')).toMatchObject({isAllowed: false, why: 'releases are made by people'});
  const id = await agent.ask('npm test && rm -rf /');
  denyRequest(world, id);
  expect(await agent.answer()).toMatchObject({isAllowed: false});
  const [allowed] = listAudit(world.db, {type: 'approval.allowed', limit: 1});
  expect(JSON.parse(allowed?.data ?? '')).toMatchObject({subject: 'npm test', by: 'agents.yaml:3'});
});

test('without an answer it is a no', async () => {
  const world = testWorld();
  const agent = await startAgent(world, runningTask(world), 300);
  const id = await agent.ask('npm publish');
  expect(await agent.answer()).toMatchObject({isAllowed: false, why: expect.stringContaining('nobody answered')});
  expect(readApproval(world.db, id)?.state).toBe('timed-out');
  expect(() => allowRequest(world, id)).toThrow(`Request ${id} is over: nobody answered.`);
  expect(readInbox(world.db, USER).unread).toBe(0);
});

test('a question ends with the attempt that asked it', async () => {
  const world = testWorld();
  const task = runningTask(world);
  const agent = await startAgent(world, task);
  const id = await agent.ask('npm publish');
  endAttempt(world, task, 'failed');
  expect(listAsking(world.db, 10)).toEqual([]);
  expect(() => allowRequest(world, id)).toThrow('its attempt ended first');
  expect(await agent.answer()).toMatchObject({isAllowed: false, why: 'its attempt is over'});
  expect(readApproval(world.db, id)?.state).toBe('gone');
  expect(await agent.askAndHear('npm test')).toMatchObject({isAllowed: false, why: 'its attempt is over'});
});

test('a request of an agent that was killed is swept away', async () => {
  const world = testWorld();
  const task = runningTask(world);
  const agent = await startAgent(world, task);
  const id = await agent.ask('npm publish');
  await agent.child.kill('SIGKILL');
  expect(listAsking(world.db, 10)).toHaveLength(1);
  endAttempt(world, task, 'ready');
  expect(settleForlorn(world)).toBe(1);
  expect(readApproval(world.db, id)?.state).toBe('gone');
  expect(readInbox(world.db, USER).unread).toBe(0);
  expect(settleForlorn(world)).toBe(0);
});

test('the first answer counts, whoever gives the second', async () => {
  const world = testWorld();
  const agent = await startAgent(world, runningTask(world));
  const id = await agent.ask('npm publish');
  denyRequest(world, id, 'no');
  expect(() => allowRequest(world, id)).toThrow(`Request ${id} is over: denied by user: no.`);
  expect(await agent.answer()).toMatchObject({isAllowed: false, why: 'no'});
});

test('what nobody could read is not asked', async () => {
  const world = testWorld();
  const agent = await startAgent(world, runningTask(world));
  expect(await agent.askAndHear('x'.repeat(30_000))).toMatchObject({isAllowed: false});
  expect(listApprovals(world.db, 10)).toEqual([]);
});

test('what was decided before for the same is known', async () => {
  const world = testWorld();
  const agent = await startAgent(world, runningTask(world));
  denyRequest(world, await agent.ask('npm publish'), 'not yet');
  await agent.answer();
  const id = await agent.ask('npm publish');
  const asked = await until(() => readApproval(world.db, id));
  expect(listSame(world.db, asked, 5).map(answerOf)).toEqual(['denied by user: not yet']);
});

test.each([
  ['execute', 'npm publish', 'copilot asks to run npm publish'],
  ['Bash', 'npm test\nnpm publish', 'copilot asks to run npm test ⏎ npm publish'],
  ['edit', 'src/a.ts', 'copilot asks to change src/a.ts'],
  ['mcp__db__drop', 'users', 'copilot asks to use mcp__db__drop on users'],
  ['execute', '\u001b[31mred\u001b]0;x\u0007', 'copilot asks to run \\u{1b}[31mred\\u{1b}]0;x\\u{7}'],
])('%s %j is told as a person would', (tool, subject, words) => {
  expect(asksTo({agent: 'copilot', tool, subject})).toBe(words);
});
