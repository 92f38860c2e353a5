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
import {describe, expect, test} from 'vitest';
import {openFolder} from '../../../src/backups/store/folder.js';
import {scratchFile} from '../../../src/backups/store/scratch.js';
import {realProcesses} from '../../../src/processes.js';
import {startChild} from '../../support/child.js';
import {canMount, smallDisk} from '../../support/small-disk.js';
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

test('no repository is made among other things', async () => {
  const root = scratch('home');
  writeFileSync(join(root, 'letter.txt'), 'x');
  expect(await thrownBy(openFolder(root, facts).create())).toMatchObject({
    code: 'refused',
    message: `${root} has other things in it, such as letter.txt: no repository is made there.`,
  });
  expect(readdirSync(root)).toEqual(['letter.txt']);
  rmSync(join(root, 'letter.txt'));
  mkdirSync(join(root, 'lost+found'));
  await openFolder(root, facts).create();
});

describe.skipIf(!canMount)('on a full disk', () => {
  test('nothing is stored, nothing is left behind, and what was there stays', async () => {
    const disk = smallDisk();
    const {store} = await made(join(disk.dir, 'repository'));
    await store.save('index', name, bytes);
    disk.fill();
    const more = randomBytes(200_000);
    const other = createHash('sha256').update(more).digest('hex');
    expect(await thrownBy(store.save('data', other, more))).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^The disk is full: /),
    });
    expect(await store.exists('data', other)).toBe(false);
    expect(readdirSync(store.scratch)).toEqual([]);
    expect(await store.read('index', name)).toEqual(bytes);
    disk.free();
    await store.save('data', other, more);
    expect((await store.read('data', other)).equals(more)).toBe(true);
  });
});

test('a writer that is killed leaves whole files, or leftovers that are swept, and nothing else', async () => {
  // part of S-8
  const {root} = await made();
  for (const saved of [1, 7, 20]) {
    const writer = await startChild('store-writer', [root]);
    await writer.next('started');
    for (let file = 0; file < saved; file++) await writer.next('saved');
    await writer.kill('SIGKILL');
  }
  const store = openFolder(root, {processes, now: () => Date.now() + 3_600_000});
  await store.prepare();
  expect(readdirSync(store.scratch)).toEqual([]);
  const files = await store.list('data');
  expect(files.length).toBeGreaterThanOrEqual(28);
  for (const file of files) {
    expect(
      createHash('sha256')
        .update(await store.read('data', file.name))
        .digest('hex'),
    ).toBe(file.name);
  }
});

test('the folders that were lost are made again', async () => {
  const {store, root} = await made();
  rmSync(join(root, 'data', name.slice(0, 2)), {recursive: true});
  await store.save('data', name, bytes);
  expect(await store.read('data', name)).toEqual(bytes);
});
