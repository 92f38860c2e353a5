import {expect, test} from 'vitest';
import {textOf} from '../../components/page-lines.js';
import {addTask} from '../../src/tasks/add.js';
import {retryTask} from '../../src/tasks/retry.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {listAudit} from '../../state/audit.js';
import {testDesk} from '../support/desk.js';

test('the inbox says first what still needs you, and is read when it is opened', () => {
  const {world, type, desk} = testDesk();
  for (const title of ['good', 'bad', 'worse']) addTask(world, {title, run: 'x', retries: 0});
  const {started} = takeTurn(world, {ended: [], free: 3});
  const ended = started.map((task) => ({
    ...task,
    outcome: task.id === 1 ? ('done' as const) : ('failed' as const),
    exitCode: 1,
    why: 'exit code 1',
  }));
  takeTurn(world, {ended, free: 0});
  retryTask(world, 2);
  expect(desk.moment().inbox.unread).toBe(2);
  type('i');
  expect(desk.moment().inbox.unread).toBe(0);
  const {lines} = desk.sight.page({kind: 'notices'}, 'notices');
  expect(lines.map((line) => textOf(line).replace(/ +/g, ' '))).toEqual([
    'needs you',
    ' ! just now #3 worse failed exit code 1 r retries',
    '',
    'what happened',
    ' ! just now #2 bad failed exit code 1',
    ' ✓ just now #1 good is done',
  ]);
  expect(listAudit(world.db, {type: 'notices.read'})).toHaveLength(1);
  type('esc', 'i');
  expect(listAudit(world.db, {type: 'notices.read'})).toHaveLength(1);
});

test('a task that failed again is told of once among what needs you', () => {
  const {world, desk} = testDesk();
  addTask(world, {title: 'bad', run: 'x', retries: 0});
  for (let time = 0; time < 3; time++) {
    if (time > 0) retryTask(world, 1);
    const {started} = takeTurn(world, {ended: [], free: 1});
    const ended = started.map((task) => ({...task, outcome: 'failed' as const, exitCode: 1, why: 'exit code 1'}));
    takeTurn(world, {ended, free: 0});
  }
  const text = desk.sight.page({kind: 'notices'}, 'notices').lines.map(textOf);
  expect(text.slice(0, text.indexOf('what happened')).filter((line) => line.includes('#1 bad'))).toHaveLength(1);
});
