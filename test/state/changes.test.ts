import {appendFileSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {openBell, watchChanges} from '../../state/changes.js';
import type {Db} from '../../state/db.js';
import {readMeta, writeMeta} from '../../state/meta.js';
import {openDb} from '../../state/open.js';
import {write} from '../../state/write.js';
import {type Child, startChild} from '../support/child.js';
import {scratch, until} from '../support/world.js';

interface Watched {
  db: Db;
  bellFile: string;
  writer: Child;
  /** The highest number of the writer that was there when a change was told. */
  seen(): number;
  calls(): number;
}

/** A database that another process writes, watched from here. */
async function watched({hasBell}: {hasBell: boolean}): Promise<Watched> {
  const dir = scratch();
  const db = openDb(join(dir, 'orkestra.db'), {durability: 'fast'});
  const bellFile = join(dir, 'bell');
  if (hasBell) writeFileSync(bellFile, '');
  const writer = await startChild('db-user');
  writer.send({type: 'open', file: db.file, ...(hasBell && {bellFile})});
  await writer.next('open');
  let seen = 0;
  let calls = 0;
  const stop = watchChanges(db, bellFile, () => {
    calls += 1;
    seen = Number(readMeta(db, 'number') ?? 0);
  });
  onTestFinished(() => {
    stop();
    db.close();
  });
  return {db, bellFile, writer, seen: () => seen, calls: () => calls};
}

test.each([
  ['with the bell', true, true],
  ['without the bell', false, false],
  ['with a bell that is never rung', true, false],
])('no commit of another process is missed, %s', async (_, hasBell, isRinging) => {
  const {writer, seen} = await watched({hasBell});
  writer.send({type: 'commits', count: 300, everyMs: 3, isRinging});
  // The last one is the proof: after it nothing else comes that could make up for a miss.
  await writer.next('commits', 60_000);
  await until(() => seen() === 300, 'the sight of the last commit');
  for (let number = 301; number <= 320; number++) {
    writer.send({type: 'note', key: 'number', value: String(number)});
    await writer.next('note');
    await until(() => seen() === number, `the sight of commit ${number}`);
  }
});

test('what was written before is no change, and neither is silence', async () => {
  const {db, bellFile, calls} = await watched({hasBell: true});
  appendFileSync(bellFile, '.');
  appendFileSync(bellFile, '.');
  // The bell rang, and the counter says that nothing happened: own writes pass the same way through the same loop.
  let ticks = 0;
  const stop = watchChanges(db, bellFile, () => {});
  const timer = setInterval(() => ticks++, 50);
  await until(() => ticks > 6);
  clearInterval(timer);
  stop();
  expect(calls()).toBe(0);
});

test('own commits are told by the connection itself, not as those of others', async () => {
  const {db, calls, writer, seen} = await watched({hasBell: true});
  let own = 0;
  db.onCommit(() => own++);
  for (let round = 0; round < 5; round++) write(db, () => writeMeta(db, 'own', String(round)));
  expect(own).toBe(5);
  writer.send({type: 'note', key: 'number', value: '7'});
  await until(() => seen() === 7);
  expect(calls()).toBe(1);
});

test('a bell that is deleted, or replaced by a folder, makes nobody deaf', async () => {
  const {bellFile, writer, seen} = await watched({hasBell: true});
  rmSync(bellFile);
  writer.send({type: 'note', key: 'number', value: '1'});
  await until(() => seen() === 1, 'the change after the bell was gone');
  mkdirSync(bellFile);
  writer.send({type: 'note', key: 'number', value: '2'});
  await until(() => seen() === 2, 'the change beside the folder');
});

test('who stopped watching hears nothing more, also after the database is closed', async () => {
  const dir = scratch();
  const db = openDb(join(dir, 'orkestra.db'), {durability: 'fast'});
  const writer = await startChild('db-user');
  writer.send({type: 'open', file: db.file, bellFile: join(dir, 'bell')});
  await writer.next('open');
  let calls = 0;
  watchChanges(db, join(dir, 'bell'), () => calls++)();
  db.close();
  writer.send({type: 'commits', count: 3, everyMs: 1, isRinging: true});
  await writer.next('commits');
  expect(calls).toBe(0);
});

test('a bell is heard by who watches it, and its file does not grow', async () => {
  const file = join(scratch(), 'bell');
  const bell = openBell(file);
  let heard = 0;
  const watcher = watch(file, () => heard++);
  onTestFinished(() => watcher.close());
  for (let ring = 0; ring < 1000; ring++) bell.ring();
  await until(() => heard > 0, 'the first ring');
  // The last of a burst rings later or at the close, but it rings.
  heard = 0;
  bell.ring();
  bell.ring();
  bell.close();
  await until(() => heard > 0, 'the last ring');
  expect(readFileSync(file).length).toBe(1);
});

test('a bell that cannot be opened is silent', () => {
  const file = join(scratch(), 'bell');
  mkdirSync(file);
  const bell = openBell(file);
  bell.ring();
  bell.close();
});
