import {appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {scanFolder} from '../../src/scans/scan.js';
import {listScanned, readScan, readScanned} from '../../state/scans.js';
import {scratch, testWorld} from '../support/world.js';

function makeFolder(): string {
  const dir = scratch();
  mkdirSync(join(dir, 'src/deep'), {recursive: true});
  mkdirSync(join(dir, 'node_modules'));
  writeFileSync(join(dir, 'src/a.ts'), 'a'.repeat(100));
  writeFileSync(join(dir, 'src/deep/b.ts'), 'b'.repeat(20));
  writeFileSync(join(dir, 'page.md'), 'page');
  writeFileSync(join(dir, 'node_modules/x.js'), 'x'.repeat(5000));
  writeFileSync(Buffer.from(`${dir}/\xff\xfe`, 'latin1'), 'odd');
  symlinkSync('..', join(dir, 'src/up'));
  symlinkSync('round', join(dir, 'round'));
  return dir;
}

// S-16
test('a scan counts files, folders and bytes, leaves out what it is told to, and goes round no link', async () => {
  const path = makeFolder();
  const report = await scanFolder(testWorld(), {path, exclude: ['node_modules']});
  expect(report).toMatchObject({files: 4, folders: 2, links: 2, bytes: 127, lastAt: null, problems: []});
  expect(report.kinds[0]).toEqual({kind: '.ts', files: 2, bytes: 120});
  expect(report.largest[0]).toEqual({path: 'src/a.ts', bytes: 100});
});

// S-17
test('a scan remembers each file, and the next one tells what was added, changed and removed', async () => {
  const path = makeFolder();
  const world = testWorld();
  await scanFolder(world, {path});
  const scan = readScan(world.db, path);
  chmodSync(join(path, 'src/a.ts'), 0o640);
  rmSync(join(path, 'page.md'));
  writeFileSync(join(path, 'new'), 'new');
  appendFileSync(join(path, 'src/deep/b.ts'), 'more');
  const {lastAt, changes} = await scanFolder(world, {path});
  expect(lastAt).toBe(scan?.at);
  expect({...changes, changed: changes.changed.toSorted()}).toEqual({
    added: ['new'],
    changed: ['src/a.ts', 'src/deep/b.ts'],
    removed: ['page.md'],
  });
  expect(readScanned(world.db, scan?.id ?? 0, Buffer.from('src/a.ts'))).toMatchObject({
    ...{type: 'file', bytes: 100, mode: 0o640, hash: null},
    modifiedAt: expect.any(Number),
  });
  expect(listScanned(world.db, scan?.id ?? 0)).toHaveLength(10);
  expect((await scanFolder(world, {path})).changes).toEqual({added: [], changed: [], removed: []});
});

// S-17
test('with a hash, a change is seen that keeps size and time', async () => {
  const path = makeFolder();
  const world = testWorld();
  const file = join(path, 'page.md');
  utimesSync(file, 1000, 1000);
  await scanFolder(world, {path, isHashed: true});
  writeFileSync(file, 'egap');
  utimesSync(file, 1000, 1000);
  expect((await scanFolder(world, {path})).changes.changed).toEqual([]);
  expect((await scanFolder(world, {path, isHashed: true})).changes.changed).toEqual(['page.md']);
});
