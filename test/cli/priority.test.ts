import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {TaskJson} from '../../src/tasks/describe.js';
import {answerOf, orkestra} from '../support/program.js';
import {scratch} from '../support/world.js';

test.each([
  ['urgent', 1],
  ['high', 3],
  ['normal', 5],
  ['low', 7],
  ['1', 1],
  ['9', 9],
  ['URGENT', 1],
])('the priority %s is %i', async (word, number) => {
  // O-107, O-120
  expect(await answerOf(scratch(), 'task', 'add', 'x', '--priority', word)).toMatchObject({priority: number});
});

test('tasks start by priority, then by age; one that is moved goes where it was put', async () => {
  // O-107, B-17
  const dir = scratch();
  await orkestra(dir, 'config', 'set', 'max_concurrent_tasks', '1');
  const order = ['low', '9', 'normal', 'urgent', 'normal', 'high', 'urgent'];
  for (const [at, priority] of order.entries()) {
    await answerOf(dir, 'task', 'add', `${at}`, '--priority', priority, '--run', `echo ${at} >> order`);
  }
  await answerOf(dir, 'task', 'move', '2', '--first');
  await orkestra(dir, 'run', '--until-idle');
  expect(readFileSync(join(dir, 'order'), 'utf8').trim().split('\n').map(Number)).toEqual([1, 3, 6, 5, 2, 4, 0]);
});

test('a new priority moves a task within the queue', async () => {
  const dir = scratch();
  await orkestra(dir, 'config', 'set', 'max_concurrent_tasks', '1');
  for (const name of ['a', 'b', 'c']) await answerOf(dir, 'task', 'add', name, '--run', `echo ${name} >> order`);
  expect(await answerOf<TaskJson>(dir, 'task', 'move', '3', '--priority', '2')).toMatchObject({priority: 2});
  await orkestra(dir, 'run', '--until-idle');
  expect(readFileSync(join(dir, 'order'), 'utf8')).toBe('c\na\nb\n');
});

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['2', 2000],
])('a time limit of %s is %i ms', async (text, ms) => {
  // O-107
  expect(await answerOf(scratch(), 'task', 'add', 'x', '--timeout', text)).toMatchObject({timeoutMs: ms});
});
