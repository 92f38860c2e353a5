import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startShell} from '../../src/agents/shell.js';
import {startEngine} from '../../src/engine.js';
import {takeLocks} from '../../src/locks/take.js';
import {addTask} from '../../src/tasks/add.js';
import {openBell} from '../../state/changes.js';
import {OrkestraError} from '../../state/errors.js';
import {listLockFiles} from '../../state/lock-files.js';
import {listLocks} from '../../state/locks.js';
import {readMeta, writeMeta} from '../../state/meta.js';
import {openDb} from '../../state/open.js';
import {exitFile, outputBytes, readExit} from '../../state/output.js';
import {countTasks} from '../../state/task-counts.js';
import {readTask} from '../../state/tasks.js';
import {write, writeSoon} from '../../state/write.js';
import {auditProblems} from '../support/queue-walk.js';
import {canMount, smallDisk} from '../support/small-disk.js';
import {scratch, testWorld, until} from '../support/world.js';

const full = (path: string) => ({
  code: 'unavailable',
  message: `The disk is full: ${path} could not be written; nothing was changed.`,
  hint: 'Free some space and try again.',
});

const refusalOf = (work: () => unknown): OrkestraError => {
  try {
    work();
  } catch (error) {
    if (error instanceof OrkestraError) return error;
    throw error;
  }
  throw new Error('it was written');
};

test.skipIf(!canMount).each(['safe', 'fast'] as const)(
  'a write on a full disk (%s) changes nothing, says so, and works again later',
  async (durability) => {
    const disk = smallDisk();
    const db = openDb(join(disk.dir, 'orkestra.db'), {durability});
    onTestFinished(() => db.close());
    write(db, () => writeMeta(db, 'before', 'x'));
    disk.fill();
    const writeMuch = (): void => {
      db.count('things', 1);
      for (let number = 0; number < 500; number++) writeMeta(db, `key ${number}`, 'x'.repeat(1000));
    };
    for (let round = 0; round < 3; round++) {
      expect(refusalOf(() => write(db, writeMuch))).toMatchObject(full(db.file));
      await expect(writeSoon(db, writeMuch)).rejects.toMatchObject(full(db.file));
    }
    expect(db.isInTransaction()).toBe(false);
    expect(db.value('SELECT count(*) FROM meta')).toBe(1);
    expect(readMeta(db, 'before')).toBe('x');
    disk.free();
    write(db, writeMuch);
    expect(db.value("SELECT value FROM counters WHERE name = 'things'")).toBe(1);
    expect(db.value('PRAGMA integrity_check')).toBe('ok');
  },
);

test.skipIf(!canMount)('on a disk that is full from the start no half a database is left', () => {
  const disk = smallDisk();
  disk.fill();
  const file = join(disk.dir, 'orkestra.db');
  expect(refusalOf(() => openDb(file))).toMatchObject(full(file));
  expect(readdirSync(disk.dir)).toEqual(['ballast']);
  disk.free();
  openDb(file).close();
});

test.skipIf(!canMount)('tasks that were not written are not there, and their counts neither', () => {
  const disk = smallDisk();
  const world = testWorld({}, disk.dir);
  addTask(world, {title: 'first', run: 'true'});
  disk.fill();
  const instructions = 'x'.repeat(150_000);
  // What fits into the log that is there already is written; some time it no longer fits.
  let written = 1;
  const refusal = refusalOf(() => {
    for (;;) {
      addTask(world, {title: 'more', instructions});
      written += 1;
    }
  });
  expect(refusal).toMatchObject(full(world.db.file));
  expect(countTasks(world.db).ready).toBe(written);
  expect(world.db.value('SELECT count(*) FROM tasks')).toBe(written);
  expect(auditProblems(world)).toEqual([]);
  disk.free();
  addTask(world, {title: 'after', instructions});
  expect(countTasks(world.db).ready).toBe(written + 1);
  expect(auditProblems(world)).toEqual([]);
});

