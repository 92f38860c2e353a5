import {mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {dropLocks, type LockRequest, takeLocks} from '../../src/locks/take.js';
import type {World} from '../../src/world.js';
import {listAudit} from '../../state/audit.js';
import {type LockKind, linkLock, listLockFiles, lockFileName} from '../../state/lock-files.js';
import {listLocks} from '../../state/locks.js';
import {startChild} from '../support/child.js';
import {testWorld} from '../support/world.js';

const request = (holder: string, ids: readonly string[], more: Partial<LockRequest> = {}): LockRequest => ({
  kind: 'file',
  ids,
  holder,
  leaseMs: 60_000,
  isBeating: true,
  ...more,
});

const heldIn = (world: World): string[] =>
  listLockFiles(world.paths.locks).locks.map((lock) => `${lock.id} ${lock.holder}`);
const mirrored = (world: World): string[] => listLocks(world.db).map((row) => `${row.id} ${row.holder}`);

const anyText = [
  '12',
  '0',
  'a',
  'A',
  'ä',
  '🚀 launch 🌙',
  '源码',
  'مرحبا',
  'a/b/c',
  '/etc/passwd',
  '..',
  '../../../etc/passwd',
  '.',
  '.hidden',
  '...',
  'a b',
  ' ',
  '\t',
  'two\nlines',
  '\r\n',
  'zero\u0000byte',
  '\u001b[2J\u001b]0;title\u0007',
  '%',
  '%2F',
  '%2f',
  '100%',
  '*',
  '?',
  'a"b',
  "a'b",
  'a\\b',
  'a:b',
  '~',
  '-rf',
  'con',
  'name.lock',
  'x'.repeat(300),
  `${'x'.repeat(300)}y`,
  '🚀'.repeat(300),
  'é',
  'e\u0301',
  '__proto__',
  'engine',
];

test.each(['name', 'file'] as const)('the id of a %s lock may be any text', (kind: LockKind) => {
  // O-15
  for (const id of anyText) {
    const world = testWorld();
    expect(takeLocks(world, request('ann', [id], {kind})), JSON.stringify(id)).toMatchObject({ok: true});
    expect(heldIn(world)).toEqual([`${id} ann`]);
    expect(mirrored(world)).toEqual([`${id} ann`]);
    expect(readdirSync(world.paths.locks)).toHaveLength(1);
    expect(takeLocks(world, request('bob', [id], {kind}))).toMatchObject({ok: false, id, holder: 'ann'});
    dropLocks(world, 'ann', [id]);
    expect([...heldIn(world), ...mirrored(world)]).toEqual([]);
  }
});

test('no id is mistaken for another', () => {
  const world = testWorld();
  const long = 'y'.repeat(300);
  const [cut = ''] = lockFileName('name', long)
    .replace(/^name-/, '')
    .split('.lock');
  for (const [number, id] of [...anyText, long, cut].entries()) {
    expect(takeLocks(world, request(`holder ${number}`, [id], {kind: 'name'})), JSON.stringify(id)).toMatchObject({
      ok: true,
    });
  }
  expect(listLockFiles(world.paths.locks).locks).toHaveLength(anyText.length + 2);
  expect(listLockFiles(world.paths.locks).damaged).toEqual([]);
});

test('half a surrogate pair is taken as the sign for unreadable text', () => {
  const world = testWorld();
  expect(takeLocks(world, request('ann', ['a\ud800'], {kind: 'name'}))).toMatchObject({ok: true});
  expect(heldIn(world)).toEqual(['a\ufffd ann']);
  expect(mirrored(world)).toEqual(['a\ufffd ann']);
  expect(takeLocks(world, request('bob', ['a\ud800'], {kind: 'name'}))).toMatchObject({ok: false});
});

test('an empty id is refused in words', () => {
  const world = testWorld();
  expect(() => takeLocks(world, request('ann', ['a', '']))).toThrow('A lock needs an id.');
  expect(heldIn(world)).toEqual([]);
});

test('all or none: a second id that is held leaves the first free', () => {
  const world = testWorld();
  takeLocks(world, request('ann', ['src/b.ts']));
  const before = listAudit(world.db, {}).length;
  expect(takeLocks(world, request('bob', ['src/a.ts', 'src/**', 'src/c.ts']))).toEqual({
    ok: false,
    id: 'src/b.ts',
    holder: 'ann',
    why: 'src/b.ts is held by ann',
  });
  expect(heldIn(world)).toEqual(['src/b.ts ann']);
  expect(mirrored(world)).toEqual(['src/b.ts ann']);
  expect(listAudit(world.db, {})).toHaveLength(before);
});

test('all or none: a file that turns up in the directory alone, at the last moment, leaves the others free', () => {
  const world = testWorld();
  const first = takeLocks(world, request('template', ['elsewhere']));
  const [template] = first.ok ? first.locks : [];
  if (!template) throw new Error('no template');
  let looks = 0;
  const hasty: World = Object.assign(Object.create(world) as World, {
    now: () => {
      // The directory has been listed by the time the third lock is made.
      if (++looks === 5) linkLock(world.paths.locks, {...template, id: 'c', holder: 'sly'});
      return world.now();
    },
  });
  expect(takeLocks(hasty, request('bob', ['a', 'b', 'c', 'd']))).toMatchObject({ok: false, id: 'c'});
  expect(heldIn(world).sort()).toEqual(['c sly', 'elsewhere template']);
  expect(mirrored(world)).toEqual(['elsewhere template']);
});

test('a lock that only the directory knows is respected', () => {
  const world = testWorld();
  const taken = takeLocks(world, request('ann', ['src/**']));
  if (!taken.ok) throw new Error(taken.why);
  world.db.exec('DELETE FROM locks');
  expect(takeLocks(world, request('bob', ['src/a.ts']))).toMatchObject({ok: false, holder: 'ann'});
});

test('a transaction that fails to commit leaves no lock', () => {
  const world = testWorld();
  const {commit} = world.db;
  world.db.commit = () => {
    throw new Error('no room');
  };
  expect(() => takeLocks(world, request('ann', ['a', 'b']))).toThrow('no room');
  world.db.commit = commit;
  expect([...heldIn(world), ...mirrored(world)]).toEqual([]);
  expect(takeLocks(world, request('bob', ['a', 'b']))).toMatchObject({ok: true});
});

test('who holds a folder may take a file in it and keeps both', () => {
  const world = testWorld();
  takeLocks(world, request('ann', ['src/**']));
  expect(takeLocks(world, request('ann', ['src/a.ts']))).toMatchObject({ok: true});
  expect(heldIn(world)).toEqual(['src/** ann', 'src/a.ts ann']);
  expect(takeLocks(world, request('bob', ['src/b.ts']))).toMatchObject({ok: false, id: 'src/**'});
});

test('taking again what one has makes the lease longer and keeps the fence', () => {
  const world = testWorld();
  const first = takeLocks(world, request('ann', ['a'], {leaseMs: 1000}));
  world.advance(900);
  const second = takeLocks(world, request('ann', ['a'], {leaseMs: 1000}));
  if (!first.ok || !second.ok) throw new Error('refused');
  expect(second.locks[0]?.fence).toBe(first.locks[0]?.fence);
  world.advance(900);
  expect(takeLocks(world, request('bob', ['a']))).toMatchObject({ok: false});
});

test('fences only grow, whatever is dropped, broken or lost', () => {
  const world = testWorld();
  let last = 0;
  for (let round = 0; round < 20; round++) {
    const answer = takeLocks(world, request(`holder ${round}`, ['a', `b${round}`], {leaseMs: 10}));
    if (!answer.ok) throw new Error(answer.why);
    for (const lock of answer.locks) {
      expect(lock.fence).toBeGreaterThan(last);
      last = lock.fence;
    }
    if (round % 3 === 0) dropLocks(world, `holder ${round}`);
    else if (round % 3 === 1) world.advance(20);
    else for (const file of readdirSync(world.paths.locks)) rmSync(join(world.paths.locks, file));
  }
});

test('fences go on growing above what is still held when the database was made anew', () => {
  const world = testWorld();
  for (const id of ['a', 'b', 'c']) takeLocks(world, request('ann', [id]));
  world.db.exec('DELETE FROM meta; DELETE FROM locks;');
  const answer = takeLocks(world, request('bob', ['d']));
  expect(answer.ok && answer.locks[0]?.fence).toBe(4);
});

test('what others hold is not given back by me, not even the part that is mine', () => {
  // O-18
  const world = testWorld();
  takeLocks(world, request('ann', ['a', 'b']));
  takeLocks(world, request('bob', ['c']));
  expect(() => dropLocks(world, 'bob', ['c', 'a'])).toThrow(/^a is held by ann, not by bob\.$/);
  expect(() => dropLocks(world, 'task:1:1', ['a'])).toThrow('not by #1');
  expect(heldIn(world).sort()).toEqual(['a ann', 'b ann', 'c bob']);
  expect(dropLocks(world, 'bob')).toHaveLength(1);
  expect(dropLocks(world, 'bob')).toEqual([]);
});

test('a lock folder that was tidied away is made again', () => {
  const world = testWorld();
  rmSync(world.paths.locks, {recursive: true});
  expect(takeLocks(world, request('ann', ['a']))).toMatchObject({ok: true});
  expect(heldIn(world)).toEqual(['a ann']);
});

test.each([
  ['a file', true],
  ['a name', false],
])('a process killed between link and commit leaves no lock on %s that lasts', async (_, isBeating) => {
  const world = testWorld();
  const dying = await startChild('lock-holder', [world.paths.root, 'dying']);
  dying.send({type: 'dieAtCommit'});
  dying.send({type: 'take', ids: ['src/a.ts', 'src/b.ts'], isBeating});
  await dying.exited;
  // The files are there: the kill came at the moment it was meant to.
  expect(heldIn(world)).toEqual(['src/a.ts dying', 'src/b.ts dying']);
  expect(mirrored(world)).toEqual([]);
  expect(takeLocks(world, request('ann', ['src/**']))).toMatchObject({ok: true});
  expect(heldIn(world)).toEqual(['src/** ann']);
});

test('the lock of a person outlives the command that took it, for as long as its lease', async () => {
  // O-16
  const world = testWorld();
  const person = await startChild('lock-holder', [world.paths.root, 'eve']);
  person.send({type: 'take', ids: ['src/a.ts'], isBeating: false, leaseMs: 60_000});
  expect(await person.next('take')).toMatchObject({ok: true});
  await person.kill();
  expect(takeLocks(world, request('ann', ['src/a.ts']))).toMatchObject({ok: false, holder: 'eve'});
  world.advance(61_000);
  expect(takeLocks(world, request('ann', ['src/a.ts']))).toMatchObject({ok: true});
});

const wreckage: [string, (file: string) => void][] = [
  ['an empty file', (file) => writeFileSync(file, '')],
  ['half a lock', (file) => writeFileSync(file, '{"id":"x","kind":"na')],
  ['random bytes', (file) => writeFileSync(file, Buffer.from([0, 255, 1, 254, 0xf0, 0x9f]))],
  ['another document', (file) => writeFileSync(file, '[1,2,3]')],
  ['null', (file) => writeFileSync(file, 'null')],
  ['ten megabytes', (file) => writeFileSync(file, Buffer.alloc(10_000_000, 0x20))],
  ['a folder', (file) => mkdirSync(join(file, 'with', 'content'), {recursive: true})],
];

test.each(wreckage)(
  '%s in place of a lock locks everything while it is fresh, and is cleared away later',
  (_, wreck) => {
    const world = testWorld();
    wreck(join(world.paths.locks, 'name-x.lock'));
    expect(takeLocks(world, request('ann', ['a']))).toMatchObject({
      ok: false,
      why: 'name-x.lock is held by a lock file that cannot be understood',
    });
    world.advance(11_000);
    expect(takeLocks(world, request('ann', ['a']))).toMatchObject({ok: true});
    expect(heldIn(world)).toEqual(['a ann']);
    expect(listLockFiles(world.paths.locks).damaged).toEqual([]);
  },
);

test('what stands in a folder that looks like a lock is kept', () => {
  const world = testWorld();
  mkdirSync(join(world.paths.locks, 'task_1.lock', 'deep'), {recursive: true});
  world.advance(11_000);
  takeLocks(world, request('ann', ['a']));
  const aside = readdirSync(world.paths.locks).find((name) => name.endsWith('.aside'));
  expect(readdirSync(join(world.paths.locks, aside ?? ''))).toEqual(['deep']);
});

test('the engine starts although its lock file is damaged', () => {
  const world = testWorld();
  writeFileSync(join(world.paths.locks, lockFileName('engine', 'engine')), '');
  const engine = request(world.owner, ['engine'], {kind: 'engine'});
  expect(takeLocks(world, engine)).toMatchObject({ok: false});
  world.advance(11_000);
  expect(takeLocks(world, engine)).toMatchObject({ok: true});
});

const lies: [string, Record<string, unknown>][] = [
  ['a task that is no number', {task: 'twelve'}],
  ['a reason that is no text', {reason: {toString: 'x'}}],
  ['a fence with a fraction', {fence: 1.5}],
  ['a lease beyond all dates', {leaseUntil: 1e300}],
  ['a pid that is text', {process: {pid: '1', startedAt: 'x'}}],
  ['a kind of its own', {kind: 'hammer'}],
  ['another id than its name says', {id: 'other'}],
];

test.each(lies)('a lock file with %s is taken for damage, not for a lock', (_, lie) => {
  const world = testWorld();
  const taken = takeLocks(world, request('ann', ['x'], {kind: 'name'}));
  if (!taken.ok) throw new Error(taken.why);
  writeFileSync(join(world.paths.locks, 'name-x.lock'), JSON.stringify({...taken.locks[0], ...lie}));
  expect(listLockFiles(world.paths.locks)).toMatchObject({locks: [], damaged: [{file: 'name-x.lock'}]});
});
