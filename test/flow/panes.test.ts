import {describe, expect, test} from 'vitest';
import {open, orkestra, quit, task} from '../support/flow.js';
import {hasTmux, type Session} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

/** A project whose tasks stay where they are: nobody can do them. */
function book(...titles: string[]): string {
  const dir = scratch();
  for (const title of titles) orkestra(dir, 'task', 'add', title, '--agent', 'nobody');
  return dir;
}

/** The row under the cursor. */
const chosen = (session: Session): string => /▸ +#.*$/m.exec(session.screen())?.[0] ?? '';
const rows = (session: Session): string[] =>
  session
    .screen()
    .match(/#\d+ (?=[○●◌◆✓✗⊘■])/g)
    ?.map((row) => row.trim()) ?? [];

describe.skipIf(!hasTmux)('lists and panes in a real terminal (needs tmux)', () => {
  test('each pane is reached by its number, and by Tab from its neighbour', async () => {
    const session = await open(book('a'), {columns: 80, rows: 24});
    for (const [key, word] of [
      ['1', '▸1 Agents'],
      ['3', 'Nothing is locked.'],
      ['4', 'here'],
      ['5', 'No backups yet.'],
      ['6', 'Nothing to decide.'],
    ] as const) {
      session.keys(key);
      await session.see(word);
    }
    session.keys('Tab');
    await session.see('▸1 Agents');
    session.keys('BTab');
    await session.see('▸6 Votes');
    await quit(session);
  });

  test('all six panes are in sight at 100x30, and the focused one says so', async () => {
    const session = await open(book('a'), {columns: 100, rows: 30});
    const screen = await session.see('6 Votes');
    for (const name of ['1 Agents', '▸2 Tasks', '3 Locks', '4 Nodes', '5 Backups']) expect(screen).toContain(name);
    session.keys('3');
    await session.see('▸3 Locks');
    await quit(session);
  });

  test('a pane is zoomed and comes back', async () => {
    const session = await open(book('a'), {columns: 120, rows: 40});
    await session.see('3 Locks ─');
    session.keys('+');
    await session.gone('3 Locks ─');
    await session.see('Esc all panes');
    session.keys('Escape');
    await session.see('3 Locks ─');
    await quit(session);
  });

  test('a wide screen shows the chosen task beside the list', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'chatty', '--run', 'echo one; echo two; sleep 30');
    const session = await open(dir, {columns: 160, rows: 50});
    const screen = await session.see('two');
    expect(screen).toContain('command       echo one; echo two; sleep 30');
    session.keys('x', 'y');
    await until(() => task(dir, 1).state === 'cancelled', 'its end');
    await quit(session);
  });

  test('rows are chosen by arrows, pages and ends, and stay chosen when others come', async () => {
    const dir = book(...Array.from({length: 40}, (_, at) => `task ${at + 1}`));
    const session = await open(dir, {columns: 80, rows: 24});
    await session.see('task 1 ');
    session.keys('Down', 'Down', 'Up');
    await until(() => chosen(session).includes('#2 '), 'the second row');
    session.keys('G');
    await until(() => chosen(session).includes('#40'), 'the last row');
    session.keys('PPage', 'g', 'NPage', 'j');
    await until(() => /#1[0-9] /.test(chosen(session)), 'a page down');
    const before = chosen(session).match(/#\d+/)?.[0] ?? '';
    orkestra(dir, 'task', 'add', 'pushes in', '--agent', 'nobody', '--priority', 'urgent');
    await until(() => session.screen().includes('41 ─╮'), 'the new task');
    expect(chosen(session)).toContain(before);
    await quit(session);
  });

  test('a list is sorted by its columns, turned round, and put back', async () => {
    const session = await open(book('pear', 'apple', 'fig'));
    await session.see('fig');
    expect(rows(session)).toEqual(['#1', '#2', '#3']);
    session.type('ssss');
    await session.see('by title ↑');
    await until(() => rows(session).join() === '#2,#3,#1', 'the order of the titles');
    session.type('S');
    await session.see('by title ↓');
    await until(() => rows(session).join() === '#1,#3,#2', 'the other way round');
    session.type('sss');
    await until(() => rows(session).join() === '#1,#2,#3', 'their own order');
    await quit(session);
  });

  test('many tasks are marked and stopped with one key, and put back with another', async () => {
    const dir = book('a', 'b', 'c', 'd');
    const session = await open(dir);
    await session.see('#4');
    session.keys('Space', 'Space', 'Space');
    await session.see('3 marked');
    session.keys('x');
    await session.see('3 tasks are out of the queue');
    await until(() => task(dir, 3).state === 'cancelled', 'the third to be cancelled');
    expect(task(dir, 4).state).toBe('ready');
    session.keys('*', 'r');
    await session.see('3 tasks are in the queue again.');
    await quit(session);
  });

  test('removing names what will go, and asks', async () => {
    const dir = book('a', 'b');
    const session = await open(dir);
    await session.see('#2');
    session.keys('*', 'd');
    await session.see('Remove 2 tasks?');
    await session.see('#1 ready  a');
    session.keys('n');
    await session.gone('Remove 2 tasks?');
    expect(task(dir, 1).state).toBe('ready');
    session.keys('d', 'y');
    await session.see('No tasks yet.');
    await quit(session);
  });

  test('priority goes up and down by a key', async () => {
    const dir = book('a');
    const session = await open(dir);
    session.type('>>');
    await session.see('#1 is more urgent now.');
    await until(() => JSON.parse(orkestra(dir, 'task', 'show', '1', '--json')).priority === 3, 'a higher priority');
    session.type('<');
    await session.see('#1 is less urgent now.');
    await quit(session);
  });

  test('a result is sent back with a comment, and then approved', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'to review', '--run', 'true', '--review', 'human');
    const session = await open(dir);
    await session.see('1 in review: ! goes there');
    session.keys('A');
    await session.see('Send #1 back');
    session.type('tests are missing');
    session.keys('Enter');
    await until(() => task(dir, 1).attempt === 2 && task(dir, 1).state === 'review', 'the second attempt');
    await session.see('waits for your review');
    session.keys('a');
    await session.see('#1 is approved.');
    await until(() => task(dir, 1).state === 'done', 'its end');
    await quit(session);
  });

  test('a lock is broken with a reason, and the trail keeps both', async () => {
    const dir = book('a');
    orkestra(dir, 'lock', 'take', 'deploy', '--name', '--as', 'ann');
    const session = await open(dir);
    session.keys('3');
    await session.see('▸ deploy');
    session.keys('d');
    await session.see('Break the lock on deploy');
    session.keys('Enter');
    await session.see('Say why: others will read it.');
    session.type('ann went home');
    session.keys('Enter');
    await session.see('deploy is free.');
    session.keys('T');
    await session.see('the lock of ann on deploy was broken: ann went home');
    session.keys('q');
    await session.see('3 Locks');
    await quit(session);
  });

  test('who holds a lock, and who waits for it, is in sight', async () => {
    const dir = scratch();
    orkestra(dir, 'init');
    orkestra(dir, 'lock', 'take', 'src/**', '--as', 'ann');
    orkestra(dir, 'task', 'add', 'blocked', '--run', 'true', '--file', 'src/a.ts');
    const session = await open(dir, {columns: 160, rows: 50});
    await session.see('#1 waits');
    session.keys('3', 'Enter');
    await session.see('who waits     #1');
    session.keys('q', 'q');
    await session.see('left with 0');
  });

  test('! goes round what needs a person', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'breaks', '--run', 'exit 1', '--retries', '0');
    orkestra(dir, 'task', 'add', 'fine', '--run', 'true');
    orkestra(dir, 'task', 'add', 'wants eyes', '--run', 'true', '--review', 'human');
    const session = await open(dir);
    await session.see('1 in review, 1 failed: ! goes there');
    session.keys('4');
    await session.see('▸4 Nodes');
    session.keys('!');
    await until(() => /breaks|wants eyes/.test(chosen(session)), 'the first');
    const other = chosen(session).includes('breaks') ? 'wants eyes' : 'breaks';
    session.keys('!');
    await until(() => chosen(session).includes(other), 'the other');
    await quit(session);
  });

  test('a name that tries to draw on the screen is one calm line', async () => {
    const dir = book('evil \u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b[2Jname\nsecond line');
    const session = await open(dir, {columns: 120, rows: 40});
    const screen = await session.see('evil red');
    expect(screen.split('\n').filter((line) => line.includes('evil'))).toHaveLength(1);
    await quit(session);
  });

  test('names in wide, joined and right-to-left letters leave the border where it is', async () => {
    const dir = book(
      '日本語のとても長いタイトルです。これは切られます',
      '🚀 👩‍👩‍👧 e\u0301 emoji',
      'مرحبا بالعالم',
      'x'.repeat(300),
    );
    const session = await open(dir, {columns: 80, rows: 24});
    await session.see('xxx');
    const lines = session.screen().split('\n').slice(3, 8);
    for (const line of lines) expect(line.trimEnd().endsWith('│'), line).toBe(true);
    await quit(session);
  });

  test('a filter with ! hides, and what nothing matches says so', async () => {
    const session = await open(book('red apple', 'green apple'));
    await session.see('green apple');
    session.keys('/');
    session.type('!green');
    await session.gone('green apple');
    session.type('zz');
    session.keys('BSpace', 'BSpace');
    session.type(' nothing');
    await session.see('Nothing here has "!green nothing"');
    session.keys('Escape');
    await session.see('green apple');
    await quit(session);
  });
});
