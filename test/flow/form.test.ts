import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {open, orkestra, quit, task} from '../support/flow.js';
import {hasTmux} from '../support/terminal.js';
import {scratch} from '../support/world.js';

describe.skipIf(!hasTmux)('the form in a real terminal (needs tmux)', () => {
  test('files of the project are offered while they are typed, at 80x24', async () => {
    const dir = scratch();
    mkdirSync(join(dir, 'src'));
    for (const file of ['src/login.ts', 'src/logout.ts', 'ignored.log']) writeFileSync(join(dir, file), '');
    writeFileSync(join(dir, '.gitignore'), '*.log\n');
    execFileSync('git', ['init', '-q'], {cwd: dir});
    const session = await open(dir, {columns: 80, rows: 24});
    session.keys('n');
    await session.see('New task');
    session.type('Log in');
    session.keys(...Array(8).fill('Tab'));
    session.type('log');
    const text = await session.see('src/logout.ts');
    expect(text).toContain('src/login.ts');
    expect(text).not.toContain('ignored.log');
    session.keys('Tab', 'Enter');
    await session.see('#1 is in the queue');
    await quit(session);
    expect(task(dir, 1)).toMatchObject({files: ['src/login.ts']});
  });

  test('pasted lines stay lines', async () => {
    const dir = scratch();
    const session = await open(dir);
    session.keys('n');
    await session.see('New task');
    session.type('Two lines');
    session.keys('Tab', 'Tab');
    session.paste('first\nsecond');
    await session.see('first⏎second');
    session.keys('Enter');
    await session.see('#1 is in the queue');
    await quit(session);
    expect(task(dir, 1)).toMatchObject({instructions: 'first\nsecond'});
  });

  test('a circle is said beside the field it comes from, with the way round', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'first', '--agent', 'nobody');
    orkestra(dir, 'task', 'add', 'second', '--after', '1');
    const session = await open(dir);
    await session.see('second');
    session.keys('e');
    await session.see('Edit #1');
    session.keys(...Array(5).fill('Tab'));
    session.type('second');
    await session.see('waiting  second');
    session.keys('Tab', 'Enter');
    await session.see('Task #1 would wait for itself: #1 → #2 → #1.');
    session.keys('Escape');
    await session.gone('Edit #1');
    await quit(session);
    expect(task(dir, 1).state).toBe('ready');
  });
});
