import {chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {makeBackupFile} from '../../../src/backups/format/backup-file.js';
import {createRepository} from '../../../src/backups/repository/create.js';
import {loadIndex} from '../../../src/backups/repository/load-index.js';
import {openRepository} from '../../../src/backups/repository/open.js';
import {parseRestAddress} from '../../../src/backups/store/address.js';
import {openFolder} from '../../../src/backups/store/folder.js';
import {openRest} from '../../../src/backups/store/rest.js';
import {realProcesses} from '../../../src/processes.js';
import {thrownBy} from '../../support/thrown.js';
import {scratch} from '../../support/world.js';
import {startRestServer} from '../rest-server.js';
import {hasRestic, PASSWORD, restic} from '../restic.js';

const facts = {processes: realProcesses(), now: Date.now};
const maker = {host: 'here', user: 'me', now: Date.now()};
/** Quick to try: these keys lock nothing up. */
const cost = {N: 1024, r: 8, p: 1};
const quick = {...maker, cost};
const where = (): string => join(scratch('repository'), 'repo');

describe('a repository', () => {
  test('opens with its password, and its files read as they were saved', async () => {
    const folder = where();
    const made = await createRepository(openFolder(folder, facts), PASSWORD, quick);
    const text = Buffer.from(JSON.stringify({packs: [], more: 'x'.repeat(100_000)}));
    const name = await made.save('index', text);
    expect(readFileSync(join(folder, 'index', name)).length).toBeLessThan(1000);
    const opened = await openRepository(openFolder(folder, facts), PASSWORD);
    expect(opened).toMatchObject({id: made.id, polynomial: made.polynomial, keyName: made.keyName, version: 2});
    expect((await opened.load('index', name)).equals(text)).toBe(true);
  });

  test('of the first format knows no compression', async () => {
    const folder = where();
    const made = await createRepository(openFolder(folder, facts), PASSWORD, {...quick, version: 1});
    const text = Buffer.from(JSON.stringify({packs: [], more: 'x'.repeat(1000)}));
    const name = await made.save('index', text);
    expect(readFileSync(join(folder, 'index', name))).toHaveLength(text.length + 32);
    expect(await (await openRepository(openFolder(folder, facts), PASSWORD)).load('index', name)).toEqual(text);
  });

  test('with another password says so', async () => {
    const folder = where();
    await createRepository(openFolder(folder, facts), PASSWORD, quick);
    expect(await thrownBy(openRepository(openFolder(folder, facts), 'wrong'))).toMatchObject({
      code: 'refused',
      message: `The password does not fit the key of ${folder}.`,
    });
  });

  test('that is not there says so, and how one is made', async () => {
    const folder = where();
    expect(await thrownBy(openRepository(openFolder(folder, facts), PASSWORD))).toMatchObject({
      code: 'not-found',
      message: `There is no backup repository in ${folder}.`,
    });
  });

  test('without a password is not made', async () => {
    const folder = where();
    expect(await thrownBy(createRepository(openFolder(folder, facts), '', quick))).toMatchObject({code: 'invalid'});
    expect(readdirSync(join(folder, '..'))).toEqual([]);
  });

  test('is made once, also by two at once', async () => {
    const folder = where();
    const both = await Promise.allSettled([
      createRepository(openFolder(folder, facts), PASSWORD, quick),
      createRepository(openFolder(folder, facts), PASSWORD, quick),
    ]);
    expect(both.filter(({status}) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({status}) => status === 'rejected')).toMatchObject({reason: {code: 'conflict'}});
    expect(readdirSync(join(folder, 'keys'))).toHaveLength(1);
    await openRepository(openFolder(folder, facts), PASSWORD);
    expect(await thrownBy(createRepository(openFolder(folder, facts), PASSWORD, quick))).toMatchObject({
      code: 'conflict',
      message: `There is a backup repository in ${folder} already.`,
    });
  });

  test('whose maker died before the end is finished with the same password, and only with that', async () => {
    const folder = where();
    await createRepository(openFolder(folder, facts), PASSWORD, quick);
    rmSync(join(folder, 'config'));
    expect(await thrownBy(createRepository(openFolder(folder, facts), 'another', quick))).toMatchObject({
      code: 'conflict',
      message: `${folder} is half a repository: its config file is missing.`,
    });
    const made = await createRepository(openFolder(folder, facts), PASSWORD, quick);
    expect(await openRepository(openFolder(folder, facts), PASSWORD)).toMatchObject({id: made.id});
    expect(readdirSync(join(folder, 'keys'))).toHaveLength(1);
  });

  test('that has lost its config file is not made anew over its backups', async () => {
    const folder = where();
    const made = await createRepository(openFolder(folder, facts), PASSWORD, quick);
    await made.save('index', Buffer.from('{"packs":[]}'));
    rmSync(join(folder, 'config'));
    const half = {message: `${folder} is half a repository: its config file is missing.`};
    expect(await thrownBy(openRepository(openFolder(folder, facts), PASSWORD))).toMatchObject({
      code: 'corrupt',
      ...half,
    });
    expect(await thrownBy(createRepository(openFolder(folder, facts), PASSWORD, quick))).toMatchObject({
      code: 'conflict',
      ...half,
    });
  });

  test('says what is damaged: a key, all keys, the config file', async () => {
    const folder = where();
    await createRepository(openFolder(folder, facts), PASSWORD, quick);
    const [key = ''] = readdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, 'keys', 'ab'.repeat(32)), '{}');
    await openRepository(openFolder(folder, facts), PASSWORD);
    expect(await thrownBy(openRepository(openFolder(folder, facts), 'wrong'))).toMatchObject({
      message: `The password does not fit the key of ${folder}; 1 more cannot be used.`,
    });
    const config = readFileSync(join(folder, 'config'));
    chmodSync(join(folder, 'config'), 0o600);
    writeFileSync(join(folder, 'config'), Buffer.concat([config.subarray(0, -1), Buffer.from([0])]));
    expect(await thrownBy(openRepository(openFolder(folder, facts), PASSWORD))).toMatchObject({
      code: 'corrupt',
      message: `The password fits, but the config file of ${folder} is damaged.`,
    });
    rmSync(join(folder, 'keys', key));
    rmSync(join(folder, 'keys', 'ab'.repeat(32)));
    expect(await thrownBy(openRepository(openFolder(folder, facts), PASSWORD))).toMatchObject({
      code: 'corrupt',
      message: `${folder} has no key, so nothing in it can be read.`,
    });
  });

  test('never takes a file for what its name says when its bytes are others', async () => {
    const folder = where();
    const made = await createRepository(openFolder(folder, facts), PASSWORD, quick);
    const name = await made.save('snapshots', Buffer.from('{"a":1}'));
    const path = join(folder, 'snapshots', name);
    const bytes = readFileSync(path);
    chmodSync(path, 0o600);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await thrownBy(made.load('snapshots', name))).toMatchObject({
      code: 'corrupt',
      message: `The backup ${name.slice(0, 8)} in ${folder} is damaged: it is not what its name says.`,
    });
  });

  test('loads every index it can and names the others', async () => {
    const folder = where();
    const made = await createRepository(openFolder(folder, facts), PASSWORD, quick);
    const id = 'cd'.repeat(32);
    const blob = {id, type: 'data', offset: 7, length: 40, uncompressed_length: 9};
    const packs = [{id: 'ab'.repeat(32), blobs: [blob]}];
    const good = await made.save('index', Buffer.from(JSON.stringify({packs})));
    const odd = await made.save('index', Buffer.from('{"packs":7}'));
    writeFileSync(join(folder, 'index', 'ef'.repeat(32)), 'x');
    const loaded = await loadIndex(made);
    expect(loaded.names).toEqual([good]);
    expect(loaded.damaged.map(({name}) => name).sort()).toEqual([odd, 'ef'.repeat(32)].sort());
    expect(made.blobs.find(Buffer.from(id, 'hex'))).toEqual({
      type: 'data',
      pack: 0,
      offset: 7,
      length: 40,
      plainLength: 9,
    });
    expect(made.blobs.packs).toEqual(['ab'.repeat(32)]);
  });
});

