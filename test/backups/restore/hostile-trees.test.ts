import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Repository} from '../../../src/backups/repository/repository.js';
import {scratch} from '../../support/world.js';
import {type CraftedBlob, craftBackup, craftPack, idOf, treeOf} from '../craft.js';
import {newRepository} from '../make-backup.js';
import {restore} from './restore.js';

const DATA = 'pwned';
const file = (name: string, more: object = {}) => ({
  name,
  type: 'file',
  size: DATA.length,
  content: [idOf(DATA)],
  ...more,
});

/** A folder with a target in it, and a repository that holds `root` and what it needs. */
async function crafted(root: string, more: readonly CraftedBlob[] = []) {
  const dir = scratch();
  const repository: Repository = await newRepository(dir);
  await craftPack(repository, [{type: 'data', plain: DATA}, {type: 'tree', plain: root}, ...more]);
  await craftBackup(repository, idOf(root), 'evil');
  return {dir, repository, out: join(dir, 'in', 'out')};
}

test.each([['../evil'], ['..'], ['.'], ['a/b'], ['/etc/evil'], [''], ['a\\x00b'], ['\\x2e\\x2e\\x2fevil']])(
  'an entry called %j is refused in one sentence and nothing outside is touched',
  async (name) => {
    const {dir, repository, out} = await crafted(treeOf([file(name), file('fine')]));
    const outcome = await restore(repository, 'evil', out);
    expect(outcome.isOk).toBe(false);
    expect(outcome.problems[0]?.why).toContain('would lead out of its folder');
    expect(readdirSync(dir).sort()).toEqual(['in', 'repository']);
    expect(readdirSync(join(dir, 'in'))).toEqual(['out']);
    expect(readdirSync(out)).toEqual([]);
  },
);

test('a name that comes twice, first as a link out and then as a folder, is refused', async () => {
  const sub = treeOf([file('evil')]);
  const root = treeOf([
    {name: 'a', type: 'symlink', linktarget: '..'},
    {name: 'a', type: 'dir', subtree: idOf(sub)},
  ]);
  const {dir, repository, out} = await crafted(root, [{type: 'tree', plain: sub}]);
  expect((await restore(repository, 'evil', out)).problems[0]?.why).toContain('comes twice');
  expect(existsSync(join(dir, 'in', 'evil'))).toBe(false);
});

test('a file is never longer than it says, nor made where its parts are', async () => {
  const tree = treeOf([file('long', {size: 3}), file('huge', {size: 2 ** 50}), file('fine')]);
  const {repository, out} = await crafted(tree);
  const {problems} = await restore(repository, 'evil', out);
  expect(problems.map(({why}) => why)).toEqual([
    `its parts have 5 bytes, but it should have 3`,
    `its parts have 5 bytes, but it should have ${2 ** 50}`,
  ]);
  expect(readdirSync(out)).toEqual(['fine']);
});

test('folders are no content, and content is no folder', async () => {
  const root = treeOf([
    file('a', {content: [idOf(treeOf([]))], size: treeOf([]).length}),
    {name: 'b', type: 'dir', subtree: idOf(DATA)},
  ]);
  const {repository, out} = await crafted(root, [{type: 'tree', plain: treeOf([])}]);
  const {problems} = await restore(repository, 'evil', out);
  expect(problems.map(({why}) => why)).toEqual([
    expect.stringContaining('is no content of a file'),
    expect.stringContaining('cannot be used'),
  ]);
});

test('a blob that would unpack to more than it says, or to another one, never reaches a file', async () => {
  const dir = scratch();
  const repository = await newRepository(dir);
  const {zstd} = repository.tools;
  const zeros = Buffer.alloc(50_000_000);
  const bomb = Buffer.alloc(100_000);
  const packed = bomb.subarray(0, zstd.compress(bomb, zeros, 3));
  const tree = treeOf([
    file('bomb', {content: [idOf('bomb')], size: 4}),
    file('liar', {content: [idOf('liar')], size: 4}),
    file('fine'),
  ]);
  await craftPack(repository, [
    {type: 'data', plain: 'bomb', stored: packed, plainLength: 4},
    {type: 'data', plain: 'liar', stored: Buffer.from('LIAR')},
    {type: 'data', plain: DATA},
    {type: 'tree', plain: tree},
  ]);
  await craftBackup(repository, idOf(tree), 'evil');
  const out = join(dir, 'out');
  const {problems, files} = await restore(repository, 'evil', out);
  expect(problems.map(({path}) => path).sort()).toEqual([join(out, 'bomb'), join(out, 'liar')]);
  expect(files).toBe(1);
  expect(readdirSync(out)).toEqual(['fine']);
  expect(readFileSync(join(out, 'fine'), 'utf8')).toBe(DATA);
});

test('folders that hold each other many times are refused before they fill a disk', async () => {
  let below = treeOf([file('fine')]);
  const trees = [below];
  for (let level = 0; level < 40; level++) {
    const subtree = idOf(below);
    below = treeOf([
      {name: 'a', type: 'dir', subtree},
      {name: 'b', type: 'dir', subtree},
    ]);
    trees.push(below);
  }
  const {repository, out} = await crafted(
    below,
    trees.map((plain) => ({type: 'tree' as const, plain})),
  );
  await expect(restore(repository, 'evil', out)).rejects.toThrow('unfolds into more than');
  expect(existsSync(out)).toBe(false);
});

test('names that say they are one file and are not are files of their own; devices are told and left out', async () => {
  const same = {inode: 7, device_id: 1, links: 2};
  const root = treeOf([
    file('a', same),
    {name: 'b', type: 'file', size: 0, content: [], ...same},
    {name: 'disk', type: 'dev', device: 2048},
  ]);
  const {repository, out} = await crafted(root);
  const {problems} = await restore(repository, 'evil', out);
  expect(problems).toEqual([{path: '/disk', why: 'it is a device, which is not restored'}]);
  expect(readFileSync(join(out, 'b'), 'utf8')).toBe('');
  expect(readFileSync(join(out, 'a'), 'utf8')).toBe(DATA);
});
