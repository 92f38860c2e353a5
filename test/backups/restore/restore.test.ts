import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {listBackups} from '../../../src/backups/list-backups.js';
import {listRestore} from '../../../src/backups/restore/list.js';
import {planOf} from '../../../src/backups/restore/restore.js';
import {scratch} from '../../support/world.js';
import {compareTrees} from '../compare-trees.js';
import {makeHostileFolder} from '../hostile-names.js';
import {backUp, never, newRepository, processes, reopen} from '../make-backup.js';
import {hasRestic, restic} from '../restic.js';
import {restore} from './restore.js';

function makeFolder(dir: string): string {
  const folder = join(dir, 'folder');
  mkdirSync(join(folder, 'src', 'deep'), {recursive: true});
  writeFileSync(join(folder, 'src', 'a.ts'), 'const a = 1;\n');
  writeFileSync(join(folder, 'src', 'deep', 'b.ts'), 'const b = 2;\n');
  writeFileSync(join(folder, 'notes.md'), '# Notes\n');
  writeFileSync(join(folder, 'random'), randomBytes(3_000_000));
  chmodSync(join(folder, 'src', 'deep'), 0o750);
  utimesSync(join(folder, 'src'), 1_500_000_000.123456, 1_500_000_000.123456);
  return folder;
}

async function backedUp(make: (dir: string) => string = makeFolder) {
  const dir = scratch();
  const folder = make(dir);
  const repository = await newRepository(dir);
  await backUp(repository, [Buffer.from(folder).toString('latin1')], {name: 'nightly'});
  return {dir, folder, repository, out: join(dir, 'out')};
}

const hostile = (dir: string): string => {
  const folder = join(dir, 'folder');
  mkdirSync(folder);
  makeHostileFolder(folder);
  return folder;
};

test('what was backed up comes back to the byte, with modes, times, owners, links and pipes', async () => {
  // S-21 S-44
  const {folder, repository, out} = await backedUp(hostile);
  const outcome = await restore(repository, 'nightly', out, {verifies: true});
  expect(outcome.problems).toEqual([]);
  expect(outcome.isOk).toBe(true);
  expect(outcome.verifiedFiles).toBe(outcome.files);
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
});

test('the comparison of folders sees every kind of difference', async () => {
  const {folder, repository, out} = await backedUp(hostile);
  await restore(repository, 'nightly', out);
  const made = join(out, 'folder');
  const breaks = [
    () => writeFileSync(join(made, 'with space'), 'content of with spacE'),
    () => chmodSync(join(made, 'setuid'), 0o755),
    () => utimesSync(join(made, 'empty'), 1, 1),
    () => execFileSync('ln', ['-sfn', 'elsewhere', join(made, 'link')]),
    () => execFileSync('sh', ['-c', 'cp -p "$1" "$1.new" && mv "$1.new" "$1"', 'sh', join(made, 'second name')]),
    () => writeFileSync(join(made, 'one more'), ''),
    () => execFileSync('rm', [join(made, 'pipe')]),
  ];
  let known = 0;
  for (const make of breaks) {
    make();
    const found = compareTrees(folder, made).length;
    expect(found, make.toString()).toBeGreaterThan(known);
    known = found;
  }
});

test('paths go under their last steps; two with the same last step, or --full-path, under all of theirs', async () => {
  const dir = scratch();
  const repository = await newRepository(dir);
  for (const name of ['a/same', 'b/same', 'c/other']) {
    mkdirSync(join(dir, name), {recursive: true});
    writeFileSync(join(dir, name, 'file'), name);
  }
  await backUp(repository, [join(dir, 'a/same'), join(dir, 'c/other')], {name: 'two'});
  await backUp(repository, [join(dir, 'a/same'), join(dir, 'b/same'), join(dir, 'c/other/file')], {name: 'three'});
  await restore(repository, 'two', join(dir, 'out2'));
  expect(readdirSync(join(dir, 'out2')).sort()).toEqual(['other', 'same']);
  await restore(repository, 'three', join(dir, 'out3'));
  expect(readFileSync(join(dir, 'out3', dir, 'b/same/file'), 'utf8')).toBe('b/same');
  expect(readFileSync(join(dir, 'out3', 'file'), 'utf8')).toBe('c/other');
  await restore(repository, 'two', join(dir, 'full'), {isFullPath: true});
  expect(readFileSync(join(dir, 'full', dir, 'c/other/file'), 'utf8')).toBe('c/other');
});

