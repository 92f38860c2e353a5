import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {
  AuditLogger,
  LockManager,
  Orchestrator,
  OrkestraError,
  SystemStartup,
  TaskQueue,
  version,
} from '../../src/api.js';
import {realProcesses} from '../../src/processes.js';
import type {Status} from '../../src/status.js';
import {answerOf, orkestra, type Running, start} from '../support/program.js';
import {scratch, until} from '../support/world.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

async function ready(): Promise<{dir: string; queue: TaskQueue}> {
  const dir = scratch('api');
  await new SystemStartup(dir).initialize();
  return {dir, queue: new TaskQueue(dir)};
}

describe('SystemStartup', () => {
  test('makes a project, tells what was made, and is safe to call again', async () => {
    // O-43
    const dir = scratch();
    const {made, requirements} = await new SystemStartup(dir).initialize();
    expect(made).toContain('.orkestra/orkestra.db');
    expect(requirements.every(({ok}) => ok)).toBe(true);
    expect((await new SystemStartup(dir).initialize()).made).toEqual([]);
  });
});

describe('TaskQueue', () => {
  test('addTask takes title, instructions and priority, and returns the id', async () => {
    // O-120
    const {dir, queue} = await ready();
    const id = await queue.addTask({title: 'Build it', instructions: 'With care', priority: 1});
    expect(id).toBe(1);
    expect(await queue.show(id)).toMatchObject({
      title: 'Build it',
      instructions: 'With care',
      priority: 1,
      state: 'ready',
      runs: [],
    });
    expect(await answerOf(dir, 'task', 'show', '1')).toEqual(await queue.show(id));
  });

  test.each([
    [{title: 'x', priority: 'soon'}, /"soon" is no priority/],
    [{title: 'x', priority: 0}, /0 is no priority/],
    [{title: '  '}, /A task needs a title/],
    [{title: 'x', after: [9]}, /no task #9/],
  ])('refuses %j in words and adds nothing', async (draft, says) => {
    // O-120
    const {queue} = await ready();
    const refusal = await queue.addTask(draft).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(OrkestraError);
    expect(refusal).toMatchObject({code: 'invalid', message: expect.stringMatching(says)});
    expect(await queue.list()).toEqual([]);
  });

  test('lists, cancels and retries; the trail says who did it', async () => {
    const dir = scratch();
    const queue = new TaskQueue(dir, {actor: 'ci'});
    await queue.addTask({title: 'a', run: 'true'});
    await queue.addTask({title: 'b', priority: 'high'});
    expect((await queue.list({states: ['ready']})).map(({title}) => title)).toEqual(['a', 'b']);
    expect(await queue.cancel(1, 'not today')).toMatchObject({state: 'cancelled', why: 'not today'});
    expect(await queue.retry(1)).toMatchObject({state: 'ready'});
    await expect(queue.show(7)).rejects.toThrow('There is no task #7.');
    const events = await new AuditLogger(dir).query({task: 1});
    expect(events.map(({type, actor}) => [type, actor])).toEqual([
      ['task.added', 'ci'],
      ['task.cancelled', 'ci'],
      ['task.retried', 'ci'],
    ]);
  });

  test('the folder the program stands in is the project when none is named', async () => {
    // O-125
    const dir = scratch();
    const code = "import {TaskQueue} from 'orkestra'; console.log(await new TaskQueue().addTask({title: 'here'}));";
    expect(consumer(dir, code)).toBe('1\n');
    expect(existsSync(join(dir, '.orkestra', 'orkestra.db'))).toBe(true);
  });
});

describe('Orchestrator', () => {
  test('runs what is in the queue; its status can be asked before, during and after', async () => {
    // O-119
    const {dir, queue} = await ready();
    await queue.addTask({title: 'wait', run: 'until [ -e go ]; do sleep 0.02; done'});
    const orchestrator = new Orchestrator(dir, {handlesSignals: false});
    expect(await orchestrator.getStatus()).toMatchObject({engine: {isRunning: false}, tasks: {ready: 1}});
    await orchestrator.start();
    await orchestrator.start();
    while ((await orchestrator.getStatus()).tasks.running === 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await orchestrator.getStatus()).toMatchObject({
      engine: {isRunning: true},
      running: [{id: 1, title: 'wait'}],
    });
    writeFileSync(join(dir, 'go'), '');
    await orchestrator.whenIdle();
    await orchestrator.stop();
    expect(await orchestrator.getStatus()).toMatchObject({engine: {isRunning: false}, tasks: {done: 1, running: 0}});
  });

  test('stop hands back what runs, and the same orchestrator can start again', async () => {
    const {dir, queue} = await ready();
    await queue.addTask({title: 'long', run: 'echo $$ > pid; [ -e go ] || exec sleep 300'});
    const orchestrator = new Orchestrator(dir, {handlesSignals: false});
    await orchestrator.start();
    await until(() => existsSync(join(dir, 'pid')), 'the task');
    await orchestrator.stop();
    expect(await queue.show(1)).toMatchObject({state: 'ready', failures: 0});
    writeFileSync(join(dir, 'go'), '');
    await orchestrator.start();
    await orchestrator.whenIdle();
    await orchestrator.stop();
    expect(await queue.show(1)).toMatchObject({state: 'done', attempt: 2});
  });

  test('a status without a project is refused in words', async () => {
    await expect(new Orchestrator(scratch()).getStatus()).rejects.toMatchObject({code: 'not-found'});
  });

  test('printStatus prints what `orkestra status` prints', async () => {
    // O-119
    const {dir} = await ready();
    const printed = consumer(dir, "import {Orchestrator} from 'orkestra'; await new Orchestrator().printStatus();");
    expect(printed).toMatch(/^engine: not running/m);
    expect(printed).toMatch(/^tasks: none/m);
  });

  test('two calls start the system; Ctrl-C stops it in order, and the last event says how things stood', async () => {
    // O-118
    const dir = scratch();
    const file = consumerFile(
      dir,
      `import {Orchestrator, SystemStartup} from 'orkestra';
       await new SystemStartup(${JSON.stringify(dir)}).initialize();
       await new Orchestrator(${JSON.stringify(dir)}).start();`,
    );
    const running: Running = start(dir, [], {file});
    await until(() => existsSync(join(dir, '.orkestra/locks/engine-engine.lock')), 'the engine');
    const queue = new TaskQueue(dir);
    await queue.addTask({title: 'short', run: 'true'});
    await queue.addTask({title: 'long', run: 'echo $$ > pid; exec sleep 300', files: ['src/**'], after: [1]});
    await queue.addTask({title: 'later', run: 'true', after: [2]});
    await until(() => existsSync(join(dir, 'pid')), 'the long task');
    const pid = Number(await until(() => readFileSync(join(dir, 'pid'), 'utf8'), 'its pid'));
    running.send('SIGINT');
    expect(await running.ended).toMatchObject({code: 130, signal: null, err: ''});
    expect(realProcesses().identify(pid)).toBeUndefined();
    expect(await queue.show(2)).toMatchObject({state: 'ready', failures: 0, runs: [{state: 'handed-back'}]});
    const {tasks, engine, locks} = await answerOf<Status>(dir, 'status');
    expect({isRunning: engine.isRunning, locks}).toEqual({isRunning: false, locks: []});
    const audit = new AuditLogger(dir);
    const [last] = await audit.query({type: 'engine.stopped'});
    const stood = {done: 1, ready: 1, waiting: 1};
    expect(last?.data).toMatchObject({how: 'hand-back', inHand: [2], tasks: stood});
    expect(tasks).toMatchObject(stood);
    expect((await orkestra(dir, 'audit', 'list', '--type', 'engine')).out).toMatch(
      /stopped and handed back #2: .*1 ready/,
    );
    expect(await audit.verify()).toMatchObject({ok: true});
  });
});

describe('LockManager', () => {
  test('one of two has it, the other hears who; numbers and texts are ids', async () => {
    // part of O-15, O-17
    const {dir} = await ready();
    const eve = new LockManager(dir, {holder: 'eve'});
    const bob = new LockManager(dir, {holder: 'bob'});
    expect(await eve.take([7, 'deploy'], {kind: 'name', reason: 'release'})).toEqual({ok: true});
    expect(await bob.take(['free', 'deploy'], {kind: 'name'})).toEqual({ok: false, why: 'deploy is held by eve'});
    expect((await bob.list()).map(({id, holder, reason}) => [id, holder, reason])).toEqual([
      ['7', 'eve', 'release'],
      ['deploy', 'eve', 'release'],
    ]);
    await expect(bob.drop('deploy')).rejects.toMatchObject({code: 'refused'});
    expect(await bob.clean()).toEqual([]);
    const waiting = bob.take('deploy', {kind: 'name', waitMs: 20_000});
    expect(await eve.drop()).toEqual(['7', 'deploy']);
    expect(await waiting).toEqual({ok: true});
  });

  test('a lock ends with the program that took it', async () => {
    // part of O-16
    const {dir} = await ready();
    consumer(dir, "import {LockManager} from 'orkestra'; await new LockManager('.', {holder: 'gone'}).take('src/**');");
    expect(await new LockManager(dir).clean()).toMatchObject([{id: 'src/**', holder: 'gone'}]);
  });

  test.each(['task:1:1', '', 'a\u001b[31m'])('nobody may call itself %j', (holder) => {
    expect(() => new LockManager('.', {holder})).toThrow(OrkestraError);
  });
});

test('AuditLogger answers questions and proves that the record is whole', async () => {
  // part of O-34
  const {dir, queue} = await ready();
  await queue.addTask({title: 'one'});
  const audit = new AuditLogger(dir);
  expect((await audit.query({type: 'task'})).map(({type, task}) => [type, task])).toEqual([['task.added', 1]]);
  expect(await audit.verify()).toMatchObject({ok: true, problems: []});
  expect(await answerOf(dir, 'audit', 'list')).toEqual(await audit.query());
});

/** A project of a user, with orkestra among its modules. */
function consumerFile(dir: string, code: string): string {
  const modules = join(dir, 'node_modules');
  if (!existsSync(modules)) {
    mkdirSync(modules);
    symlinkSync(root, join(modules, 'orkestra'));
  }
  const file = join(dir, 'main.mjs');
  writeFileSync(file, code);
  return file;
}

const consumer = (dir: string, code: string): string =>
  execFileSync(process.execPath, [consumerFile(dir, code)], {cwd: dir, encoding: 'utf8'});

describe('the package', () => {
  test('offers every class by name, from dist', () => {
    // part of O-57
    const names = consumer(
      scratch(),
      "import * as all from 'orkestra'; console.log(Object.keys(all).sort().join(' '), all.version);",
    );
    expect(names).toBe(
      `AgentManager AuditLogger LockManager Orchestrator OrkestraError Scythe SystemStartup TaskQueue mockAgent testClock version ${version}\n`,
    );
  });

  test('what npm links into a PATH is the program', () => {
    // O-122
    const bin = scratch('bin');
    const {bin: programs} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    for (const [name, file] of Object.entries(programs)) symlinkSync(join(root, file), join(bin, name));
    const env = {...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`};
    expect(execFileSync('orkestra', ['--version'], {cwd: bin, env, encoding: 'utf8'})).toBe(`${version}\n`);
  });

  test('its types hold for a TypeScript user, and find what is wrong', () => {
    // O-68
    // part of O-57
    const dir = scratch();
    consumerFile(dir, '');
    symlinkSync(join(root, 'node_modules', '@types'), join(dir, 'node_modules', '@types'));
    execFileSync(process.execPath, ['build.js', '--types'], {cwd: root});
    writeFileSync(join(dir, 'main.ts'), USER_CODE);
    writeFileSync(
      join(dir, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          module: 'NodeNext',
          target: 'ES2023',
          noEmit: true,
          skipLibCheck: false,
          types: ['node'],
        },
        files: ['main.ts'],
      }),
    );
    writeFileSync(join(dir, 'package.json'), '{"type": "module"}');
    const complaints = (): string =>
      spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', dir], {
        cwd: dir,
        encoding: 'utf8',
      }).stdout;
    expect(complaints()).toBe('');
    const wrong = [
      "await queue.addTask({titel: 'x'});",
      'await queue.addTask({title: 1});',
      "await queue.list({states: ['doing']});",
      'new Orchestrator(7);',
    ];
    writeFileSync(join(dir, 'main.ts'), [...USER_CODE.split('\n'), ...wrong].join('\n'));
    const from = USER_CODE.split('\n').length;
    const found = complaints().matchAll(/^main\.ts\((\d+),\d+\): error TS/gm);
    expect(new Set([...found].map(([, line]) => Number(line) - from))).toEqual(new Set([1, 2, 3, 4]));
  });
});

const USER_CODE = `
import {AuditLogger, LockManager, Orchestrator, OrkestraError, type Status, type SystemConfig, SystemStartup, TaskQueue} from 'orkestra';

const {made}: {made: string[]} = await new SystemStartup('.').initialize();
const queue = new TaskQueue('.');
const id: number = await queue.addTask({title: 'x', instructions: 'y', priority: 1});
const state: 'waiting' | 'ready' | 'running' | 'held' | 'review' | 'done' | 'failed' | 'cancelled' = (await queue.show(id)).state;
const orchestrator = new Orchestrator('.');
const status: Status = await orchestrator.getStatus();
const answer = await new LockManager('.').take(id);
const why: string = answer.ok ? state : answer.why;
const types: string[] = (await new AuditLogger('.').query({limit: 3})).map((event) => event.type);
const places = (config: SystemConfig): number => config.maxConcurrentTasks;
export const all = [made, status.tasks.running, why, types, places, (error: unknown) => error instanceof OrkestraError && error.code === 'busy'];
`;
