import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {realProcesses} from '../../src/processes.js';
import type {Status} from '../../src/status.js';
import type {TaskJson} from '../../src/tasks/describe.js';
import {answerOf, orkestra, start} from '../support/program.js';
import {expectSentence} from '../support/refusal.js';
import {snapshotOf} from '../support/snapshot.js';
import {scratch, until} from '../support/world.js';

const add = (dir: string, title: string, ...more: string[]): Promise<TaskJson> =>
  answerOf(dir, 'task', 'add', title, ...more);
const show = (dir: string, id = 1): Promise<TaskJson & {runs: {state: string}[]}> =>
  answerOf(dir, 'task', 'show', String(id));
const status = (dir: string): Promise<Status> => answerOf(dir, 'status');
const {identify} = realProcesses();
const isAlive = (pid: number): boolean => identify(pid) !== undefined;

/** A task that says its pid and then stays. */
const LONG = 'echo $$ > pid; exec sleep 300';
async function longTask(dir: string): Promise<number> {
  const pid = await until(
    () => existsSync(join(dir, 'pid')) && Number(readFileSync(join(dir, 'pid'), 'utf8')),
    'the task',
  );
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return pid;
}

describe('orkestra run', () => {
  test('--until-idle ends with 0 when all went well, and tells each step', async () => {
    // O-37, O-124
    const dir = scratch();
    await add(dir, 'first', '--run', 'true');
    await add(dir, 'second', '--run', 'true', '--after', '1');
    const {code, out, err} = await orkestra(dir, 'run', '--until-idle');
    expect({code, err}).toEqual({code: 0, err: ''});
    expect(out.match(/task\.\w+ +#\d \w+/g)?.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'task.started #1 first',
      'task.done #1 first',
      'task.ready #2 second',
      'task.started #2 second',
      'task.done #2 second',
    ]);
  });

  test('--until-idle ends with 1 when a task failed meanwhile, but not for what failed before', async () => {
    const dir = scratch();
    await add(dir, 'bad', '--run', 'exit 3', '--retries', '0');
    const ran = await orkestra(dir, 'run', '--until-idle', '--json');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out.trimEnd().split('\n').at(-1) ?? '')).toEqual({type: 'end', why: 'idle', failed: [1]});
    await add(dir, 'good', '--run', 'true');
    expect((await orkestra(dir, 'run', '--until-idle')).code).toBe(0);
  });

  test('with --json every line is a document, and hostile titles do nothing to a terminal', async () => {
    const dir = scratch();
    await add(dir, 'red \u001b[31m \u009b2J', '--run', 'exit 1', '--retries', '0');
    const {out} = await orkestra(dir, 'run', '--until-idle', '--json');
    const types = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as {type: string}).type);
    expect(types.filter((type) => !type.startsWith('lock.'))).toEqual([
      'engine.started',
      'task.started',
      'task.failed',
      'engine.stopped',
      'end',
    ]);
    await answerOf(dir, 'task', 'retry', '1');
    const told = await orkestra(dir, 'run', '--until-idle');
    expect(told.out).toMatch(/red/);
    expect(out + told.out).not.toMatch(/[\u001b\u0080-\u009f]/);
  });

  test('--for ends by itself, hands back what runs, and counts no failure', async () => {
    const dir = scratch();
    await add(dir, 'long', '--run', LONG);
    const running = start(dir, ['run', '--for', '2s']);
    const pid = await longTask(dir);
    expect((await running.ended).code).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(await show(dir)).toMatchObject({state: 'ready', failures: 0, runs: [{state: 'handed-back'}]});
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s hands back what runs, and nothing is lost', async (signal) => {
    // part of O-118
    const dir = scratch();
    await add(dir, 'long', '--run', LONG);
    await add(dir, 'next', '--run', 'true', '--after', '1');
    const running = start(dir, ['run']);
    const pid = await longTask(dir);
    running.send(signal);
    expect((await running.ended).code).toBe(130);
    expect(isAlive(pid)).toBe(false);
    expect(await show(dir)).toMatchObject({state: 'ready', failures: 0, attempt: 1});
    expect(await show(dir, 2)).toMatchObject({state: 'waiting'});
    expect(await status(dir)).toMatchObject({engine: {isRunning: false}, locks: []});
    expect(await answerOf(dir, 'audit', 'verify')).toMatchObject({ok: true});
    await answerOf(dir, 'task', 'edit', '1', '--run', 'echo again');
    expect((await orkestra(dir, 'run', '--until-idle')).code).toBe(0);
    expect(await show(dir)).toMatchObject({state: 'done', attempt: 2});
  });

  test('a task that is stopped has its time to end in order', async () => {
    const dir = scratch();
    await add(dir, 'tidy', '--run', "trap 'echo tidied up; exit 0' TERM; echo $$ > pid; while :; do sleep 0.05; done");
    const running = start(dir, ['run']);
    await longTask(dir);
    running.send('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect((await orkestra(dir, 'task', 'logs', '1')).out).toMatch(/^tidied up$/m);
    expect(await show(dir)).toMatchObject({state: 'ready', runs: [{state: 'handed-back'}]});
  });

  test('a second Ctrl-C ends it at once, even while a task will not end', async () => {
    const dir = scratch();
    writeFileSync(join(dir, 'orkestra.yaml'), 'queue:\n  kill_grace: 10m\n');
    await add(dir, 'stubborn', '--run', "trap '' TERM; echo $$ > pid; while :; do sleep 1; done");
    const running = start(dir, ['run']);
    const pid = await longTask(dir);
    running.send('SIGINT');
    await until(() => running.err().includes('a second Ctrl-C ends at once'));
    running.send('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(isAlive(pid)).toBe(true);
    expect(await show(dir)).toMatchObject({state: 'running'});
  });

  test('what outlives its engine is adopted by the next one and finished once', async () => {
    const dir = scratch();
    await add(dir, 'slow', '--run', 'echo $$ > pid; while ! [ -e go ]; do sleep 0.05; done; echo finished >> log');
    const first = start(dir, ['run']);
    await longTask(dir);
    first.send('SIGKILL');
    await first.ended;
    const second = start(dir, ['run', '--until-idle']);
    await second.says('task.adopted');
    writeFileSync(join(dir, 'go'), '');
    expect((await second.ended).code).toBe(0);
    expect(readFileSync(join(dir, 'log'), 'utf8')).toBe('finished\n');
    expect(await show(dir)).toMatchObject({state: 'done', attempt: 1});
  });

  test('a second engine says that it stands by, and takes over when the first dies', async () => {
    // O-37
    const dir = scratch();
    await orkestra(dir, 'init');
    const first = start(dir, ['run']);
    await until(() => existsSync(join(dir, '.orkestra/locks/engine-engine.lock')));
    const second = start(dir, ['run']);
    await until(() => second.err().includes(`Another engine (pid ${first.pid})`));
    await add(dir, 'one', '--run', 'true');
    await first.says(/task\.done +#1/);
    first.send('SIGKILL');
    await add(dir, 'two', '--run', 'true');
    await second.says(/task\.done +#2/);
    expect(second.out()).not.toMatch(/task\.started +#1.*task\.started +#1/s);
  });

  test('--detach works on in the background: status shows it, SIGTERM stops it in order', async () => {
    // O-124
    const dir = scratch();
    await add(dir, 'one', '--run', 'echo hi');
    const detached = await orkestra(dir, 'run', '--detach');
    expect(detached).toMatchObject({code: 0, err: ''});
    const pid = Number(/\(pid (\d+)\)/.exec(detached.out)?.[1]);
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    });
    expect(await status(dir)).toMatchObject({engine: {isRunning: true, owner: expect.stringContaining(`/${pid}/`)}});
    expectSentence(
      await orkestra(dir, 'run', '--detach'),
      {code: 1, says: new RegExp(`runs already \\(pid ${pid}\\)`)},
      'a second',
    );
    await add(dir, 'long', '--run', LONG);
    await longTask(dir);
    process.kill(pid, 'SIGTERM');
    await until(() => !isAlive(pid), 'the end of the engine');
    expect(await status(dir)).toMatchObject({engine: {isRunning: false}, tasks: {done: 1, ready: 1, running: 0}});
    expect(readFileSync(join(dir, '.orkestra/logs/engine.log'), 'utf8')).toMatch(/task\.done +#1 one/);
  });

  test('--detach says so when the engine cannot live', async () => {
    const dir = scratch();
    await orkestra(dir, 'init');
    const ran = await orkestra(dir, 'run', '--detach', '--until-idle');
    expect(ran.code).toBe(0);
    writeFileSync(join(dir, 'orkestra.yaml'), 'auto_assign: false\n');
    const failed = await orkestra(dir, 'run', '--detach', '--until-idle');
    expectSentence(failed, {code: 1, says: /The engine ended at once\.\n.*engine\.log tells why/}, 'detach');
    expect(readFileSync(join(dir, '.orkestra/logs/engine.log'), 'utf8')).toMatch(/auto_assign is off/);
  });

  test('start is another name for run', async () => {
    // O-37, O-124
    const dir = scratch();
    await add(dir, 'one', '--run', 'true');
    expect((await orkestra(dir, 'start', '--until-idle')).code).toBe(0);
    expect(await show(dir)).toMatchObject({state: 'done'});
  });
});

describe('the settings of the engine', () => {
  test('with auto_assign off nothing starts by itself, and why is said', async () => {
    // O-111
    // part of O-47
    const dir = scratch();
    writeFileSync(join(dir, 'orkestra.yaml'), 'auto_assign: false\n');
    await add(dir, 'one', '--run', 'touch started');
    const running = start(dir, ['run']);
    const task = await until(() => existsSync(join(dir, '.orkestra/locks/engine-engine.lock'))).then(async () => {
      for (;;) {
        const found = await show(dir);
        if (found.why?.startsWith('paused')) return found;
      }
    });
    expect(task).toMatchObject({state: 'ready', why: 'paused: auto_assign is off in the configuration'});
    expect((await orkestra(dir, 'status')).out).toMatch(/paused: auto_assign is off/);
    expect(existsSync(join(dir, 'started'))).toBe(false);
    expect(running.out()).not.toMatch(/task\.started/);
    await orkestra(dir, 'config', 'set', 'auto_assign', 'true');
    await running.says(/task\.done +#1/);
  });

  test('--until-idle refuses to wait for what cannot start', async () => {
    const dir = scratch();
    await orkestra(dir, 'init');
    writeFileSync(join(dir, 'orkestra.yaml'), 'auto_assign: false\n');
    const before = snapshotOf(dir);
    expectSentence(await orkestra(dir, 'run', '--until-idle'), {code: 1, says: /auto_assign is off/}, 'run');
    expect(snapshotOf(dir)).toEqual(before);
  });

  test('a change of max_concurrent_tasks takes effect while the engine runs', async () => {
    // part of O-47
    const dir = scratch();
    writeFileSync(join(dir, 'orkestra.yaml'), 'max_concurrent_tasks: 1\n');
    const barrier = (n: number) => `touch in${n}; while ! [ -e go ]; do sleep 0.05; done`;
    for (const n of [1, 2, 3]) await add(dir, `task ${n}`, '--run', barrier(n));
    const running = start(dir, ['run', '--until-idle']);
    await running.says(/task\.started +#1/);
    expect(await show(dir, 2)).toMatchObject({state: 'ready', why: '1 of 1 places are taken'});
    await answerOf(dir, 'config', 'set', 'max_concurrent_tasks', '3');
    await until(() => [1, 2, 3].every((n) => existsSync(join(dir, `in${n}`))), 'three tasks at once');
    writeFileSync(join(dir, 'go'), '');
    expect((await running.ended).code).toBe(0);
  });

  test('a broken edit of the configuration is told and changes nothing', async () => {
    const dir = scratch();
    writeFileSync(join(dir, 'orkestra.yaml'), 'max_concurrent_tasks: 2\n');
    const running = start(dir, ['run']);
    await until(() => existsSync(join(dir, '.orkestra/locks/engine-engine.lock')));
    writeFileSync(join(dir, 'orkestra.yaml'), 'max_concurrent_tasks: many\n');
    await until(() => running.err().includes('orkestra.yaml:1: `max_concurrent_tasks` must be'));
    await add(dir, 'one', '--run', 'true', '--project-root', dir, '--config', await goodConfig(dir));
    await running.says(/task\.done +#1/);
  });
});

async function goodConfig(dir: string): Promise<string> {
  const file = join(dir, 'good.yaml');
  writeFileSync(file, 'max_concurrent_tasks: 2\n');
  return file;
}
