import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import Database from 'better-sqlite3';
import {describe, expect, test} from 'vitest';
import {keep} from '../../state/keep.js';
import {orkestra, orkestraWith} from '../support/program.js';
import {expectErrorDocument, expectSentence} from '../support/refusal.js';
import {snapshotOf} from '../support/snapshot.js';
import {scratch} from '../support/world.js';
import {sampleProjects} from './sample-project.js';

const copySample = sampleProjects();
const root = fileURLToPath(new URL('../../', import.meta.url));
const databaseOf = (dir: string): string => join(dir, '.orkestra', 'orkestra.db');

/** The program as npm installs it, with better-sqlite3 as it is where nobody built it, or not there at all. */
function installWithoutBinary(how: 'not built' | 'not there'): string {
  const dir = scratch('install');
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(dir, part), {recursive: true});
  const modules = join(dir, 'node_modules');
  mkdirSync(modules);
  if (how === 'not built') {
    const source = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'));
    mkdirSync(join(modules, 'better-sqlite3'));
    for (const part of ['lib', 'package.json'])
      cpSync(join(source, part), join(modules, 'better-sqlite3', part), {recursive: true});
    for (const name of ['bindings', 'file-uri-to-path'])
      symlinkSync(realpathSync(join(root, 'node_modules', name)), join(modules, name));
  }
  return join(dir, 'bin', 'orkestra.js');
}

describe('SQLite', () => {
  test.each(['not built', 'not there'] as const)(
    'that is %s is told in one sentence that names the remedy',
    async (how) => {
      const file = installWithoutBinary(how);
      const dir = copySample();
      const before = snapshotOf(dir);
      const says = /^SQLite .*\n.*`npm (rebuild better-sqlite3|ci)`/;
      for (const words of [['task', 'list'], ['status'], ['task', 'add', 'x']]) {
        expectSentence(await orkestraWith(dir, {file}, ...words), {code: 1, says}, words.join(' '));
        expectErrorDocument(await orkestraWith(dir, {file}, ...words, '--json'), {code: 1, says}, words.join(' '));
      }
      expect(snapshotOf(dir)).toEqual(before);
      expect((await orkestraWith(dir, {file}, '--version')).code).toBe(0);
      expect((await orkestraWith(dir, {file}, 'config', 'get', 'queue.lease')).out).toBe('30s\n');
    },
  );
});

const everything = [['task', 'list'], ['status'], ['task', 'add', 'x'], ['run', '--until-idle'], ['audit', 'verify']];

describe('a database that cannot be used is refused in words and left untouched', () => {
  test.each([
    [
      'that is text',
      (file: string) => writeFileSync(file, 'no database at all, but long enough to be one'),
      /is damaged/,
    ],
    ['that is empty', (file: string) => truncateSync(file, 0), /is damaged/],
    ['that was cut off', (file: string) => truncateSync(file, 5000), /is damaged/],
    [
      'with a page of nonsense',
      (file: string) => {
        const bytes = readFileSync(file);
        bytes.fill(0x5a, 4096, 8 * 4096);
        writeFileSync(file, bytes);
      },
      /is damaged/,
    ],
    [
      'of a newer orkestra',
      (file: string) => {
        const db = keep(new Database(file));
        db.exec('PRAGMA user_version = 9999');
        db.close();
      },
      /was written by a newer orkestra \(schema 9999, this program knows \d+\)/,
    ],
    [
      'of another program',
      (file: string) => {
        const db = keep(new Database(file));
        db.exec('PRAGMA application_id = 7');
        db.close();
      },
      /is a database of another program/,
    ],
  ])('one %s', async (name, spoil, says) => {
    const dir = copySample();
    const file = databaseOf(dir);
    // What is still in the write-ahead log would mend the file.
    const db = keep(new Database(file));
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.exec('PRAGMA journal_mode = DELETE');
    db.close();
    spoil(file);
    const before = readFileSync(file);
    // What reads no damaged page cannot know of it.
    const isWhole = name !== 'with a page of nonsense';
    for (const words of isWhole
      ? everything
      : [
          ['task', 'list'],
          ['run', '--until-idle'],
        ]) {
      expectSentence(await orkestra(dir, ...words), {code: 1, says}, words.join(' '));
    }
    expectErrorDocument(await orkestra(dir, 'task', 'list', '--json'), {code: 1, says}, 'task list');
    if (isWhole) expectSentence(await orkestra(dir, 'init'), {code: 1, says}, 'init');
    if (isWhole) expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(join(dir, '.orkestra')).filter((name) => name.startsWith('orkestra.db'))).toContain(
      'orkestra.db',
    );
  });
});
