import {expect, test} from 'vitest';
import {tellGuard} from '../../src/backups/rollback/tell-guard.js';
import {endGuard, startGuard} from '../../state/guards.js';
import {readTask} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {type TestDesk, testDesk} from '../support/desk.js';

const BACKUP = '1a2b3c4d'.repeat(8);

/** As if the task had worked once, after a backup, and failed. */
function failOne({world}: TestDesk): void {
  const scope = {globs: [], paths: []};
  write(world.db, () => {
    world.db.prepare(`UPDATE tasks SET attempt = 1, state = 'failed', endedAt = 1 WHERE id = 1`).run();
    startGuard(world.db, {task: 1, attempt: 1, scope, startedAt: world.now()});
    const end = {outcome: 'kept', backup: BACKUP, why: null} as const;
    endGuard(world.db, {task: 1, attempt: 1, endedAt: world.now(), ...end});
  });
}

test('one key shows what a task did to the files, the same key and a yes put it back', () => {
  const screen = testDesk(['a']);
  failOne(screen);
  screen.type('U');
  expect(screen.done).toEqual(['call task rollback 1 --dry-run: ["task","rollback","1","--dry-run"]']);
  expect(screen.view.get().pages.at(-1)?.subject).toEqual({kind: 'answer', command: 'task rollback 1 --dry-run'});
  screen.type('U');
  expect(screen.view.get().dialog).toMatchObject({kind: 'confirm', question: 'Put back what #1 did?'});
  screen.type('n');
  expect(screen.done).toHaveLength(1);
  screen.type('U', 'y');
  expect(screen.done.at(-1)).toBe('call task rollback 1 --yes: ["task","rollback","1","--yes"]');
});

test('a task that has not worked has nothing to be put back', () => {
  const {view, type, done} = testDesk(['a']);
  type('U');
  expect(view.get().flash).toEqual({tone: 'bad', text: '#1 has changed nothing yet.'});
  expect(done).toEqual([]);
});

test('the page of a task tells what was kept before it worked', () => {
  const screen = testDesk(['a']);
  failOne(screen);
  const {world, desk} = screen;
  const lines = desk.sight.page({kind: 'task', id: 1}, 'facts').lines.map((line) => JSON.stringify(line));
  expect(lines.join('\n')).toMatch(/backup .*1a2b3c4d, before attempt 1, just now/);
  expect(lines.join('\n')).toMatch(/put back .*orkestra task rollback 1/);
  const task = readTask(world.db, 1);
  expect(task && tellGuard(world, task)?.rollback).toMatch(/shows what it did, and puts it back/);
});