test('--only takes names, globs and paths in every way they are written; --exclude leaves out', async () => {
  const {dir, folder, repository} = await backedUp();
  const files = async (only: string[], exclude: string[] = [], more = {}): Promise<string[]> => {
    const [backup] = await listBackups(repository);
    if (!backup) return [];
    const plan = await planOf({repository, processes, signal: never()}, backup, {
      ...{isFullPath: false, only, exclude},
      ...more,
    });
    return [...listRestore(plan, '/')]
      .filter(({kind}) => kind === 'file')
      .map(({path}) => path)
      .sort();
  };
  const deep = '/folder/src/deep/b.ts';
  expect(await files(['*.ts'])).toEqual(['/folder/src/a.ts', deep]);
  expect(await files(['src/deep'])).toEqual([deep]);
  expect(await files(['/folder/src/deep/'])).toEqual([deep]);
  expect(await files([`${folder}/src/deep/b.ts`])).toEqual([deep]);
  expect(await files([`${folder}/src/deep/b.ts`], [], {isFullPath: true})).toEqual([`${folder}/src/deep/b.ts`]);
  expect(await files(['src/**/b.ts', 'notes.md'])).toEqual(['/folder/notes.md', deep]);
  expect(await files([], ['random', 'deep/'])).toEqual(['/folder/notes.md', '/folder/src/a.ts']);
  expect(await files(['nothing'])).toEqual([]);
  expect(existsSync(join(dir, 'out'))).toBe(false);
});

test('files that are there already are left and counted; others are never overwritten without being asked', async () => {
  // S-44
  const {folder, repository, out} = await backedUp();
  await restore(repository, 'nightly', out);
  const made = join(out, 'folder');
  writeFileSync(join(made, 'notes.md'), '# Mine\n');
  const inode = lstatSync(join(made, 'random')).ino;
  const again = await restore(repository, 'nightly', out);
  expect(again).toMatchObject({isOk: false, files: 0, sameFiles: 3, problemCount: 1});
  expect(again.problems[0]).toEqual({path: join(made, 'notes.md'), why: 'another file is there'});
  expect(readFileSync(join(made, 'notes.md'), 'utf8')).toBe('# Mine\n');
  const forced = await restore(repository, 'nightly', out, {overwrites: true});
  expect(forced).toMatchObject({isOk: true, files: 1, sameFiles: 3});
  expect(lstatSync(join(made, 'random')).ino).toBe(inode);
  expect(compareTrees(folder, made)).toEqual([]);
  expect(readdirSync(made).filter((name) => name.startsWith('.orkestra'))).toEqual([]);
});

test('a link on the way, or a file where a folder belongs, is refused and nothing is written through it', async () => {
  const {dir, repository, out} = await backedUp();
  mkdirSync(join(dir, 'elsewhere'));
  mkdirSync(join(out, 'folder'), {recursive: true});
  symlinkSync(join(dir, 'elsewhere'), join(out, 'folder', 'src'));
  for (const overwrites of [false, true]) {
    const outcome = await restore(repository, 'nightly', out, {overwrites});
    expect(outcome.isOk).toBe(false);
    expect(outcome.problems).toEqual([
      {path: join(out, 'folder', 'src'), why: expect.stringContaining('a link or a file is there instead of a folder')},
    ]);
  }
  expect(readdirSync(join(dir, 'elsewhere'))).toEqual([]);
  expect(lstatSync(join(out, 'folder', 'src')).isSymbolicLink()).toBe(true);
});

test('a link under the name of a file is not written through, and replaced only when asked', async () => {
  const {dir, repository, out} = await backedUp();
  mkdirSync(join(out, 'folder'), {recursive: true});
  symlinkSync(join(dir, 'victim'), join(out, 'folder', 'notes.md'));
  expect((await restore(repository, 'nightly', out)).problems).toEqual([
    {path: join(out, 'folder', 'notes.md'), why: 'something else is there'},
  ]);
  expect((await restore(repository, 'nightly', out, {overwrites: true})).isOk).toBe(true);
  expect(existsSync(join(dir, 'victim'))).toBe(false);
  expect(readFileSync(join(out, 'folder', 'notes.md'), 'utf8')).toBe('# Notes\n');
});

