import {expect, test} from 'vitest';
import {readNotices} from '../../src/notify/read.js';
import {sendNotice} from '../../src/notify/send.js';
import {tellOf} from '../../src/notify/tell.js';
import {addTask} from '../../src/tasks/add.js';
import {insertNotice, listMessages, listNotices} from '../../state/notifications.js';
import {write} from '../../state/write.js';
import {startChildren} from '../support/child.js';
import {crewEnv, lastRun} from '../support/crew.js';
import {answerOf, orkestra, orkestraWith} from '../support/program.js';
import {scratch, testWorld} from '../support/world.js';

type Shown = {id: number; for: string; kind: string; priority: string; title: string; readAt: string | null};

test('every agent has an inbox of its own, in four priorities, that survives a restart', async () => {
  // O-10, with the two writers below
  const dir = scratch();
  await orkestra(dir, 'init');
  for (const priority of ['low', 'normal', 'high', 'urgent'])
    expect(await orkestra(dir, 'notify', 'send', 'claude', `a ${priority} one`, '--priority', priority)).toMatchObject({
      code: 0,
    });
  await orkestra(dir, 'notify', 'send', 'gemini', 'for another');
  await orkestra(dir, 'notify', 'send', 'me', 'for the person', '--priority', 'high');
  const of = async (...words: string[]): Promise<Shown[]> => answerOf(dir, 'notify', 'list', ...words);
  expect((await of('--for', 'claude')).map(({priority, title, readAt}) => [priority, title, readAt])).toEqual([
    ['low', 'a low one', null],
    ['normal', 'a normal one', null],
    ['high', 'a high one', null],
    ['urgent', 'a urgent one', null],
  ]);
  expect(await of('--for', 'gemini')).toMatchObject([{for: 'gemini', kind: 'info', title: 'for another'}]);
  expect(await of()).toMatchObject([{for: 'user', kind: 'needs-you', title: 'for the person'}]);
  expect((await orkestra(dir, 'notify', 'list', '--for', 'claude')).out).toMatch(/ new +info +urgent +a urgent one$/m);
  await orkestra(dir, 'notify', 'read', '1', '--for', 'claude');
  expect(await of('--for', 'claude', '--unread')).toHaveLength(3);
  expect(await orkestra(dir, 'notify', 'read', '2', '--for', 'gemini')).toMatchObject({code: 1});
  expect((await orkestra(dir, 'audit')).out).toMatch(/claude was sent a message: a urgent one/);
});

test('two processes that send at once lose nothing, however much else is told meanwhile', async () => {
  const world = testWorld();
  const senders = await startChildren(2, 'sender', (number) => [world.paths.root, `sender ${number}`]);
  await Promise.all(senders.map((sender) => sender.next('started')));
  for (const sender of senders) sender.send({type: 'send', to: 'claude', count: 500});
  const id = addTask(world, {title: 'a', run: 'true'});
  // More than are kept of what is told of tasks, so that old ones are let go in between.
  for (let count = 0; count < 1500; count++) {
    write(world.db, () => tellOf(world, 'failed', [{id, why: null}]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(senders.map((sender) => sender.next('send', 60_000)));
  const titles = listMessages(world.db, 'claude', 2000).map(({title}) => title);
  expect(titles).toHaveLength(1000);
  expect(new Set(titles).size).toBe(1000);
  const others = listNotices(world.db, 'user', {limit: 5000});
  expect(others.length).toBeLessThan(1100);
  // Once read, they go like all others.
  readNotices(world, {recipient: 'claude'});
  for (let count = 0; count < 1100; count++) write(world.db, () => tellOf(world, 'failed', [{id, why: null}]));
  expect(listNotices(world.db, 'claude', {limit: 5000})).toEqual([]);
});

test('an agent is told its messages with its next task, the most pressing first, and only once', async () => {
  const dir = scratch();
  await orkestra(dir, 'init');
  await orkestra(dir, 'notify', 'send', 'claude', 'Use tabs.\nAlways.');
  await orkestra(dir, 'notify', 'send', 'claude', 'Do not touch main.', '--priority', 'urgent');
  await orkestra(dir, 'notify', 'send', 'gemini', 'Not for claude.');
  const work = async (scenario: string): Promise<string> => {
    await orkestra(dir, 'task', 'add', 'Review the tests', '--agent', 'claude', '--retries', '0');
    await orkestraWith(dir, {env: crewEnv(dir, {claude: scenario})}, 'run', '--until-idle');
    return lastRun(dir, 'claude').stdin;
  };
  const messages = 'Messages for you:\n- (urgent) Do not touch main.\n- Use tabs.\n  Always.';
  // An agent that does not even begin has heard nothing.
  expect(await work('plain text error')).toContain(messages);
  expect(await answerOf(dir, 'notify', 'list', '--for', 'claude', '--unread')).toHaveLength(2);
  expect(await work('success')).toBe(`Review the tests\n\n${messages}`);
  expect(await answerOf(dir, 'notify', 'list', '--for', 'claude', '--unread')).toEqual([]);
  expect(await work('success')).toBe('Review the tests');
  expect(await answerOf(dir, 'notify', 'list', '--for', 'gemini', '--unread')).toHaveLength(1);
});

test('a message is cleaned of what a terminal would obey, and an inbox that is full says so', () => {
  const world = testWorld();
  const text = 'one\u001b]0;owned\u0007\r\n\u001b[2Jtwo';
  expect(sendNotice(world, {to: 'me', text, priority: 'low'})).toMatchObject({title: 'one\ntwo', kind: 'info'});
  write(world.db, () => {
    const about = {about: 'message', message: '', task: null, count: 1} as const;
    const one = {...about, at: 1, recipient: 'grok', kind: 'info', priority: 'low'} as const;
    for (let count = 0; count < 10_000; count++) insertNotice(world.db, {...one, title: `${count}`});
  });
  expect(() => sendNotice(world, {to: 'grok', text: 'one more', priority: 'low'})).toThrow(/10000 messages/);
});
