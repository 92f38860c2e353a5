import {spawn, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {expect, onTestFinished, test} from 'vitest';
import {scratch, until} from '../../support/world.js';
import {compareTrees} from '../compare-trees.js';
import {backUp, newRepository} from '../make-backup.js';
import {restore} from './restore.js';

async function made(files: number, bytes: number) {
  const dir = scratch();
  const folder = join(dir, 'folder');
  for (let file = 0; file < files; file++) {
    const sub = join(folder, `${file % 10}`);
    if (file < 10) mkdirSync(sub, {recursive: true});
    writeFileSync(join(sub, `${file}`), randomBytes(bytes));
  }
  writeFileSync(join(folder, 'large'), randomBytes(70_000_000));
  const repository = await newRepository(dir);
  await backUp(repository, [folder], {name: 'nightly'});
  return {dir, folder, repository, out: join(dir, 'out')};
}

/** The test's own way to restore, as a program that can be killed. */
async function program(dir: string): Promise<string> {
  const outfile = join(process.cwd(), 'dist', `restore-${process.pid}.test.js`);
  onTestFinished(() => void spawnSync('rm', ['-f', outfile]));
  await build({
    stdin: {
      contents: `
        import {restore} from './test/backups/restore/restore.js';
        import {reopen} from './test/backups/make-backup.js';
        await restore(await reopen(${JSON.stringify(dir)}), 'nightly', process.argv[2], {overwrites: process.argv[3] === 'over'});
      `,
      resolveDir: process.cwd(),
    },
    ...{outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent'},
    external: ['better-sqlite3', 'zstd-napi', '@bokuweb/zstd-wasm', 'vitest'],
    banner: {js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);"},
  });
  return outfile;
}

test('a restore that was killed goes on where it was, and a half is never taken for a whole', async () => {
  const {dir, folder, repository, out} = await made(3000, 4000);
  const file = await program(dir);
  let killed = 0;
  for (let round = 1; round <= 4; round++) {
    const before = countFiles(out);
    const child = spawn(process.execPath, [file, out], {stdio: 'ignore'});
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await until(() => child.exitCode !== null || countFiles(out) > before + 300, 'some more files', 30_000);
    if (child.kill('SIGKILL')) killed += 1;
    await ended;
  }
  expect(killed).toBeGreaterThan(1);
  const outcome = await restore(repository, 'nightly', out);
  expect(outcome.problems).toEqual([]);
  expect(outcome.sameFiles).toBeGreaterThan(100);
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
});

test('a restore over files that is killed leaves each old or new', async () => {
  const {dir, folder, repository, out} = await made(2000, 4000);
  await restore(repository, 'nightly', out);
  const names = readdirSync(join(folder), {recursive: true, encoding: 'utf8'}).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  for (const name of names) writeFileSync(join(out, 'folder', name), `old ${name}`);
  const child = spawn(process.execPath, [await program(dir), out, 'over'], {stdio: 'ignore'});
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const isNew = (name: string): boolean =>
    !readFileSync(join(out, 'folder', name))
      .toString()
      .startsWith('old ');
  await until(
    () => child.exitCode !== null || names.slice(-50).some(isNew) || names.slice(0, 50).some(isNew),
    'a new file',
    30_000,
  );
  child.kill('SIGKILL');
  await ended;
  for (const name of names) {
    const now = readFileSync(join(out, 'folder', name));
    const isOld = now.equals(Buffer.from(`old ${name}`));
    expect(isOld || now.equals(readFileSync(join(folder, name))), name).toBe(true);
  }
  expect((await restore(repository, 'nightly', out, {overwrites: true})).problems).toEqual([]);
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
});

function countFiles(dir: string): number {
  return existsSync(dir) ? readdirSync(dir, {recursive: true}).length : 0;
}

test('what is damaged is told, file by file, and no half of it stays', async () => {
  const {dir, folder, repository, out} = await made(20, 4000);
  const root = join(dir, 'repository', 'data');
  const packs = readdirSync(root, {recursive: true, encoding: 'utf8'}).map((name) => join(root, name));
  for (const path of packs.filter((name) => statSync(name).size > 10_000_000)) {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    chmodSync(path, 0o600);
    writeFileSync(path, bytes);
  }
  const outcome = await restore(repository, 'nightly', out);
  expect(outcome).toMatchObject({isOk: false, files: 20, problemCount: 1});
  expect(outcome.problems[0]).toMatchObject({path: join(out, 'folder', 'large')});
  expect(existsSync(join(out, 'folder', 'large'))).toBe(false);
  expect(compareTrees(folder, join(out, 'folder')).length).toBeLessThan(4);
});

test('a stop ends between files: what is there is whole, and the next run makes the rest', async () => {
  const {folder, repository, out} = await made(3000, 4000);
  const stop = new AbortController();
  const restoring = restore(repository, 'nightly', out, {signal: stop.signal, threads: 1});
  restoring.catch(() => {});
  await until(() => existsSync(join(out, 'folder', 'large')), 'the large file');
  stop.abort(new Error('enough'));
  await expect(restoring).rejects.toThrow('enough');
  expect(existsSync(join(out, 'folder', 'large'))).toBe(false);
  expect((await restore(repository, 'nightly', out)).problems).toEqual([]);
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
});

const mounts = (): boolean => {
  const dir = scratch();
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', dir]).status === 0;
  if (isMounted) spawnSync('umount', [dir]);
  return isMounted;
};

test('a full disk is told with the files it has no room for; what was half written is gone', async ({skip}) => {
  skip(!mounts(), 'only who may mount a small disk can fill one');
  const {repository, out} = await made(20, 4000);
  mkdirSync(out);
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', out]);
  onTestFinished(() => void spawnSync('umount', [out]));
  const outcome = await restore(repository, 'nightly', out);
  expect(outcome.isOk).toBe(false);
  expect(outcome.problems).toContainEqual({path: join(out, 'folder', 'large'), why: 'the disk is full'});
  expect(existsSync(join(out, 'folder', 'large'))).toBe(false);
  expect(outcome.files).toBe(20);
});
