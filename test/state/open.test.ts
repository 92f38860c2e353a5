import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {expect, onTestFinished, test} from 'vitest';
import {OrkestraError} from '../../state/errors.js';
import {keep} from '../../state/keep.js';
import {writeMeta} from '../../state/meta.js';
import {schemaVersion} from '../../state/migrations.js';
import {openDb} from '../../state/open.js';
import {write} from '../../state/write.js';
import {startChild, startChildren} from '../support/child.js';
import {dice} from '../support/random.js';
import {scratch} from '../support/world.js';

/** Names and contents of a folder, so that nothing in it can change unseen. */
function fingerprint(dir: string): Record<string, string> {
  const entries = readdirSync(dir, {withFileTypes: true}).map((entry) => {
    const content = entry.isFile() ? readFileSync(join(dir, entry.name)) : 'a folder';
    return [entry.name, createHash('sha256').update(content).digest('hex')] as const;
  });
  return Object.fromEntries(entries);
}

/** A database with enough in it to fill many pages, closed. */
function filled(file = join(scratch(), 'orkestra.db')): string {
  const db = openDb(file, {durability: 'fast'});
  write(db, () => {
    for (let number = 0; number < 300; number++) writeMeta(db, `key ${number}`, 'x'.repeat(900));
  });
  db.close();
  return file;
}

const refusalOf = (file: string): OrkestraError => {
  try {
    openDb(file).close();
  } catch (error) {
    if (error instanceof OrkestraError) return error;
    throw error;
  }
  throw new Error('it was opened');
};

const damages: [string, (file: string) => void][] = [
  ['an empty file', (file) => writeFileSync(file, '')],
  ['one byte', (file) => writeFileSync(file, 'S')],
  ['the first half of a header', (file) => truncateSync(file, 50)],
  ['only zeros', (file) => writeFileSync(file, Buffer.alloc(8192))],
  [
    'random bytes',
    (file) => writeFileSync(file, Buffer.from(Array.from({length: 5000}, dice(3).next).map((one) => one * 256))),
  ],
  ['a text', (file) => writeFileSync(file, 'This is no database at all.\n'.repeat(400))],
  [
    'a broken header',
    (file) => writeFileSync(file, Buffer.concat([Buffer.from('SQLite format 4\0'), readFileSync(file).subarray(16)])),
  ],
  ['a header and nothing behind it', (file) => truncateSync(file, 100)],
  ['one page of many', (file) => truncateSync(file, 4096)],
  ['half a page at the end', (file) => truncateSync(file, statSync(file).size - 2048)],
  ['half of its pages', (file) => truncateSync(file, (Math.floor(statSync(file).size / 8192) * 4096) / 1)],
];

test.each(damages)('%s in place of the database is refused in words and left as it is', (_, damage) => {
  const file = filled();
  damage(file);
  const before = fingerprint(join(file, '..'));
  const refusal = refusalOf(file);
  expect(refusal).toMatchObject({code: 'corrupt'});
  expect(refusal.message).toContain(file);
  expect(refusal.hint).toContain('restore a backup');
  expect(fingerprint(join(file, '..'))).toEqual(before);
});

test('a folder in place of the database is refused in words', () => {
  const file = join(scratch(), 'orkestra.db');
  mkdirSync(file);
  expect(refusalOf(file)).toMatchObject({code: 'corrupt', message: `${file} is a folder, not a database.`});
});

test('a pipe in place of the database does not stop the program', () => {
  const file = join(scratch(), 'orkestra.db');
  spawnSync('mkfifo', [file]);
  expect(refusalOf(file)).toMatchObject({code: 'corrupt'});
});

test('a file in place of the folder is refused in words', () => {
  const dir = scratch();
  writeFileSync(join(dir, 'home'), '');
  expect(refusalOf(join(dir, 'home', 'orkestra.db'))).toMatchObject({code: 'refused'});
});

test('a folder where nobody can make files is refused in words, at once', () => {
  expect(refusalOf('/proc/nowhere/orkestra.db')).toMatchObject({code: 'refused'});
});

test('damage in the middle is said in words when it is met', () => {
  const file = filled();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096 * 2);
  writeFileSync(file, bytes);
  const use = (): void => {
    const db = openDb(file);
    try {
      db.prepare('SELECT * FROM meta').all();
      db.prepare('SELECT * FROM tasks JOIN taskDetails USING (id)').all();
    } finally {
      db.close();
    }
  };
  expect(use).toThrow(expect.objectContaining({code: 'corrupt'}));
});

