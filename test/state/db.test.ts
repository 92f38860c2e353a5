import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {Db} from '../../state/db.js';
import {OrkestraError} from '../../state/errors.js';
import {readMeta, writeMeta} from '../../state/meta.js';
import {openDb} from '../../state/open.js';
import {write, writeSoon} from '../../state/write.js';
import {startChild} from '../support/child.js';
import {scratch} from '../support/world.js';

function fresh(options: Parameters<typeof openDb>[1] = {}, file = join(scratch(), 'orkestra.db')): Db {
  const db = openDb(file, options);
  onTestFinished(() => db.close());
  return db;
}

const counted = (db: Db, name: string): number | undefined =>
  db.value('SELECT value FROM counters WHERE name = ?', name);

test.each([
  ['safe', 2],
  ['fast', 1],
] as const)('durability %s is set for real, and so is all else the promises rest on', (durability, synchronous) => {
  const db = fresh({durability});
  expect(db.value('PRAGMA journal_mode')).toBe('wal');
  expect(db.value('PRAGMA synchronous')).toBe(synchronous);
  expect(db.value('PRAGMA foreign_keys')).toBe(1);
  expect(db.value('PRAGMA busy_timeout')).toBe(0);
  expect(db.value('PRAGMA wal_autocheckpoint')).toBe(16_000);
  expect(db.value('PRAGMA journal_size_limit')).toBe(67_108_864);
  expect(db.value('PRAGMA integrity_check')).toBe('ok');
});

test('safe is what one gets without asking', () => {
  expect(fresh().value('PRAGMA synchronous')).toBe(2);
});

test('a row that refers to nothing is refused', () => {
  const db = fresh();
  expect(() => write(db, () => db.exec("INSERT INTO deps(needs, task, kind) VALUES (7, 8, 'hard')"))).toThrow(
    /FOREIGN KEY/,
  );
});

test('a statement is prepared once', () => {
  const db = fresh();
  expect(db.prepare('SELECT 1')).toBe(db.prepare('SELECT 1'));
});

test('a write inside a write is part of it: both are kept or none', () => {
  const db = fresh();
  let commits = 0;
  db.onCommit(() => commits++);
  write(db, () => {
    writeMeta(db, 'a', '1');
    write(db, () => writeMeta(db, 'b', '2'));
    expect(db.isInTransaction()).toBe(true);
  });
  expect([readMeta(db, 'a'), readMeta(db, 'b'), commits]).toEqual(['1', '2', 1]);
  expect(() =>
    write(db, () => {
      write(db, () => writeMeta(db, 'c', '3'));
      throw new Error('after all not');
    }),
  ).toThrow('after all not');
  expect(readMeta(db, 'c')).toBeUndefined();
  expect(commits).toBe(1);
});

test('what a failed transaction counted is forgotten, and the next one counts for itself alone', () => {
  const db = fresh();
  write(db, () => db.count('x', 5));
  expect(() =>
    write(db, () => {
      db.count('x', 100);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(db.isInTransaction()).toBe(false);
  write(db, () => db.count('x', 1));
  expect(counted(db, 'x')).toBe(6);
});

test('a counter below zero is refused together with what led to it', () => {
  const db = fresh();
  expect(() =>
    write(db, () => {
      writeMeta(db, 'a', '1');
      db.count('x', -1);
    }),
  ).toThrow(/CHECK/);
  expect(readMeta(db, 'a')).toBeUndefined();
  expect(db.isInTransaction()).toBe(false);
});

test('counting outside of a transaction is a bug and says so', () => {
  const db = fresh();
  expect(() => db.count('x', 1)).toThrow('x was counted outside a transaction');
});

test('what a listener does wrong is no failure of the write', async () => {
  const db = fresh();
  const heard: unknown[] = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const other of others) process.on('uncaughtException', other);
  });
  const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
  db.onCommit(() => {
    throw new Error('a bug in a listener');
  });
  db.onCommit(() => heard.push('second'));
  expect(write(db, () => 'written')).toBe('written');
  expect(heard).toEqual(['second']);
  expect(await thrown).toMatchObject({message: 'a bug in a listener'});
});

test('a listener that has left is not called', () => {
  const db = fresh();
  let heard = 0;
  const leave = db.onCommit(() => heard++);
  write(db, () => writeMeta(db, 'a', '1'));
  leave();
  write(db, () => writeMeta(db, 'a', '2'));
  expect(heard).toBe(1);
});

test('while another process writes, a write waits and then goes through', async () => {
  const db = fresh();
  const other = await startChild('db-user');
  other.send({type: 'open', file: db.file});
  await other.next('open');
  other.send({type: 'hold', ms: 200});
  await other.next('holding');
  write(db, () => writeMeta(db, 'a', '1'));
  expect(readMeta(db, 'a')).toBe('1');
});