describe.skipIf(!hasRestic)('restic', () => {
  const source = (): string => {
    const folder = scratch('source');
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'below', 'file'), 'hello '.repeat(1000));
    return folder;
  };

  test('uses a repository of ours, with the key and the config we wrote', async () => {
    const folder = where();
    const made = await createRepository(openFolder(folder, facts), PASSWORD, maker);
    expect(JSON.parse(await restic(folder, ['cat', 'config']))).toEqual({
      version: 2,
      id: made.id,
      chunker_polynomial: made.polynomial.toString(16),
    });
    await restic(folder, ['backup', source()]);
    await restic(folder, ['check', '--read-data']);
    const keys = JSON.parse(await restic(folder, ['key', 'list', '--json'])) as unknown[];
    expect(keys).toMatchObject([{userName: 'me', hostName: 'here', current: true}]);
  });

  test.each([1, 2])(
    'made a repository of format %d that opens here: index, backups and every blob',
    async (version) => {
      const folder = where();
      await restic(folder, ['init', '--repository-version', String(version)]);
      await restic(folder, ['backup', source()]);
      const opened = await openRepository(openFolder(folder, facts), PASSWORD);
      expect(opened.version).toBe(version);
      expect(await loadIndex(opened)).toMatchObject({damaged: [], names: [expect.any(String)]});
      const ids: string[] = [];
      opened.blobs.each((id) => ids.push(id.toString('hex')));
      const blobs = await Promise.all(ids.map((id) => opened.loadBlob(id)));
      expect(blobs.map(String)).toContain('hello '.repeat(1000));
      const listed = (await restic(folder, ['list', 'blobs'])).split('\n').map((line) => line.split(' ')[1]);
      expect(ids.sort()).toEqual(listed.sort());
    },
  );

  test('reads a backup that we wrote the file of', async () => {
    const folder = where();
    await restic(folder, ['init']);
    await restic(folder, ['backup', source()]);
    const opened = await openRepository(openFolder(folder, facts), PASSWORD);
    const [first] = await opened.store.list('snapshots');
    const {tree} = JSON.parse((await opened.load('snapshots', first?.name ?? '')).toString()) as {tree: string};
    const time = '2026-01-02T03:04:05.123456789+01:00';
    const draft = {time, tree, paths: ['/a'], hostname: 'there', username: 'you', tags: ['ours'], parent: first?.name};
    const name = await opened.save('snapshots', makeBackupFile(draft));
    const listed = JSON.parse(await restic(folder, ['snapshots', '--json', '--tag', 'ours'])) as unknown[];
    expect(listed).toMatchObject([{...draft, id: name}]);
    await restic(folder, ['check']);
  });

  test('and we use one repository on one server', async () => {
    const server = await startRestServer(join(scratch('server'), 'repo'), {login: 'me:secret'});
    const store = openRest(parseRestAddress(server.address), {...facts, scratch: join(scratch('making'), 'scratch')});
    onTestFinished(() => store.close());
    const made = await createRepository(store, PASSWORD, quick);
    await restic(server.address, ['backup', source()]);
    expect((await loadIndex(made)).damaged).toEqual([]);
    expect(made.blobs.count).toBeGreaterThan(2);
  });
});
