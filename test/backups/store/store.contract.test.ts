import {createHash, randomBytes} from 'node:crypto';
import {existsSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {parseRestAddress} from '../../../src/backups/store/address.js';
import {openFolder} from '../../../src/backups/store/folder.js';
import {openRest} from '../../../src/backups/store/rest.js';
import {scratchFile} from '../../../src/backups/store/scratch.js';
import type {FileKind, Store} from '../../../src/backups/store/store.js';
import {namedKinds} from '../../../src/backups/store/store.js';
import {realProcesses} from '../../../src/processes.js';
import {thrownBy} from '../../support/thrown.js';
import {scratch} from '../../support/world.js';
import {startRestServer} from '../rest-server.js';

const processes = realProcesses();
const facts = {processes, now: Date.now};

const rest = async (options: Parameters<typeof startRestServer>[1] = {}): Promise<Store> => {
  const {address} = await startRestServer(join(scratch('server'), 'repo'), options);
  return openRest(parseRestAddress(address), {...facts, scratch: join(scratch('making'), 'scratch')});
};

const stores: readonly {what: string; open(): Promise<Store>}[] = [
  {what: 'a folder', open: async () => openFolder(join(scratch('store'), 'repository'), facts)},
  {what: 'a REST server', open: () => rest({login: 'me:p@ss word'})},
  {what: 'an older REST server, which lists no sizes', open: () => rest({version: 1})},
  {what: 'a REST server that knows no ranges', open: () => rest({isWithoutRanges: true})},
];

const nameOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const some = (length: number): {bytes: Buffer; name: string} => {
  const bytes = randomBytes(length);
  return {bytes, name: nameOf(bytes)};
};

describe.each(stores)('a store in $what', ({open}) => {
  const created = async (): Promise<Store> => {
    const store = await open();
    onTestFinished(() => store.close());
    await store.create();
    return store;
  };

  test.each(namedKinds)('gives back the file of %s it was given, whole or in part', async (kind) => {
    const store = await created();
    const {bytes, name} = some(10_000);
    await store.save(kind, name, bytes);
    expect(await store.exists(kind, name)).toBe(true);
    expect(await store.read(kind, name)).toEqual(bytes);
    expect(await store.read(kind, name, {offset: 9_000, length: 1_000})).toEqual(bytes.subarray(9_000));
    expect(await store.read(kind, name, {offset: 17, length: 1})).toEqual(bytes.subarray(17, 18));
    expect(await store.list(kind)).toEqual([{name, bytes: 10_000}]);
  });

  test('keeps one config file', async () => {
    const store = await created();
    expect(await store.exists('config', 'config')).toBe(false);
    await store.save('config', 'config', Buffer.from('first'));
    expect(await thrownBy(store.save('config', 'config', Buffer.from('second')))).toMatchObject({code: 'conflict'});
    expect(await store.read('config', 'config')).toEqual(Buffer.from('first'));
  });

  test('keeps what it has when the same file comes again', async () => {
    const store = await created();
    const {bytes, name} = some(100);
    await store.save('data', name, bytes);
    await store.save('data', name, bytes);
    expect(await store.read('data', name)).toEqual(bytes);
  });

  test('takes over a finished file, which is gone from where it was made', async () => {
    const store = await created();
    const {bytes, name} = some(20_000);
    await store.prepare();
    const file = scratchFile(store.scratch, processes);
    writeFileSync(file, bytes);
    await store.adopt('data', name, file);
    expect(existsSync(file)).toBe(false);
    expect(await store.read('data', name)).toEqual(bytes);
  });

  test('leaves nothing in the making behind', async () => {
    const store = await created();
    const {bytes, name} = some(1000);
    await store.save('index', name, bytes);
    await store.save('index', name, bytes);
    await store.save('config', 'config', bytes);
    await thrownBy(store.save('config', 'config', bytes));
    await store.prepare();
    expect(readdirSync(store.scratch)).toEqual([]);
  });

  test('lists every file of a kind and none of another', async () => {
    const store = await created();
    const files = Array.from({length: 20}, (_, at) => some(at + 1));
    await Promise.all(files.map(({bytes, name}) => store.save('data', name, bytes)));
    await store.save('index', files[0]?.name ?? '', files[0]?.bytes ?? Buffer.alloc(0));
    const byName = (a: {name: string}, b: {name: string}): number => (a.name < b.name ? -1 : 1);
    expect((await store.list('data')).sort(byName)).toEqual(
      files.map(({bytes, name}) => ({name, bytes: bytes.length})).sort(byName),
    );
  });

  test('removes a file, and is content when it is gone already', async () => {
    const store = await created();
    const {bytes, name} = some(10);
    await store.save('snapshots', name, bytes);
    await store.remove('snapshots', name);
    expect(await store.exists('snapshots', name)).toBe(false);
    expect(await store.list('snapshots')).toEqual([]);
    await store.remove('snapshots', name);
  });

  test('says what is missing and what is too short', async () => {
    const store = await created();
    const {bytes, name} = some(100);
    expect(await thrownBy(store.read('data', name))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(`The pack ${name.slice(0, 8)} is not in`),
    });
    await store.save('data', name, bytes);
    expect(await thrownBy(store.read('data', name, {offset: 90, length: 11}))).toMatchObject({code: 'corrupt'});
    expect(await thrownBy(store.read('data', name, {offset: 200, length: 1}))).toMatchObject({code: 'corrupt'});
    expect(await store.read('data', name, {offset: 100, length: 0})).toHaveLength(0);
  });

  test.each(['../../escape', 'config', '', 'A'.repeat(64), `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`])(
    'never makes a path of the name %j',
    async (name) => {
      const store = await created();
      const deeds = ['data', 'index'].flatMap((kind) => [
        () => store.read(kind as FileKind, name),
        () => store.save(kind as FileKind, name, Buffer.from('x')),
        () => store.remove(kind as FileKind, name),
        () => store.exists(kind as FileKind, name),
      ]);
      for (const deed of deeds) expect(await thrownBy(deed)).toMatchObject({code: 'corrupt'});
    },
  );

  test('can be made twice without losing what it holds', async () => {
    const store = await created();
    const {bytes, name} = some(10);
    await store.save('keys', name, bytes);
    await store.create();
    expect(await store.read('keys', name)).toEqual(bytes);
  });
});
