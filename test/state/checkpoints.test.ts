import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startCheckpoints} from '../../state/checkpoints.js';
import type {Db} from '../../state/db.js';
import {openDb} from '../../state/open.js';
import {write} from '../../state/write.js';
import {scratch, until} from '../support/world.js';

const PAGE = 'x'.repeat(4000);

/** Without SQLite's own way of copying, so that all that is copied was copied by us. */
function connect(file: string): Db {
  const db = openDb(file, {durability: 'fast'});
  db.exec('PRAGMA wal_autocheckpoint = 0');
  onTestFinished(() => db.close());
  return db;
}

function writePages(db: Db, pages: number): void {
  write(db, () => {
    for (let page = 0; page < pages; page++) {
      db.prepare('INSERT INTO meta(key, value) VALUES (?, ?)').run(`${performance.now()}-${page}`, PAGE);
    }
  });
}

const readLog = (db: Db): {log: number; checkpointed: number} =>
  db.prepare<{log: number; checkpointed: number}>('PRAGMA wal_checkpoint(NOOP)').get() ?? {log: 0, checkpointed: 0};

test('the log is copied by another thread while its writer goes on', async () => {
  const db = connect(join(scratch(), 'orkestra.db'));
  const checkpoints = startCheckpoints(db);
  onTestFinished(() => checkpoints.stop());
  writePages(db, 1200);
  expect(readLog(db).checkpointed).toBe(0);
  await until(() => readLog(db).checkpointed > 1000, 'the copy');
});

test('a log that is written to all the time is begun anew', async () => {
  const db = connect(join(scratch(), 'orkestra.db'));
  const checkpoints = startCheckpoints(db);
  onTestFinished(() => checkpoints.stop());
  let longest = 0;
  await until(() => {
    writePages(db, 500);
    const {log} = readLog(db);
    const isShorter = log < longest;
    longest = Math.max(longest, log);
    return isShorter;
  }, 'a new log');
});

test('the last to close leaves no log behind', async () => {
  const file = join(scratch(), 'orkestra.db');
  const db = connect(file);
  const checkpoints = startCheckpoints(db);
  writePages(db, 1200);
  await until(() => readLog(db).checkpointed > 1000, 'the copy');
  await checkpoints.stop();
  db.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
});

test('nobody is started for a few pages', async () => {
  const db = connect(join(scratch(), 'orkestra.db'));
  const checkpoints = startCheckpoints(db);
  writePages(db, 10);
  await checkpoints.stop();
  expect(readLog(db).checkpointed).toBe(0);
});

test('a look that is still to come is given up with the rest, however many commits came before', async () => {
  const db = openDb(join(scratch(), 'orkestra.db'), {durability: 'fast'});
  const checkpoints = startCheckpoints(db);
  const until = performance.now() + 300;
  while (performance.now() < until) writePages(db, 1);
  await checkpoints.stop();
  db.close();
  // A look at a closed database would be an uncaught error, which fails the run.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
});