test('a sparse file of 2 GiB with little in it takes as little room when it is back', async () => {
  // S-23
  const sparse = (dir: string): string => {
    const folder = join(dir, 'folder');
    mkdirSync(folder);
    writeFileSync(join(folder, 'sparse'), randomBytes(1 << 20));
    truncateSync(join(folder, 'sparse'), 2 ** 31);
    writeFileSync(
      join(folder, 'small hole'),
      Buffer.concat([randomBytes(5000), Buffer.alloc(200_000), randomBytes(3)]),
    );
    return folder;
  };
  const {folder, repository, out} = await backedUp(sparse);
  expect((await restore(repository, 'nightly', out)).problems).toEqual([]);
  expect(lstatSync(join(out, 'folder', 'sparse')).blocks * 512).toBeLessThan(4 << 20);
  expect(lstatSync(join(out, 'folder', 'small hole')).blocks * 512).toBeLessThan(100_000);
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
});

test('many thousands of tiny files come back, each only once', async () => {
  const tiny = (dir: string): string => {
    const folder = join(dir, 'folder');
    for (let number = 0; number < 10_000; number++) {
      const sub = join(folder, `${number % 97}`);
      if (number < 97) mkdirSync(sub, {recursive: true});
      writeFileSync(join(sub, `${number}`), `${number % 5000}`);
    }
    return folder;
  };
  const {folder, repository, out} = await backedUp(tiny);
  expect(await restore(repository, 'nightly', out)).toMatchObject({isOk: true, files: 10_000, sameFiles: 0});
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
  expect(await restore(repository, 'nightly', out)).toMatchObject({isOk: true, files: 0, sameFiles: 10_000});
});

test('names of one file in hundreds of folders are one file again', async () => {
  const linked = (dir: string): string => {
    const folder = join(dir, 'folder');
    for (let number = 0; number < 350; number++) {
      mkdirSync(join(folder, `${number}`), {recursive: true});
      for (const name of ['same', `${number}`]) {
        const first = join(folder, number % 2 === 0 ? '0' : '1', 'same');
        if (number < 2 || name !== 'same') writeFileSync(join(folder, `${number}`, name), `${number}`);
        else linkSync(first, join(folder, `${number}`, name));
      }
    }
    return folder;
  };
  const {folder, repository, out} = await backedUp(linked);
  expect(await restore(repository, 'nightly', out)).toMatchObject({isOk: true, links: 348});
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
  expect(await restore(repository, 'nightly', out)).toMatchObject({isOk: true, files: 0, links: 0, sameFiles: 700});
});

test('names of 255 bytes and paths of more than 4096 come back', async () => {
  const deep = (dir: string): string => {
    const folder = join(dir, 'folder');
    mkdirSync(folder);
    // The system of Node cannot remove paths of that length.
    onTestFinished(() => void execFileSync('rm', ['-rf', folder, join(dir, 'out')]));
    execFileSync('sh', [
      '-c',
      'cd "$1"; for i in $(seq 25); do mkdir "$2"; cd -P "$2"; done; echo deep > "$2"',
      'sh',
      folder,
      'd'.repeat(255),
    ]);
    return folder;
  };
  const {folder, repository, out} = await backedUp(deep);
  expect((await restore(repository, 'nightly', out)).problems).toEqual([]);
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
});

test('two restores at once into one folder both end well', async () => {
  const many = (dir: string): string => {
    const folder = join(dir, 'folder');
    for (let number = 0; number < 40; number++) {
      mkdirSync(join(folder, `${number}`), {recursive: true});
      for (let file = 0; file < 50; file++) writeFileSync(join(folder, `${number}`, `${file}`), `${number} ${file}`);
    }
    return folder;
  };
  const {dir, folder, repository, out} = await backedUp(many);
  const outcomes = await Promise.all([restore(repository, 'nightly', out), restore(await reopen(dir), 'nightly', out)]);
  expect(outcomes.flatMap(({problems}) => problems)).toEqual([]);
  expect(compareTrees(folder, join(out, 'folder'))).toEqual([]);
});

describe.skipIf(!hasRestic)('beside restic', () => {
  test('we restore what restic wrote, whole and relative; restic restores what we wrote', async () => {
    const dir = scratch();
    const folder = hostile(dir);
    execFileSync('sh', ['-c', 'cp -p /bin/sh "$1/program"; yes text | head -c 40000000 > "$1/large"', 'sh', folder]);
    const call = (...args: string[]) => restic(join(dir, 'repository'), args);
    await call('init');
    await call('backup', folder, '--tag', 'name=theirs');
    const repository = await reopen(dir);
    expect((await restore(repository, 'theirs', join(dir, 'out'))).problems).toEqual([]);
    expect(compareTrees(folder, join(dir, 'out', 'folder'))).toEqual([]);

    const id = await backUp(repository, [folder], {name: 'ours'});
    await call('restore', id, '--target', join(dir, 'theirs'));
    expect(compareTrees(folder, join(dir, 'theirs', folder))).toEqual([]);
  });
});
