import {describe, expect, test} from 'vitest';
import {open, orkestra, quit, task} from '../support/flow.js';
import {hasTmux} from '../support/terminal.js';
import {scratch} from '../support/world.js';

describe.skipIf(!hasTmux)('taking deeds back in a real terminal (needs tmux)', () => {
  test('all that were marked are cancelled and come back with one key', async () => {
    const dir = scratch();
    for (const title of ['one', 'two']) orkestra(dir, 'task', 'add', title, '--agent', 'nobody');
    const session = await open(dir);
    await session.see('2 ready');
    session.keys('*', 'x');
    await session.see('out of the queue; u takes that back');
    session.keys('u');
    await session.see('Taken back: 2 tasks are as before.');
    await session.see('2 ready');
    expect(task(dir, 1).state).toBe('ready');
    await quit(session);
  });

  test('a removed task is in the list again', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'keep me', '--agent', 'nobody', '--priority', 'high');
    const session = await open(dir);
    await session.see('keep me');
    session.keys('d');
    await session.see('Remove #1?');
    session.keys('y');
    await session.see('No tasks yet');
    session.keys('u');
    await session.see('Taken back: #1 is back in the book.');
    await session.see('keep me');
    await quit(session);
    expect(JSON.parse(orkestra(dir, 'audit', 'list', '--type', 'task.restored', '--json'))).toHaveLength(1);
  });

  test('what another process changed meanwhile is not overwritten', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'mine', '--agent', 'nobody');
    const session = await open(dir);
    await session.see('mine');
    session.keys('>');
    await session.see('more urgent now');
    orkestra(dir, 'task', 'edit', '1', '--title', 'theirs');
    await session.see('theirs');
    session.keys('u');
    await session.see('That can no longer be taken back: #1 was changed since.');
    await quit(session);
    expect(task(dir, 1)).toMatchObject({title: 'theirs', priority: 4});
  });
});