const lock = (id: string) => ({
  kind: 'file' as const,
  ids: [id, `${id}2`],
  holder: 'ann',
  leaseMs: 60_000,
  isBeating: true,
  reason: 'x'.repeat(2000),
});

test.skipIf(!canMount)('a lock that does not fit is not taken, not half of it, and leaves nothing behind', () => {
  const disk = smallDisk();
  const world = testWorld({}, disk.dir);
  disk.fill();
  const refusal = refusalOf(() => takeLocks(world, lock('a')));
  expect(refusal).toMatchObject({code: 'unavailable', message: expect.stringContaining('The disk is full')});
  expect(readdirSync(world.paths.locks)).toEqual([]);
  expect(listLocks(world.db)).toEqual([]);
  disk.free();
  expect(takeLocks(world, lock('a'))).toMatchObject({ok: true});
});

test.skipIf(!canMount)('where the database has room and the lock folder has none, neither has the lock', () => {
  const disk = smallDisk('size=20m,nr_inodes=64');
  const world = testWorld({}, disk.dir);
  const fillers: string[] = [];
  try {
    for (;;) {
      const filler = join(disk.dir, `filler-${fillers.length}`);
      writeFileSync(filler, '');
      fillers.push(filler);
    }
  } catch {
    // No more files fit onto it.
  }
  expect(refusalOf(() => takeLocks(world, lock('a')))).toMatchObject(full(join(world.paths.locks, 'file-a.lock')));
  expect(listLockFiles(world.paths.locks)).toEqual({locks: [], damaged: []});
  expect(listLocks(world.db)).toEqual([]);
  const bell = openBell(join(disk.dir, 'another bell'));
  bell.ring();
  bell.close();
});

test.skipIf(!canMount)('a bell on a full disk makes no noise and no error', () => {
  const disk = smallDisk();
  disk.fill();
  const bell = openBell(join(disk.dir, 'bell'));
  bell.ring();
  bell.close();
});

test.skipIf(!canMount)(
  'an engine lives through a full disk: what ended meanwhile is written when there is room',
  async () => {
    const disk = smallDisk('size=6m');
    const world = testWorld({queue: {minFreeDiskBytes: 0}}, disk.dir);
    // Its end is a long text, so that it needs room.
    const id = addTask(world, {title: 'one', run: 'sleep 0.7'});
    const engine = startEngine(world);
    onTestFinished(() => engine.stop('hand-back'));
    await until(() => readTask(world.db, id)?.pid, 'the start of the task');
    let failures = 0;
    const {commit} = world.db;
    world.db.commit = () => {
      try {
        commit();
      } catch (error) {
        failures += 1;
        throw error;
      }
    };
    disk.fill();
    // The log has room left in its last page: another writer takes it.
    await until(() => {
      try {
        write(world.db, () => writeMeta(world.db, `filler ${Math.random()}`, 'x'.repeat(100_000)));
        return false;
      } catch {
        return true;
      }
    }, 'a disk that is really full');
    failures = 0;
    await until(() => failures > 0, 'the end that does not fit');
    disk.free();
    await until(() => readTask(world.db, id)?.state === 'done', 'the end of the task');
    expect(auditProblems(world)).toEqual([]);
    console.log(`commits that failed while the disk was full: ${failures}`);
  },
);

test.skipIf(!canMount)('a command that ends on a full disk while no engine looks leaves its exit code', async () => {
  const disk = smallDisk();
  const runs = join(disk.dir, 'runs');
  const gate = join(scratch('gate'), 'open');
  const run = `until [ -e '${gate}' ]; do sleep 0.02; done; exit 7`;
  const work = {id: 1, title: 'one', run, check: null, instructions: null};
  const shell = await startShell({runs, cwd: disk.dir, attempt: 1, work});
  const exit = exitFile(runs, 1, 1);
  shell.begin();
  await until(() => outputBytes(`${exit}.part`) > 0, 'the place of the exit code');
  disk.fill();
  writeFileSync(gate, '');
  expect(await shell.exit).toEqual({exitCode: 7, signal: null});
  expect(readExit(exit)).toEqual({code: 7, isFromCheck: false});
});
