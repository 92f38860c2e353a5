import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import Database from 'better-sqlite3';
import {expect, onTestFinished, test} from 'vitest';
import {mustKeep} from '../../state/keep.js';
import {openDb} from '../../state/open.js';
import {write} from '../../state/write.js';
import {readSources} from '../house/sources.js';
import {scratch} from '../support/world.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Everything of better-sqlite3 that a program makes while this is on. */
function watchMaking(): WeakRef<object>[] {
  const made: WeakRef<object>[] = [];
  const {prepare} = Database.prototype;
  Database.prototype.prepare = function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql);
    made.push(new WeakRef(this), new WeakRef(statement));
    return statement;
  } as typeof prepare;
  onTestFinished(() => {
    Database.prototype.prepare = prepare;
  });
  return made;
}

test.skipIf(!mustKeep)('no statement or connection is ever let go (needs Node 24)', async () => {
  const made = watchMaking();
  for (let number = 0; number < 5; number++) {
    const db = openDb(`${scratch()}/orkestra.db`);
    write(db, () => db.prepare("INSERT INTO meta VALUES ('a', 'b')").run());
    expect(db.value("SELECT value FROM meta WHERE key = 'a'")).toBe('b');
    db.close();
  }
  expect(made.length).toBeGreaterThan(20);
  for (let number = 0; number < 5; number++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  expect(made.filter((one) => one.deref() === undefined)).toHaveLength(0);
});

test('nothing makes statements that nobody can hold', () => {
  const found = readSources().flatMap(({path, text}) =>
    [...text.matchAll(/\.(pragma|transaction|iterate|backup)\(/g)].map(([call]) => `${path}: ${call}`),
  );
  expect(found).toEqual([]);
});
