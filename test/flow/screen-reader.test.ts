import {describe, expect, test} from 'vitest';
import {orkestra, task} from '../support/flow.js';
import {hasTmux, openTerminal, program, type Session} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

async function listen(dir: string, how = `${program} --screen-reader`): Promise<Session> {
  const session = openTerminal(dir, {columns: 100, rows: 50});
  session.type(`unset CI; ${how.includes('INK') ? '' : process.execPath} ${how}; echo left with $?`);
  session.keys('Enter');
  await session.see('q to quit.');
  return session;
}

const times = (session: Session, text: string): number => session.screen().split(text).length - 1;

describe.skipIf(!hasTmux)('the control room for a screen reader (needs tmux)', () => {
  test('what changes is said once, in lines that stay as they are', async () => {
    const dir = scratch();
    const session = await listen(dir);
    expect(session.tells('#{alternate_on}')).toBe('0');
    await session.see('Tasks, 0.');
    orkestra(dir, 'task', 'add', 'Add JWT', '--run', 'sleep 1');
    await session.see('#1 Add JWT: running.');
    await session.see('#1 Add JWT: done.');
    orkestra(dir, 'task', 'add', 'Lint', '--run', 'exit 3', '--retries', '0');
    await session.see('#2 Lint: failed, exit code 3');
    expect(times(session, '#1 Add JWT: done.')).toBe(1);
    expect(times(session, '#2 Lint: failed')).toBe(1);
    session.keys('q');
    await session.see('left with 0');
  });

  test('each key says what it led to: a row, a page, a pane', async () => {
    const dir = scratch();
    for (const title of ['one', 'two']) orkestra(dir, 'task', 'add', title, '--run', 'true', '--agent', 'nobody');
    const session = await listen(dir, `INK_SCREEN_READER=true ${process.execPath} ${program}`);
    await session.see('1 of 2: #1, ready, normal, one, nobody');
    session.keys('j');
    await session.see('2 of 2: #2, ready, normal, two, nobody');
    session.keys('Enter');
    await session.see('#2 two, output, 1 of');
    session.keys('Escape');
    await session.see('Tasks, 2. 2 of 2: #2');
    session.keys('1');
    await session.see('Agents, 1. 1 of 1: shell, idle');
    session.keys('2', '?');
    await session.see('quit');
    session.keys('Escape', 'q');
    await session.see('left with 0');
  });

  test('a dialog asks, field by field, and what is typed is repeated', async () => {
    const dir = scratch();
    const session = await listen(dir);
    session.keys('n');
    await session.see('New task.');
    await session.see(/Title, 1 of \d+: empty/);
    session.keys('Enter');
    await session.see('A task needs a title.');
    session.type('Say hello');
    session.keys('Tab');
    await session.see(/Command, 2 of \d+: empty/);
    session.type('sleep 60');
    session.keys('Enter');
    await session.see('#1 is in the queue');
    await session.see('#1 Say hello: running.');
    session.keys('x');
    await session.see('Stop #1?');
    await session.see(/y: .*\./);
    session.keys('y');
    await until(() => task(dir, 1).state === 'cancelled', 'the end of the task');
    await session.see('#1 Say hello: cancelled.');
    session.keys('q');
    await session.see('left with 0');
  });
});
