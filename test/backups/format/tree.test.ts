import {execFileSync} from 'node:child_process';
import {lstatSync, mkdirSync, readdirSync, readlinkSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {pathFor} from '../../../src/backups/format/names.js';
import {fileText, folderText, nodeHead, otherText, treeText} from '../../../src/backups/format/node-text.js';
import {parentTree} from '../../../src/backups/format/parent-tree.js';
import {parseTree} from '../../../src/backups/format/tree.js';
import {scratch} from '../../support/world.js';
import {makeHostileFolder} from '../hostile-names.js';
import {newRepository} from '../make-backup.js';
import {hasRestic, PASSWORD, restic} from '../restic.js';

afterEach(() => void vi.restoreAllMocks());

const owners = {user: () => userInfo().username, group: () => 'root'};

describe.skipIf(!hasRestic)('beside restic', () => {
  test.each([
    ['UTC', 0],
    ['Asia/Kolkata', -330],
    ['America/Phoenix', 420],
  ])('a folder with hostile names is the same text, in %s', async (zone, westMin) => {
    vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(westMin);
    const dir = scratch();
    const folder = join(dir, 'folder');
    mkdirSync(folder);
    makeHostileFolder(folder);
    // A year in which none of these zones changed its offset.
    execFileSync('find', [folder, '-exec', 'touch', '-h', '-d', '@1600000000.000120000', '{}', '+']);
    const {tree, json} = await backedUp(dir, zone);
    const theirs = Buffer.from(json);
    expect(tree).not.toBe('');
    const text = ourText(folder, parentTree(theirs));
    expect(text).toContain('"linktarget":"\\ufffd\\ufffd","linktarget_raw":"/++/vQ=="');
    const expected = lines(theirs.toString('latin1'));
    expect(lines(text).filter((line) => !expected.includes(line))).toEqual([]);
    expect(lines(text)).toHaveLength(expected.length);
  });

  test('what a tree says is read back to the byte', async () => {
    const dir = scratch();
    const folder = join(dir, 'folder');
    mkdirSync(folder);
    makeHostileFolder(folder);
    const {tree, json} = await backedUp(dir);
    const entries = parseTree(Buffer.from(json), tree);
    const names = readdirSync(folder, {encoding: 'latin1'}).sort();
    expect(entries.map(({name}) => name).sort()).toEqual(names);
    const named = (name: string) => entries.find((entry) => entry.name === name);
    expect(named('setuid')).toMatchObject({type: 'file', bytes: 10, links: 1});
    expect(named('pipe')).toMatchObject({type: 'fifo', content: []});
    expect(named('private')?.file).toBe(named('second name')?.file);
    expect(named('private')?.modifiedNs).toBe(1577934245120000000n);
    expect(named('plain')?.modifiedNs).toBe(-1500000000n);
    expect(named('broken link')?.linkTarget).toBe('/nowhere/<&>"\n');
  });
});

/** Without the link that is no UTF-8: from 0.16 on restic keeps its bytes as well, as we do. */
const lines = (json: string): string[] => json.split('},{"name":"').filter((line) => !line.startsWith('bad link'));

async function backedUp(dir: string, zone = 'UTC') {
  const repository = join(dir, 'repository');
  const call = (...args: string[]): Promise<string> => restic(repository, args, {TZ: zone});
  await newRepository(dir);
  await execa('restic', ['--no-cache', '-r', repository, 'backup', 'folder'], {
    cwd: dir,
    env: {RESTIC_PASSWORD: PASSWORD, TZ: zone},
  });
  const [{tree: root}] = JSON.parse(await call('snapshots', '--json')) as [{tree: string}];
  const tree = parentTree(Buffer.from(await call('cat', 'blob', root))).subtreeOf('folder') ?? '';
  return {tree, json: `${await call('cat', 'blob', tree)}\n`};
}

/** The folder in our words; what is in files and folders is taken from theirs, it is not the matter here. */
function ourText(folder: string, theirs: ReturnType<typeof parentTree>): string {
  const nodes = readdirSync(folder, {encoding: 'latin1'})
    .sort()
    .map((name) => {
      const path = pathFor(`${folder}/${name}`);
      const stats = lstatSync(path, {bigint: true});
      const linkTarget = stats.isSymbolicLink() ? readlinkSync(path, {encoding: 'latin1'}) : undefined;
      const head = nodeHead({name, stats, linkTarget}, owners);
      if (stats.isDirectory()) return folderText(head, theirs.subtreeOf(name) ?? '');
      return stats.isFile() ? fileText(head, theirs.contentOf(name, head) ?? ['changed']) : otherText(head);
    });
  return treeText(nodes).toString('latin1');
}

test.each([
  ['..', 'a step out'],
  ['a/b', 'two steps'],
  ['', 'no name'],
  ['\\x00', 'a NUL'],
  ['\\u002f', 'a slash in disguise'],
])('a tree with the name %j is refused: %s', (name) => {
  const json = JSON.stringify({nodes: [{name, type: 'file', mode: 420, content: []}]});
  expect(() => parseTree(Buffer.from(json), 'ab'.repeat(32))).toThrow(/would lead out of its folder/);
});

test.each(['', '[]x', '{"nodes":[{"name":1}]}', '{"nodes":[{"name":"a","content":["xyz"]}]}'])(
  'what is no tree is refused: %j',
  (json) => {
    expect(() => parseTree(Buffer.from(json), 'ab'.repeat(32))).toThrow(/cannot be used/);
  },
);

test('a name that comes twice is refused', () => {
  const json = JSON.stringify({nodes: [{name: 'a'}, {name: '\\x61'}]});
  expect(() => parseTree(Buffer.from(json), 'ab'.repeat(32))).toThrow(/comes twice/);
});
