import {execFileSync} from 'node:child_process';
import {linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {canMount} from '../../support/small-disk.js';
import {CLEAN, checkAll, commandProject, filesIn} from '../command-project.js';
import {compareTrees} from '../compare-trees.js';
import {makeHostileFolder} from '../hostile-names.js';
import {hasRestic} from '../restic.js';

/** So deep that the system takes no path that long: it is made one step after the other. */
function makeDeep(folder: string, depth: number, name: string): void {
  const script = `import os, sys
os.chdir(sys.argv[1])
for n in range(int(sys.argv[2])):
    os.mkdir(sys.argv[3]); os.chdir(sys.argv[3])
open('bottom', 'w').write('here')`;
  execFileSync('python3', ['-c', script, folder, String(depth), name]);
}

const hasPython = ((): boolean => {
  try {
    execFileSync('python3', ['--version'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
})();

/** The paths of the files in the newest backup, as restic lists them. */
const namesIn = (listed: string): string[] =>
  listed
    .split('\n')
    .filter((line) => line.startsWith('/'))
    .map((line) => line.split('/').at(-1) ?? '');

describe.skipIf(!hasRestic)('a backup', () => {
  // S-3
  test('keeps folders of every shape to the byte, and restic finds no fault', async () => {
    const project = await commandProject();
    const {source} = project;
    // Node's own way of removing takes no path so long.
    onTestFinished(() => void execFileSync('rm', ['-rf', project.dir]));
    const at = (name: string): string => {
      mkdirSync(join(source, name));
      return join(source, name);
    };
    makeHostileFolder(at('hostile'));
    at('empty');
    if (hasPython) makeDeep(at('long'), 30, 'n'.repeat(200));
    if (hasPython) makeDeep(at('deep'), 200, 'd');
    const many = at('many');
    for (let number = 0; number < 20_000; number++) writeFileSync(join(many, `${number}`), `${number % 50}`);
    writeFileSync(join(source, 'one'), 'one file');
    linkSync(join(source, 'one'), join(source, 'other'));
    symlinkSync('.', join(source, 'loop'));
    symlinkSync('round2', join(source, 'round1'));
    symlinkSync('round1', join(source, 'round2'));
    const report = await project.backUp();
    expect(report.problems).toEqual([]);
    expect(compareTrees(source, await project.restore('test'))).toEqual([]);
    expect(await checkAll(project)).toContain(CLEAN);
    const again = await project.backUp();
    expect(again).toMatchObject({newFiles: 0, changedFiles: 0, files: report.files});
  }, 120_000);

  // S-3
  test('takes one file, an empty folder, a link, and folders one inside the other', async () => {
    const project = await commandProject();
    const {source, dir} = project;
    mkdirSync(join(source, 'outer/inner'), {recursive: true});
    mkdirSync(join(source, 'empty'));
    writeFileSync(join(source, 'outer/inner/file'), 'within');
    writeFileSync(join(source, 'nothing'), '');
    symlinkSync(join(source, 'outer'), join(dir, 'link'));
    const counts = async (...paths: string[]) => {
      const {files, folders, bytes, problemCount} = await project.backUp(paths.map((path) => join(source, path)));
      return {files, bytes, folders: folders - source.split('/').length + 1, problemCount};
    };
    expect(await counts('nothing')).toEqual({files: 1, bytes: 0, folders: 0, problemCount: 0});
    expect(await counts('empty')).toEqual({files: 0, bytes: 0, folders: 1, problemCount: 0});
    expect(await counts('outer', 'outer/inner')).toEqual({files: 1, bytes: 6, folders: 2, problemCount: 0});
    const {paths} = await project.backUp([join(dir, 'link')]);
    expect(paths).toEqual([join(source, 'outer')]);
    expect(await checkAll(project)).toContain(CLEAN);
  });

  // S-16
  test('leaves out what it is told to, in every way there is', async () => {
    const project = await commandProject();
    const {source, dir} = project;
    const files = ['keep.txt', 'a.log', 'sub/b.log', 'sub/b.tmp', 'sub/.gitignore', 'sub/ignored', 'node_modules/x'];
    for (const file of [...files, 'cache/CACHEDIR.TAG', 'cache/filled', 'huge']) {
      mkdirSync(join(source, file, '..'), {recursive: true});
      writeFileSync(join(source, file), file);
    }
    writeFileSync(join(source, 'sub/.gitignore'), 'ignored\n');
    writeFileSync(join(source, 'cache/CACHEDIR.TAG'), 'Signature: 8a477f597d28d172789f06886806bc55\n');
    writeFileSync(join(source, 'huge'), Buffer.alloc(3_000_000));
    writeFileSync(join(dir, 'rules'), '*.tmp\n# no rule\n');
    execFileSync('git', ['init', '--quiet', source]);
    const ways = ['--exclude', 'node_modules,*.log', '--exclude', '.git', '--exclude-file', join(dir, 'rules')];
    await project.backUp([source, ...ways, '--larger-than', '1MB', '--gitignore', '--exclude-caches', '--tag', 'x,y']);
    const named = namesIn(await project.restic('ls', 'latest', '--no-lock'));
    expect(named).toEqual(expect.arrayContaining(['keep.txt', 'sub', '.gitignore', 'CACHEDIR.TAG']));
    for (const out of ['a.log', 'b.log', 'b.tmp', 'ignored', 'node_modules', 'filled', 'huge', '.git'])
      expect(named, out).not.toContain(out);
    const [backup] = JSON.parse(await project.restic('snapshots', '--json', '--no-lock')) as {tags: string[]}[];
    expect(backup?.tags).toEqual(['x', 'y']);
  });

  // S-16
  test('waits for no pipe that is called like a file of rules', async () => {
    const project = await commandProject();
    execFileSync('mkfifo', [join(project.source, '.gitignore'), join(project.source, 'CACHEDIR.TAG')]);
    writeFileSync(join(project.source, 'file'), 'kept');
    const report = await project.backUp([project.source, '--gitignore', '--exclude-caches']);
    expect(report).toMatchObject({files: 1, problemCount: 0});
  });

  test('of a project leaves out what the program keeps for itself there, behind a link as well', async () => {
    const project = await commandProject();
    const {root, dir} = project;
    writeFileSync(join(root, 'work'), 'kept');
    symlinkSync(root, join(dir, 'link'));
    const through = project.start('backup', dir, '--json', '--project-root', join(dir, 'link'));
    expect(await through.ended).toMatchObject({code: 0});
    const report = await project.backUp([root]);
    expect(report).toMatchObject({files: 1, problemCount: 0});
    const {code, err} = await project.run('backup', project.repository);
    expect({code, err}).toMatchObject({code: 1, err: expect.stringContaining('is the backup repository itself')});
  });

  test.skipIf(!canMount)('stays on its file system when it is told to', async () => {
    const project = await commandProject();
    const other = join(project.source, 'other');
    mkdirSync(other);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', other]);
    try {
      writeFileSync(join(other, 'elsewhere'), 'x');
      writeFileSync(join(project.source, 'here'), 'x');
      expect(await project.backUp([project.source, '--one-file-system'])).toMatchObject({files: 1});
      expect(await project.backUp([project.source])).toMatchObject({files: 2});
    } finally {
      execFileSync('umount', [other]);
    }
  });

  // S-17
  test('that is only tried says what is new, changed and the same, and changes nothing', async () => {
    const project = await commandProject();
    const {source, repository} = project;
    for (const name of ['same', 'changed', 'gone']) writeFileSync(join(source, name), name);
    await project.backUp();
    writeFileSync(join(source, 'changed'), 'changed since');
    writeFileSync(join(source, 'new'), 'new');
    const before = readdirSync(repository, {recursive: true}).sort();
    const {code, out} = await project.run('backup', source, '--dry-run', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({newFiles: 1, changedFiles: 1, sameFiles: 2, problemCount: 0});
    expect(readdirSync(repository, {recursive: true}).sort()).toEqual(before);
    expect(filesIn(repository, 'snapshots')).toHaveLength(1);
    const forced = await project.backUp([source, '--force']);
    expect(forced).toMatchObject({newFiles: 4, changedFiles: 0, sameFiles: 0, parent: null});
  });
});
