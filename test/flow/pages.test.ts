import {describe, expect, test} from 'vitest';
import {open, orkestra, quit, runAll, task} from '../support/flow.js';
import {hasTmux, type Session} from '../support/terminal.js';
import {scratch} from '../support/world.js';

/** Back to the panes, and out. */
async function leave(session: Session): Promise<void> {
  session.keys('q');
  await session.see('3 Locks');
  await quit(session);
}

describe.skipIf(!hasTmux)('pages in a real terminal (needs tmux)', () => {
  test('output is followed, scrolled back, searched, and copied', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'count', '--run', 'for i in $(seq 1 200); do echo "line $i"; done');
    runAll(dir);
    const session = await open(dir, {columns: 80, rows: 24});
    await session.see('count');
    session.keys('Enter');
    await session.see('line 200');
    session.keys('g');
    await session.see('line 1 ');
    await session.see('lines below');
    session.keys('/');
    session.type('LINE 15');
    session.keys('Enter');
    await session.see('"LINE 15" is not on this page.');
    session.keys('Escape', '/');
    session.type('line 150');
    session.keys('Enter');
    await session.see('line 150');
    session.keys('n');
    await session.see('line 150');
    session.keys('Escape', 'f');
    await session.see('line 200');
    session.keys('y');
    await session.see('Copied 200 lines.');
    await leave(session);
  });

  test('a running task is watched live, and Esc leaves it running', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'ticker', '--run', 'for i in $(seq 1 100); do echo "tick $i"; sleep 0.1; done');
    const session = await open(dir);
    await session.see('running');
    session.keys('Enter');
    await session.see('tick 3');
    await session.see('tick 9');
    session.keys('Escape');
    await session.see('3 Locks');
    expect(task(dir, 1).state).toBe('running');
    session.keys('q', 'h');
    await session.see('left with 0');
  });

  test('long lines are broken, or cut by w', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'long line', '--run', `echo ${'a'.repeat(100)}END`);
    runAll(dir);
    const session = await open(dir, {columns: 80, rows: 24});
    session.keys('Enter');
    await session.see('END');
    session.keys('w');
    await session.gone('END');
    await session.see('aaa…');
    await leave(session);
  });

  test('the tabs of a task tell its facts, attempts, needs and trail', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'first', '--run', 'exit 7', '--retries', '0', '--instructions', 'be brief');
    orkestra(dir, 'task', 'add', 'second', '--run', 'true', '--after', '1');
    const session = await open(dir, {columns: 100, rows: 30});
    await session.see('failed');
    session.keys('/');
    session.type('first');
    session.keys('Enter', 'Enter', 'Tab');
    await session.see('be brief');
    session.keys('Tab');
    await session.see('exit code 7');
    session.keys('Tab');
    await session.see('└─ ◌ waiting  #2  second');
    session.keys('Tab');
    await session.see('user added "first"');
    session.keys('BTab', 'BTab', 'BTab', 'BTab');
    await session.see('▸output');
    session.keys('Escape', 'Escape');
    await session.see('second');
    await quit(session);
  });

  test('the output of each attempt can be read', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'twice', '--run', 'echo "this is attempt $ORKESTRA_ATTEMPT"', '--review', 'human');
    runAll(dir);
    orkestra(dir, 'task', 'reject', '1', '--reason', 'again');
    runAll(dir);
    const session = await open(dir);
    await session.see('twice');
    session.keys('Enter');
    await session.see('this is attempt 2');
    await session.see('attempt 2 of 2');
    session.keys('[');
    await session.see('this is attempt 1');
    session.keys('[');
    await session.see('There is no attempt before this one.');
    session.keys(']');
    await session.see('this is attempt 2');
    await leave(session);
  });

  test('who waits for whom is drawn', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'root', '--agent', 'nobody');
    orkestra(dir, 'task', 'add', 'leaf', '--after', '1');
    orkestra(dir, 'task', 'add', 'alone', '--agent', 'nobody');
    const session = await open(dir);
    session.keys('t');
    await session.see('Who waits for whom');
    const screen = await session.see('└─ ◌ waiting  #2  leaf');
    expect(screen).not.toContain('alone');
    await leave(session);
  });

  test('an agent tells what it works on and how it went so far', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'good', '--run', 'true');
    orkestra(dir, 'task', 'add', 'bad', '--run', 'false', '--retries', '0');
    runAll(dir);
    const session = await open(dir);
    session.keys('1', 'Enter');
    await session.see('2: 1 done, 1 failed');
    await session.see('50% of those that came to an end');
    session.keys('Tab');
    await session.see('shell finished attempt 1');
    await leave(session);
  });

  test('this machine tells its load, memory and disk', async () => {
    const session = await open(scratch());
    session.keys('4', 'Enter');
    await session.see('free of');
    await session.see('0 of 5 places');
    session.keys('Tab');
    await session.see('started');
    await leave(session);
  });

  test('the log of the engine is a key away', async () => {
    const dir = scratch();
    const session = await open(dir);
    orkestra(dir, 'config', 'set', 'max_concurrent_tasks', '2');
    session.keys('L');
    await session.see('Log');
    await leave(session);
  });

  test('a task that another person removes while its page is open says so', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'short-lived', '--agent', 'nobody');
    const session = await open(dir);
    await session.see('short-lived');
    session.keys('Enter');
    await session.see('#1 short-lived');
    orkestra(dir, 'task', 'delete', '1');
    await session.see('#1 is no longer in the book');
    session.keys('x');
    await session.see('No task is chosen.');
    await leave(session);
  });
});
