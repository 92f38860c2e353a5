import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {open, orkestra, quit, task} from '../support/flow.js';
import {hasTmux} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

describe.skipIf(!hasTmux)('the first screen in a real terminal (needs tmux)', () => {
  test('an empty project says what to do', async () => {
    const session = await open(scratch());
    await session.see('No tasks yet. Press n to add one');
    await quit(session);
  });

  test('a task is added with keys, runs, and its output is seen', async () => {
    const dir = scratch();
    const session = await open(dir);
    session.keys('n');
    await session.see('New task');
    session.type('Say hello');
    session.keys('Tab');
    session.type('echo hello; sleep 1; echo world');
    session.keys('Enter');
    await session.see('#1 is in the queue');
    session.keys('Enter');
    await session.see('hello');
    await session.see('world');
    session.keys('Escape');
    await session.see('1 done');
    expect(task(dir, 1).state).toBe('done');
    await quit(session);
  });

  test('the key right after a new task is for that task, however fast it comes', async () => {
    const dir = scratch();
    const session = await open(dir);
    session.keys('n');
    await session.see('New task');
    session.type('quick\r\r');
    await session.see('▸output');
    await session.see('#1 quick');
    session.keys('q');
    await session.see('3 Locks');
    await quit(session);
  });

  test('what is wrong with a new task is said beside the field and nothing is added', async () => {
    const dir = scratch();
    const session = await open(dir);
    session.keys('n');
    await session.see('New task');
    session.keys('Enter');
    await session.see('A task needs a title.');
    session.type('x');
    session.keys('Tab', 'Tab', 'Tab', 'Tab');
    session.type('soon');
    session.keys('Enter');
    await session.see('is no priority');
    session.keys('Escape');
    await session.gone('New task');
    expect(JSON.parse(orkestra(dir, 'task', 'list', '--json'))).toEqual([]);
    await quit(session);
  });

  test('a running task is stopped after a question and retried', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'long', '--run', 'sleep 100');
    const session = await open(dir);
    await session.see('running');
    session.keys('x');
    await session.see('Stop #1?');
    session.keys('n');
    await session.gone('Stop #1?');
    expect(task(dir, 1).state).toBe('running');
    session.keys('x');
    await session.see('Stop #1?');
    session.keys('y');
    await until(() => task(dir, 1).state === 'cancelled', 'the end of the task');
    await session.see('cancelled');
    session.keys('r');
    await until(() => task(dir, 1).state === 'running' && task(dir, 1).attempt === 2, 'the second attempt');
    await session.see('1 running');
    session.keys('q');
    await session.see('A task is running here.');
    session.keys('h');
    await session.see('left with 0');
  });

  test('a task added by another process appears by itself', async () => {
    // O-38
    const dir = scratch();
    const session = await open(dir);
    orkestra(dir, 'task', 'add', 'from elsewhere', '--run', 'true');
    await session.see('from elsewhere');
    await session.see('1 done');
    await quit(session);
  });

  test('keys that arrive together all count', async () => {
    const dir = scratch();
    for (const title of ['one', 'two', 'three', 'four'])
      orkestra(dir, 'task', 'add', title, '--run', 'true', '--agent', 'nobody');
    const session = await open(dir);
    await session.see('four');
    session.type('jjj');
    session.keys('Enter');
    await session.see('#4 four');
    session.keys('q');
    await session.see('3 Locks');
    await quit(session);
  });

  test('the filter narrows the list and Esc widens it again', async () => {
    const dir = scratch();
    for (const title of ['apple', 'banana']) orkestra(dir, 'task', 'add', title, '--agent', 'nobody');
    const session = await open(dir);
    await session.see('banana');
    session.keys('/');
    session.type('appl');
    await session.gone('banana');
    session.keys('Enter');
    await session.see('1 with "appl"');
    session.keys('Escape');
    await session.see('banana');
    await quit(session);
  });

  test('quitting with work running asks, and the work can go on in the background', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'long', '--run', 'sleep 4; echo finished');
    const session = await open(dir);
    await session.see('running');
    session.keys('q');
    await session.see('A task is running here.');
    session.keys('Escape');
    await session.gone('A task is running here.');
    session.keys('q');
    await session.see('A task is running here.');
    session.keys('b');
    await session.see('left with 0');
    await until(() => task(dir, 1).state === 'done', 'the end of the task', 20_000);
    expect(task(dir, 1).attempt).toBe(1);
    const {engine} = JSON.parse(orkestra(dir, 'status', '--json'));
    const background = Number(engine.owner.split('/').at(-2));
    process.kill(background, 'SIGTERM');
    await until(
      () => JSON.parse(orkestra(dir, 'status', '--json')).engine.isRunning === false,
      'the end of the background engine',
    );
  });

  test('quitting can hand the work back to the queue', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'long', '--run', 'sleep 100');
    const session = await open(dir);
    await session.see('running');
    session.keys('q');
    await session.see('A task is running here.');
    session.keys('h');
    await session.see('left with 0');
    expect(task(dir, 1)).toMatchObject({state: 'ready', attempt: 1});
  });

  test('Ctrl-C twice leaves at once, the work goes on, and the next start finds it', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'long', '--run', 'sleep 3; echo finished');
    const session = await open(dir);
    await session.see('running');
    session.keys('C-c', 'C-c');
    await session.see('left with');
    const again = await open(dir);
    await again.see('1 done');
    await quit(again);
    expect(task(dir, 1)).toMatchObject({state: 'done', attempt: 1});
  });

  test('a second screen follows the first, and takes over its engine and its work when it is killed', async () => {
    // O-37
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'long', '--run', 'sleep 6; echo finished');
    const first = await open(dir);
    await first.see('running');
    const second = await open(dir);
    await second.see('engine elsewhere');
    orkestra(dir, 'task', 'add', 'seen by both', '--agent', 'nobody');
    await Promise.all([first.see('seen by both'), second.see('seen by both')]);
    process.kill(Number(spawnSync('pgrep', ['-P', String(first.pid())], {encoding: 'utf8'}).stdout.trim()), 'SIGKILL');
    await second.gone('engine elsewhere');
    await second.see('1 done');
    expect(task(dir, 1)).toMatchObject({state: 'done', attempt: 1});
    await quit(second);
  });

  test('a resize draws the screen anew without torn lines', async () => {
    // O-50
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'a task', '--agent', 'nobody');
    const session = await open(dir, {columns: 120, rows: 40});
    for (const [columns, rows] of [
      [80, 24],
      [160, 50],
      [60, 15],
    ] as const) {
      session.resize(columns, rows);
      const text = await until(() => {
        const lines = session.screen().split('\n');
        const isWhole = lines[0]?.startsWith(' orkestra ') && lines[rows - 1]?.includes('new');
        return isWhole && lines[rows - 3]?.trimEnd().length === columns ? lines : undefined;
      }, `a whole frame at ${columns}x${rows}`);
      expect(text.filter((line) => line.startsWith(' orkestra '))).toHaveLength(1);
    }
    session.resize(50, 10);
    await session.see('orkestra needs 60x15');
    await quit(session);
  });
});
