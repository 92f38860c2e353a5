import {existsSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {cleanLocks} from '../../src/locks/clean.js';
import {takeLocks} from '../../src/locks/take.js';
import {addTask} from '../../src/tasks/add.js';
import {takeTurn} from '../../src/tasks/turn.js';
import type {World} from '../../src/world.js';
import {listAudit} from '../../state/audit.js';
import {listLockFiles, unlinkLock} from '../../state/lock-files.js';
import {listLocks} from '../../state/locks.js';
import {readTask} from '../../state/tasks.js';
import {startChild} from '../support/child.js';
import {testWorld} from '../support/world.js';

const take = (world: World, holder: string, id: string, leaseMs = 60_000, isBeating = true) =>
  takeLocks(world, {kind: 'file', ids: [id], holder, leaseMs, isBeating});

const held = (world: World): string[] => listLockFiles(world.paths.locks).locks.map((lock) => lock.id);

test('cleaning removes the stale ones, says which and why, and leaves the rest', async () => {
  // O-18 O-90
  const world = testWorld();
  const dead = await startChild('lock-holder', [world.paths.root, 'dead']);
  dead.send({type: 'take', ids: ['of-the-dead']});
  await dead.next('take');
  await dead.kill();
  take(world, 'eve', 'over', 1000, false);
  world.advance(1001);
  take(world, 'ann', 'beating');
  take(world, 'eve', 'still-hers', 60_000, false);
  writeFileSync(join(world.paths.locks, 'file-half.lock'), '{');
  expect(cleanLocks(world)).toEqual([
    {id: 'of-the-dead', holder: 'dead', why: `its owner (pid ${dead.pid}) is gone`},
    {id: 'over', holder: 'eve', why: 'its lease ran out without a beat'},
  ]);
  world.advance(11_000);
  expect(cleanLocks(world)).toEqual([{id: 'file-half.lock', holder: 'unknown', why: 'its content makes no sense'}]);
  expect(cleanLocks(world)).toEqual([]);
  expect(held(world)).toEqual(['beating', 'still-hers']);
  expect(listAudit(world.db, {type: 'lock.broken'}).map((event) => JSON.parse(event.data))).toEqual([
    {id: 'of-the-dead', holder: 'dead', reason: `its owner (pid ${dead.pid}) is gone`},
    {id: 'over', holder: 'eve', reason: 'its lease ran out without a beat'},
    {id: 'file-half.lock', holder: 'unknown', reason: 'its content makes no sense'},
  ]);
});

test('a lock whose attempt is over is left of something that never happened', () => {
  const world = testWorld();
  addTask(world, {title: 'one', run: 'true', files: ['src/a.ts']});
  const {started} = takeTurn(world, {ended: [], free: 1});
  takeLocks(world, {kind: 'file', ids: ['src/b.ts'], holder: 'task:1:7', task: 1, leaseMs: 60_000, isBeating: true});
  expect(started).toHaveLength(1);
  expect(cleanLocks(world)).toEqual([{id: 'src/b.ts', holder: 'task:1:7', why: 'its task no longer runs'}]);
  expect(held(world)).toEqual(['src/a.ts']);
});

test('the mirror is repaired from the directory', () => {
  const world = testWorld();
  for (const id of ['a', 'b', 'c']) take(world, 'ann', id);
  const right = listLocks(world.db);
  world.db.exec(`
    DELETE FROM locks WHERE id = 'a';
    UPDATE locks SET holder = 'somebody', leaseUntil = 1, pid = 7 WHERE id = 'b';
    INSERT INTO locks(id, kind, holder, host, fence, takenAt, leaseUntil) VALUES ('ghost', 'file', 'x', 'y', 99, 0, 0);`);
  expect(listLocks(world.db)).not.toEqual(right);
  expect(cleanLocks(world)).toEqual([]);
  expect(listLocks(world.db)).toEqual(right);
});

test('a task that waited for a lock that is gone may start', () => {
  const world = testWorld();
  take(world, 'eve', 'src/**', 1000, false);
  const id = addTask(world, {title: 'one', run: 'true', files: ['src/a.ts']});
  expect(takeTurn(world, {ended: [], free: 1}).started).toEqual([]);
  expect(readTask(world.db, id)).toMatchObject({hindrance: 'lock:src/**', why: 'src/** is held by eve'});
  cleanLocks(world);
  expect(readTask(world.db, id)?.hindrance).toBe('lock:src/**');
  unlinkLock(world.paths.locks, {kind: 'file', id: 'src/**'});
  cleanLocks(world);
  expect(readTask(world.db, id)?.hindrance).toBeNull();
  expect(takeTurn(world, {ended: [], free: 1}).started).toHaveLength(1);
});

test('a task that waits for a damaged lock file goes on waiting while the file is there', () => {
  const world = testWorld();
  writeFileSync(join(world.paths.locks, 'file-half.lock'), '{');
  const id = addTask(world, {title: 'one', run: 'true', files: ['src/a.ts']});
  expect(takeTurn(world, {ended: [], free: 1}).started).toEqual([]);
  cleanLocks(world);
  expect(readTask(world.db, id)?.hindrance).toBe('lock:file-half.lock');
  world.advance(11_000);
  cleanLocks(world);
  expect(readTask(world.db, id)?.hindrance).toBeNull();
});

test('drafts that a killed process left are swept away, fresh ones are not', () => {
  const world = testWorld();
  const [old, fresh] = [join(world.paths.locks, '.old.draft'), join(world.paths.locks, '.fresh.draft')];
  for (const file of [old, fresh]) writeFileSync(file, '{');
  utimesSync(old, new Date(0), new Date(0));
  cleanLocks(world);
  expect([existsSync(old), existsSync(fresh)]).toEqual([false, true]);
});

test('cleaning writes nothing when there is nothing to clean', () => {
  const world = testWorld();
  const other = testWorld({}, world.paths.root);
  take(world, 'ann', 'a');
  const version = other.db.value('PRAGMA data_version');
  cleanLocks(world);
  expect(other.db.value('PRAGMA data_version')).toBe(version);
});
