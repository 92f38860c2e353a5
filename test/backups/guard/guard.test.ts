import {existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {scopeOf} from '../../../src/backups/guard/scope.js';
import {needsGuard} from '../../../src/backups/guard/with-guard.js';
import type {Crew} from '../../../src/scheduler/assign.js';
import {watchRunning} from '../../../src/scheduler/watch.js';
import {addTask} from '../../../src/tasks/add.js';
import {taskJson} from '../../../src/tasks/describe.js';
import type {RunningAttempt} from '../../../src/tasks/run.js';
import {listBackupsOfTask} from '../../../state/backups.js';
import {endGuard, listGuards, readGuard, startGuard} from '../../../state/guards.js';
import {readTask} from '../../../state/tasks.js';
import {write} from '../../../state/write.js';
import {orkestraWith, start} from '../../support/program.js';
import {scratch, testWorld, until} from '../../support/world.js';
import {hasRestic, PASSWORD} from '../restic.js';
import {alone, contentOf, engineOf, guardedProject} from './guarding.js';

describe('what is kept', () => {
  test('the folders and files that the globs of a task begin with, as far as they are there', () => {
    const dir = scratch();
    mkdirSync(join(dir, 'src/auth'), {recursive: true});
    writeFileSync(join(dir, 'notes.md'), '');
    const paths = (...globs: string[]) => scopeOf(dir, globs).paths.map((path) => path.slice(dir.length));
    expect(paths()).toEqual(['']);
    expect(paths('src/**/*.ts')).toEqual(['/src']);
    expect(paths('src/auth/*', './src/auth', 'notes.md', 'new.md')).toEqual(['/notes.md', '/src/auth']);
    expect(paths('**/*.ts')).toEqual(['']);
    expect(paths('notes.md/below')).toEqual([]);
  });

  test('nothing outside of the project folder, links included', () => {
    const dir = scratch();
    symlinkSync('/etc', join(dir, 'etc'));
    expect(scopeOf(dir, ['../x', 'etc/passwd', 'a/../../b'])).toMatchObject({
      paths: [],
      outside: ['../x', 'etc/passwd', 'a/../../b'],
    });
  });

  test('agents and tasks that declare files are guarded, plain commands are not, unless all are', () => {
    const world = testWorld({backup: {guard: 'agents'}});
    const asked = () => [
      needsGuard(world, {agent: 'claude', hasLocks: false}),
      needsGuard(world, {agent: 'shell', hasLocks: true}),
      needsGuard(world, {agent: 'shell', hasLocks: false}),
    ];
    expect(asked()).toEqual([true, true, false]);
    world.configure({backup: {guard: 'all'}});
    expect(asked()).toEqual([true, true, true]);
    world.configure({backup: {guard: 'off'}});
    expect(asked()).toEqual([false, false, false]);
  });
});

describe('before an attempt works in the project folder', () => {
  test('what it may touch is in a backup, and the program itself is not', async () => {
    const project = await guardedProject();
    const {world} = project;
    project.put('a.txt', 'before');
    const id = addTask(world, {title: 'change', run: 'echo after > src/a.txt', files: ['src/**']});
    await engineOf(world).whenIdle();
    expect(readTask(world.db, id)).toMatchObject({state: 'done', attempt: 1});
    expect(readFileSync(join(project.folder, 'a.txt'), 'utf8')).toBe('after\n');
    const guard = readGuard(world.db, id, 1);
    expect(guard).toMatchObject({outcome: 'kept', why: null, scope: {globs: ['src/**'], paths: [project.folder]}});
    const [backup] = listBackupsOfTask(world.db, id);
    expect(backup).toMatchObject({id: guard?.backup, name: 'guard', kind: 'guard', tags: ['task-1'], files: 1});

    const tree = addTask(world, {title: 'all', run: 'true'});
    world.configure({backup: {guard: 'all'}});
    await until(() => readTask(world.db, tree)?.state === 'done');
    const files = listBackupsOfTask(world.db, tree)[0]?.files;
    expect(files).toBe(1);
  });

  test.skipIf(!hasRestic)('restic itself brings back what was there before', async () => {
    const project = await guardedProject();
    project.put('a.txt', 'before');
    addTask(project.world, {title: 'change', run: 'echo after > src/a.txt', files: ['src/a.txt']});
    await engineOf(project.world).whenIdle();
    const out = join(scratch(), 'out');
    await project.restic('restore', 'latest', '--target', out);
    expect(readFileSync(join(out, project.folder, 'a.txt'), 'utf8')).toBe('before');
  });

  test('where nothing of it is there yet, that is written down and the work begins', async () => {
    const {world} = await guardedProject();
    const id = addTask(world, {title: 'new', run: 'echo new > fresh.txt', files: ['fresh.txt']});
    await engineOf(world).whenIdle();
    expect(readTask(world.db, id)?.state).toBe('done');
    expect(readGuard(world.db, id, 1)).toMatchObject({outcome: 'nothing', backup: null});
  });

  test('three at once are each guarded before they begin', async () => {
    const project = await guardedProject();
    const {world} = project;
    const ids = [1, 2, 3].map((at) => {
      project.put(`${at}.txt`, `before ${at}`);
      return addTask(world, {title: `${at}`, run: `echo after > src/${at}.txt`, files: [`src/${at}.txt`]});
    });
    await engineOf(world).whenIdle();
    for (const id of ids) {
      expect(readTask(world.db, id)).toMatchObject({state: 'done', attempt: 1});
      expect(readGuard(world.db, id, 1)?.outcome).toBe('kept');
      expect(listBackupsOfTask(world.db, id)[0]).toMatchObject({files: 1, bytes: 8});
    }
  });

  test('a task says that a backup is taken first', async () => {
    const project = await guardedProject();
    const {world} = project;
    project.put('a.txt', 'before');
    addTask(world, {title: 'slow', run: 'true', files: ['src/**']});
    await alone(project, async () => {
      engineOf(world);
      await until(() => {
        const task = readTask(world.db, 1);
        return task && taskJson(world, task).why === 'a backup is taken first';
      });
    });
    await until(() => readTask(world.db, 1)?.state === 'done');
  });

  test('the time limit of a task is about its work, not about the backup before it', () => {
    const world = testWorld();
    const stopped: string[] = [];
    const claim = {id: 1, attempt: 1, owner: world.owner};
    const attempt = {
      claim,
      output: '',
      deadlineUptime: world.uptime() + 1000,
      stop: (why: string) => stopped.push(why),
    };
    const crew = {running: new Map([[1, attempt as unknown as RunningAttempt]])} as unknown as Crew;
    const scope = {globs: [], paths: []};
    const startedAt = world.now();
    write(world.db, () => startGuard(world.db, {task: 1, attempt: 1, scope, startedAt}));
    world.advance(5000);
    watchRunning(world, crew);
    expect(stopped).toEqual([]);
    const end = {outcome: 'nothing', backup: null, why: null} as const;
    write(world.db, () => endGuard(world.db, {task: 1, attempt: 1, endedAt: startedAt + 4500, ...end}));
    watchRunning(world, crew);
    expect(stopped).toEqual([]);
    world.advance(600);
    watchRunning(world, crew);
    expect(stopped).toEqual(['timed-out']);
  });

  test('without a backup it does not begin: it is tried again, and its agent is not to blame', async () => {
    const project = await guardedProject();
    const {world, where} = project;
    project.put('a.txt', 'before');
    renameSync(where, `${where}.away`);
    writeFileSync(where, 'no repository');
    const id = addTask(world, {title: 'change', run: 'echo after > src/a.txt', files: ['src/**'], retries: 1});
    const engine = engineOf(world);
    await engine.whenIdle();
    expect(readTask(world.db, id)).toMatchObject({state: 'failed', failures: 2});
    expect(readTask(world.db, id)?.why).toMatch(/^it did not begin, for no backup could be taken first: /);
    expect(contentOf(project.folder)).toEqual({'a.txt': 'before'});
    expect(listGuards(world.db, id).map(({outcome}) => outcome)).toEqual(['failed', 'failed']);
  });

  test('what leads out of the project is told in the record, and the work begins', async () => {
    const project = await guardedProject();
    const {world} = project;
    addTask(world, {title: 'outside', run: 'true', files: ['src/a.txt', 'etc/hosts']});
    project.put('a.txt', 'a');
    symlinkSync('/etc', join(world.paths.root, 'etc'));
    await engineOf(world).whenIdle();
    expect(readTask(world.db, 1)?.state).toBe('done');
    expect(readGuard(world.db, 1, 1)?.why).toBe('etc/hosts leads out of the project folder and was not kept');
  });

  test('a kill of the engine while the backup is taken neither starts the work twice nor without it', async () => {
    const project = await guardedProject();
    const {world} = project;
    const {root} = world.paths;
    project.put('a.txt', 'before');
    addTask(world, {title: 'once', run: 'cat src/a.txt >> log; echo after > src/a.txt', files: ['src/**']});
    const env = {RESTIC_PASSWORD: PASSWORD, ORKESTRA_BACKUP_GUARD: 'agents'};
    await alone(project, async () => {
      const engine = start(root, ['run', '--until-idle'], {env});
      await until(() => readGuard(world.db, 1, 1));
      engine.send('SIGKILL');
      await engine.ended;
    });
    const {code} = await orkestraWith(root, {env}, 'run', '--until-idle');
    expect(code).toBe(0);
    expect(readTask(world.db, 1)).toMatchObject({state: 'done', attempt: 1});
    expect(readFileSync(join(root, 'log'), 'utf8')).toBe('before');
    expect(readGuard(world.db, 1, 1)?.outcome).toBe('kept');
  });

  test('a task that is stopped while the backup is taken never begins', async () => {
    const project = await guardedProject();
    const {world} = project;
    project.put('a.txt', 'before');
    addTask(world, {title: 'stopped', run: 'touch begun', files: ['src/**']});
    await alone(project, async () => {
      engineOf(world);
      await until(() => readGuard(world.db, 1, 1));
      const {cancelTask} = await import('../../../src/tasks/cancel.js');
      cancelTask(world, 1);
      await until(() => readTask(world.db, 1)?.state === 'cancelled');
    });
    expect(existsSync(join(world.paths.root, 'begun'))).toBe(false);
  });
});