test('when another process never stops writing, both ways to write give up with a sentence', async () => {
  const db = fresh();
  const other = await startChild('db-user');
  other.send({type: 'open', file: db.file});
  await other.next('open');
  other.send({type: 'hold', ms: 60_000});
  await other.next('holding');
  const busy = {code: 'busy', message: `Another process kept ${db.file} locked for 5 s.`, hint: 'Try again.'};
  let isDone = false;
  expect(() => write(db, () => (isDone = true))).toThrow(expect.objectContaining(busy));
  await expect(writeSoon(db, () => (isDone = true))).rejects.toThrow(expect.objectContaining(busy));
  expect(isDone).toBe(false);
  expect(db.isInTransaction()).toBe(false);
});

test('waiting in a loop leaves timers running', async () => {
  const db = fresh();
  const other = await startChild('db-user');
  other.send({type: 'open', file: db.file});
  await other.next('open');
  other.send({type: 'hold', ms: 300});
  await other.next('holding');
  const gaps: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }, 5);
  await writeSoon(db, () => writeMeta(db, 'a', '1'));
  clearInterval(timer);
  expect(readMeta(db, 'a')).toBe('1');
  // Of 300 ms, a wait inside SQLite would leave three or four of these.
  expect(gaps.length).toBeGreaterThan(8);
  console.log(`longest gap between 5 ms timers while waiting: ${Math.max(...gaps).toFixed(1)} ms of ${gaps.length}`);
});

test('no file is left over when a database is made', () => {
  const dir = scratch();
  const db = fresh({}, join(dir, 'sub', 'deeper', 'orkestra.db'));
  db.close();
  expect(readdirSync(join(dir, 'sub', 'deeper'))).toEqual(['orkestra.db']);
});

test('where there must be a database, none is made', () => {
  const file = join(scratch(), 'orkestra.db');
  expect(() => openDb(file, {mustExist: true})).toThrow(
    expect.objectContaining({code: 'not-found', message: `There is no database at ${file}.`}),
  );
  expect(existsSync(file)).toBe(false);
});

test('what SQLite says of a closed or broken statement is not hidden', () => {
  const db = fresh();
  expect(() => db.prepare('SELECT nonsense FROM nowhere')).toThrow(/no such table/);
  expect(() => db.exec('nonsense')).toThrow(/syntax error/);
  expect(() => db.prepare('SELECT 1').get('one too many')).toThrow(RangeError);
  expect(new OrkestraError('busy', 'x')).toBeInstanceOf(Error);
});

const badWords: [string, string][] = [
  ['a task state', "UPDATE tasks SET state = 'sleeping'"],
  ['running without an owner', "UPDATE tasks SET state = 'running'"],
  ['an owner without running', "UPDATE tasks SET owner = 'x', leaseUntil = 1"],
  ['an owner without a lease', "UPDATE tasks SET state = 'running', owner = 'x'"],
  ['a priority', 'UPDATE tasks SET priority = 0'],
  ['a priority above nine', 'UPDATE tasks SET priority = 10'],
  ['text for a number', "UPDATE tasks SET attempt = 'many'"],
  ['less than no dependencies', 'UPDATE tasks SET depsLeft = -1'],
  ['less than no retries', 'UPDATE tasks SET retries = -1'],
  ['a stop request', "UPDATE tasks SET stopRequest = 'please'"],
  ['a workspace', "UPDATE taskDetails SET workspace = 'moon'"],
  ['a review', "UPDATE taskDetails SET review = 'dog'"],
  ['a kind of dependency', "INSERT INTO deps(needs, task, kind) VALUES (1, 2, 'maybe')"],
  ['a task that needs itself', "INSERT INTO deps(needs, task, kind) VALUES (1, 1, 'hard')"],
  ['the state of a run', "INSERT INTO runs VALUES (1, 1, 'fine', 'a', 'o', 0, 0, NULL, NULL)"],
  [
    'a kind of lock',
    "INSERT INTO locks(id, kind, holder, host, fence, takenAt, leaseUntil) VALUES ('a', 'b', 'c', 'd', 1, 1, 1)",
  ],
  [
    'a kind of note',
    "INSERT INTO notifications(at, recipient, kind, priority, title, message) VALUES (0, 'a', 'b', 'low', '', '')",
  ],
  [
    'the priority of a note',
    "INSERT INTO notifications(at, recipient, kind, priority, title, message) VALUES (0, 'a', 'info', 'b', '', '')",
  ],
];

test.each(badWords)('SQL itself refuses a wrong value for %s', (_, sql) => {
  const db = fresh();
  for (const id of [1, 2]) {
    db.exec(`INSERT INTO tasks(id, state, title, priority, rank, readyAt, retries, createdAt) VALUES (${id}, 'ready', 't', 5, 1, 1, 0, 1);
             INSERT INTO taskDetails(id) VALUES (${id});`);
  }
  expect(() => db.exec(sql)).toThrow(/constraint|cannot store/);
});
