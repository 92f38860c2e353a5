import {randomBytes} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {makeBackupFile, readBackupFile, retagBackupFile} from '../../../src/backups/format/backup-file.js';
import {makeConfigFile, readConfigFile} from '../../../src/backups/format/config-file.js';
import {makeKeyFile, makeMasterKeys, readKeyFile, readMasterKeys} from '../../../src/backups/format/key-file.js';
import {makeLockFile, readLockFile} from '../../../src/backups/format/lock-file.js';
import {thrownBy} from '../../support/thrown.js';

const id = 'ab'.repeat(32);
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('the config file', () => {
  const config = {version: 2, id, polynomial: 0x246ecbb1c49f4dn} as const;

  test('reads as it was written, in the words of restic', () => {
    expect(readConfigFile(makeConfigFile(config))).toEqual(config);
    expect(makeConfigFile(config).toString()).toBe(`{"version":2,"id":"${id}","chunker_polynomial":"246ecbb1c49f4d"}`);
  });

  test('of a later format says so', async () => {
    const later = json({version: 3, id, chunker_polynomial: '246ecbb1c49f4d'});
    expect(await thrownBy(() => readConfigFile(later))).toMatchObject({
      code: 'unavailable',
      message: 'The repository has format 3; this program knows 1 and 2.',
    });
  });

  test.each([
    ['no JSON', Buffer.from('{')],
    ['no object', json([])],
    ['no id', json({version: 2, chunker_polynomial: '246ecbb1c49f4d'})],
    ['a polynomial that is too short', json({version: 2, id, chunker_polynomial: '3'})],
    ['a polynomial that is too long', json({version: 2, id, chunker_polynomial: '1246ecbb1c49f4d3'})],
  ])('that is %s is refused', async (_, bytes) => {
    expect(await thrownBy(() => readConfigFile(bytes))).toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/^The config file of the repository cannot be used: .*\.$/),
    });
  });
});

describe('a key', () => {
  const key = {
    createdAt: 1_700_000_000_123,
    username: 'me',
    hostname: 'here',
    N: 32_768,
    r: 8,
    p: 6,
    salt: randomBytes(64),
    data: randomBytes(150),
  };

  test('reads as it was written', () => {
    expect(readKeyFile(makeKeyFile(key), id)).toEqual(key);
  });

  test.each([
    ['more memory than any key needs', {N: 2 ** 24, r: 8}],
    ['more rounds than any key needs', {p: 100_000}],
    ['rounds that take hours', {N: 2 ** 20, r: 8, p: 999}],
    ['a cost scrypt does not know', {N: 32_767}],
    ['another way to derive it', {kdf: 'none'}],
    ['a salt that is no base64', {salt: '?'}],
  ])('that asks for %s is refused', async (_, change) => {
    const changed = json({...(JSON.parse(makeKeyFile(key).toString()) as object), ...change});
    expect(await thrownBy(() => readKeyFile(changed, id))).toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/^The key abababab cannot be used: /),
    });
  });

  test('holds master keys of the right length only', async () => {
    const keys = {encrypt: randomBytes(32), k: randomBytes(16), r: randomBytes(16)};
    expect(readMasterKeys(makeMasterKeys(keys), id)).toEqual(keys);
    const short = makeMasterKeys({...keys, k: randomBytes(15)});
    expect(await thrownBy(() => readMasterKeys(short, id))).toMatchObject({code: 'corrupt'});
  });
});

describe('a backup file', () => {
  const draft = {
    time: '2026-11-21T01:02:03.123456789+01:00',
    tree: id,
    paths: ['/home/me/project', '/tmp/ä"b'],
    hostname: 'here',
    username: 'me',
    tags: ['nightly'],
    excludes: [],
  };

  test('says what it was told, and leaves out what is empty', () => {
    expect(makeBackupFile(draft).toString()).toBe(
      `{"time":"${draft.time}","tree":"${id}","paths":["/home/me/project","/tmp/ä\\"b"],` +
        '"hostname":"here","username":"me","tags":["nightly"]}',
    );
    expect(readBackupFile(makeBackupFile(draft), id)).toMatchObject({
      ...draft,
      madeAt: Date.UTC(2026, 10, 21, 0, 2, 3, 123),
      parent: undefined,
      original: undefined,
    });
  });

  test('of another program keeps what only that program understands when its tags are changed', () => {
    const foreign = json({
      time: '2026-01-01T00:00:00Z',
      tree: id,
      paths: null,
      tags: ['a'],
      summary: {files_new: 3},
      program_version: 'restic 0.19',
    });
    const read = readBackupFile(foreign, id);
    expect(read).toMatchObject({paths: [], hostname: '', tags: ['a']});
    const other = 'cd'.repeat(32);
    const changed = JSON.parse(retagBackupFile(read, other, ['b', 'c']).toString()) as unknown;
    expect(changed).toMatchObject({
      tags: ['b', 'c'],
      original: other,
      summary: {files_new: 3},
      program_version: 'restic 0.19',
    });
    const again = readBackupFile(json(changed), id);
    expect(JSON.parse(retagBackupFile(again, id, []).toString())).toMatchObject({original: other});
    expect(JSON.parse(retagBackupFile(again, id, []).toString())).not.toHaveProperty('tags');
  });

  test.each([
    ['without a tree', {tree: undefined}],
    ['with a tree that is a path', {tree: '../../x'}],
    ['with a time that is none', {time: 'yesterday'}],
    ['with paths that are numbers', {paths: [1]}],
  ])('%s is refused', async (_, change) => {
    expect(await thrownBy(() => readBackupFile(json({...draft, ...change}), id))).toMatchObject({code: 'corrupt'});
  });
});

test('a repository lock reads as it was written, in the words of restic', () => {
  const lock = {
    takenAt: 1_700_000_000_123,
    isExclusive: true,
    hostname: 'here',
    username: 'me',
    pid: 42,
    uid: 1000,
    gid: 0,
  };
  expect(readLockFile(makeLockFile(lock), id)).toEqual(lock);
  expect(JSON.parse(makeLockFile(lock).toString())).toEqual({
    time: '2023-11-14T22:13:20.123Z',
    exclusive: true,
    hostname: 'here',
    username: 'me',
    pid: 42,
    uid: 1000,
  });
});