test('a database of a newer program is refused in words and left as it is', () => {
  const file = filled();
  const raw = keep(new Database(file));
  raw.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
  raw.close();
  const before = fingerprint(join(file, '..'));
  expect(refusalOf(file)).toMatchObject({
    code: 'refused',
    message: `${file} was written by a newer orkestra (schema ${schemaVersion + 1}, this program knows ${schemaVersion}).`,
    hint: 'Update orkestra, or open the project with the newer one.',
  });
  expect(fingerprint(join(file, '..'))).toEqual(before);
});

test('a database that a newer program is using is refused as well', () => {
  const file = filled();
  const raw = keep(new Database(file));
  onTestFinished(() => void raw.close());
  // Still in the log: the file itself knows nothing of it.
  raw.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
  expect(refusalOf(file)).toMatchObject({code: 'refused'});
});

test.each(['wal', 'delete'])('the database of another program (%s) is refused and left as it is', (mode) => {
  const file = join(scratch(), 'orkestra.db');
  const raw = keep(new Database(file));
  raw.exec(`PRAGMA journal_mode = ${mode}`);
  raw.exec("CREATE TABLE things(name); INSERT INTO things VALUES ('precious')");
  raw.close();
  const before = fingerprint(join(file, '..'));
  expect(refusalOf(file)).toMatchObject({
    code: 'refused',
    message: `${file} is a database of another program; it was left untouched.`,
  });
  expect(fingerprint(join(file, '..'))).toEqual(before);
});

test('the log of a database that is gone is not played into a new one', () => {
  const file = filled();
  const raw = keep(new Database(file));
  onTestFinished(() => void raw.close());
  raw.exec("INSERT INTO meta VALUES ('only in', 'the log')");
  const dir = scratch();
  const orphan = join(dir, 'orkestra.db');
  copyFileSync(`${file}-wal`, `${orphan}-wal`);
  const before = fingerprint(dir);
  expect(refusalOf(orphan)).toMatchObject({code: 'corrupt'});
  expect(fingerprint(dir)).toEqual(before);
});

test('eight processes that begin at the same moment in an empty folder share one database', async () => {
  const openers = await startChildren(8, 'db-user', () => []);
  await Promise.all(openers.map((opener) => opener.next('started')));
  for (let round = 0; round < 10; round++) {
    const file = join(scratch(), 'home', 'orkestra.db');
    const at = Date.now() + 30;
    for (const opener of openers) opener.send({type: 'open', file, at});
    const answers = await Promise.all(openers.map((opener) => opener.next('open')));
    expect(
      answers.filter((answer) => !answer.ok),
      `round ${round}`,
    ).toEqual([]);
    for (const [number, opener] of openers.entries())
      opener.send({type: 'note', key: `opener ${number}`, value: 'here'});
    const notes = await Promise.all(openers.map((opener) => opener.next('note')));
    expect(notes.filter((note) => !note.ok)).toEqual([]);
    const db = openDb(file);
    expect(db.value("SELECT count(*) FROM meta WHERE key LIKE 'opener %'")).toBe(8);
    expect(db.value('PRAGMA integrity_check')).toBe('ok');
    db.close();
    expect(readdirSync(join(file, '..')).filter((name) => name.endsWith('.new'))).toEqual([]);
  }
});

test.skipIf(process.getuid?.() !== 0)('who may not write is told so in words, and nothing changes', async () => {
  const dir = scratch();
  const home = join(dir, 'home');
  mkdirSync(home);
  const file = filled(join(home, 'orkestra.db'));
  const nobody = await startChild('db-user');
  nobody.send({type: 'becomeNobody'});
  await nobody.next('becomeNobody');
  chmodSync(dir, 0o755);

  const tryToOpen = async (path: string) => {
    nobody.send({type: 'open', file: path});
    const opened = await nobody.next('open');
    if (!opened.ok) return opened;
    nobody.send({type: 'note', key: 'a', value: 'b'});
    return nobody.next('note');
  };
  chmodSync(home, 0o755);
  chmodSync(file, 0o644);
  const before = fingerprint(home);
  const refused = {ok: false, code: 'refused', message: expect.stringContaining('cannot be opened for writing')};
  expect(await tryToOpen(file), 'readable only').toMatchObject(refused);
  expect(await tryToOpen(join(dir, 'new.db')), 'no right to make it').toMatchObject(refused);
  expect(await tryToOpen(join(dir, 'sub', 'new.db')), 'no right to make the folder').toMatchObject(refused);
  chmodSync(file, 0o600);
  expect(await tryToOpen(file), 'not even readable').toMatchObject(refused);
  chmodSync(home, 0o700);
  expect(await tryToOpen(file), 'in a closed folder').toMatchObject({ok: false});
  expect(fingerprint(home)).toEqual(before);
});
