import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {Db} from '../../state/db.js';
import {writeMeta} from '../../state/meta.js';
import {openDb} from '../../state/open.js';
import {writeSoon} from '../../state/write.js';
import {scratch} from '../support/world.js';

function connect(file: string): Db {
  const db = openDb(file, {durability: 'fast'});
  onTestFinished(() => db.close());
  return db;
}

/** Whether the work is done before the call returns, or only after others had their chance. */
async function beginsAtOnce(db: Db): Promise<boolean> {
  let isDone = false;
  const writing = writeSoon(db, () => {
    writeMeta(db, 'key', String(Math.random()));
    isDone = true;
  });
  const isAtOnce = isDone;
  await writing;
  return isAtOnce;
}

test('who writes alone writes at once, again and again', async () => {
  const db = connect(join(scratch(), 'orkestra.db'));
  for (let round = 0; round < 5; round++) expect(await beginsAtOnce(db)).toBe(true);
});

test('who has just written among others lets them go first', async () => {
  const file = join(scratch(), 'orkestra.db');
  const [one, other] = [connect(file), connect(file)];
  const isPolite = async (): Promise<boolean> => {
    await beginsAtOnce(other);
    await beginsAtOnce(one);
    return !(await beginsAtOnce(one));
  };
  await beginsAtOnce(one);
  // A loaded machine may let so much time pass between two lines that the chance was given by itself.
  for (let round = 0; round < 100; round++) if (await isPolite()) return;
  expect.fail('it never waited');
});
