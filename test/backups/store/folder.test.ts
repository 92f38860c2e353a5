import {spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {openFolder} from '../../../src/backups/store/folder.js';
import {scratchFile} from '../../../src/backups/store/scratch.js';
import {realProcesses} from '../../../src/processes.js';
import {thrownBy} from '../../support/thrown.js';
import {scratch} from '../../support/world.js';

const processes = realProcesses();
const facts = {processes, now: Date.now};
const bytes = randomBytes(100);
const name = createHash('sha256').update(bytes).digest('hex');
const modeOf = (path: string): number => lstatSync(path).mode & 0o777;

async function made(root = join(scratch('folder'), 'repository')) {
  const store = openFolder(root, facts);
  await store.create();
  return {store, root};
}

test('nobody else can look into a repository, and its files are not changed by mistake', async () => {
  const before = process.umask(0);
  const {store, root} = await made().finally(() => process.umask(before));
  await store.save('data', name, bytes);
  for (const folder of ['.', 'data', `data/${name.slice(0, 2)}`, 'keys', 'tmp']) {
    expect(modeOf(join(root, folder)), folder).toBe(0o700);
  }
  expect(modeOf(join(root, 'data', name.slice(0, 2), name))).toBe(0o400);
});

test('a file that the disk cut off gives way to the whole one', async () => {
  const {store} = await made();
  const path = store.pathOf?.('data', name) ?? '';
  writeFileSync(path, bytes.subarray(0, 50));
  await store.save('data', name, bytes);
  expect(await store.read('data', name)).toEqual(bytes);
});

test('names that are no files of a repository are passed over', async () => {
  const {store, root} = await made();
  writeFileSync(join(root, 'index', 'README'), 'x');
  writeFileSync(join(root, 'index', `${name}.partial`), 'x');
  mkdirSync(join(root, 'index', name));
  symlinkSync('/etc/passwd', join(root, 'index', 'f'.repeat(64)));
  expect(await store.list('index')).toEqual([]);
});

test.each(['index', 'data'])('a link in place of the folder %s is not written through', async (kind) => {
  const {store, root} = await made();
  const elsewhere = scratch('elsewhere');
  rmSync(join(root, kind), {recursive: true});
  symlinkSync(elsewhere, join(root, kind));
  const refused = await thrownBy(store.save(kind as 'index', name, bytes));
  expect(refused).toMatchObject({code: 'refused', message: expect.stringContaining('is a link where')});
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(readdirSync(store.scratch)).toEqual([]);
});

test('a link or a pipe in place of a file is neither followed nor waited for', async () => {
  const {store} = await made();
  symlinkSync('/etc/passwd', store.pathOf?.('index', name) ?? '');
  expect(await thrownBy(store.read('index', name))).toMatchObject({code: 'corrupt'});
  const other = 'e'.repeat(64);
  spawnSync('mkfifo', [store.pathOf?.('index', other) ?? '']);
  expect(await thrownBy(store.read('index', other))).toMatchObject({code: 'corrupt'});
});

test('a file larger than any of its kind is refused before memory is taken for it', async () => {
  const {store} = await made();
  const path = store.pathOf?.('keys', name) ?? '';
  writeFileSync(path, Buffer.alloc(65 * 1024));
  expect(await thrownBy(store.read('keys', name))).toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('more than any such file may have'),
  });
});

test('what a dead writer left is removed, what a living one writes stays', async () => {
  const {store, root} = await made();
  const {pid} = spawnSync(process.execPath, ['--version']);
  const file = (host: string, of: number): string =>
    scratchFile(store.scratch, {host, self: {pid: of, startedAt: 'then'}});
  const old = {
    dead: file(processes.host, pid),
    alive: file(processes.host, process.pid),
    elsewhere: file('another-machine', 1),
    foreign: join(store.scratch, 'notes.txt'),
  };
  const fresh = file(processes.host, pid);
  for (const path of [...Object.values(old), fresh]) writeFileSync(path, 'x');
  const anHourAgo = Date.now() / 1000 - 3600;
  for (const path of Object.values(old)) utimesSync(path, anHourAgo, anHourAgo);
  await openFolder(root, facts).prepare();
  const left = [old.alive, old.elsewhere, old.foreign, fresh];
  expect(left.filter((path) => !existsSync(path))).toEqual([]);
  expect(existsSync(old.dead)).toBe(false);
  await openFolder(root, {processes, now: () => Date.now() + 25 * 3_600_000}).prepare();
  expect(existsSync(old.elsewhere)).toBe(false);
});

test.skipIf(process.getuid?.() === 0)('a repository that cannot be written says so and leaves nothing', async () => {
  const {store, root} = await made();
  chmodSync(join(root, 'index'), 0o500);
  expect(await thrownBy(store.save('index', name, bytes))).toMatchObject({code: 'refused'});
  expect(readdirSync(store.scratch)).toEqual([]);
});

test('the folders that were lost are made again', async () => {
  const {store, root} = await made();
  rmSync(join(root, 'data', name.slice(0, 2)), {recursive: true});
  await store.save('data', name, bytes);
  expect(await store.read('data', name)).toEqual(bytes);
});
