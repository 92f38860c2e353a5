import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {readAbove} from '../../../src/backups/excludes/above.js';
import {isCacheTag} from '../../../src/backups/excludes/caches.js';
import {type ExcludeOptions, makeExcludes} from '../../../src/backups/excludes/excludes.js';

import {scratch} from '../../support/world.js';

/** Whether a path of a backup is left out: the folders on the way count as well. */
function isOut(path: string, options: ExcludeOptions & {below?: Record<string, string>}, bytes = 1): boolean {
  let scope = makeExcludes(options);
  const names = path.split('/').filter(Boolean);
  for (const [at, name] of names.entries()) {
    const isFolder = at < names.length - 1 || path.endsWith('/');
    if (scope.isExcluded(name, isFolder, bytes)) return true;
    scope = scope.enter(name, options.below?.[names.slice(0, at + 1).join('/')]);
  }
  return false;
}

// S-16
describe('what is left out of a backup', () => {
  test('nothing, where nothing is said', () => {
    expect(isOut('src/a.ts', {})).toBe(false);
  });

  test('a pattern of the call is held against names at any depth, and with a slash from the root', () => {
    expect(isOut('deep/down/a.log', {globs: ['*.log']})).toBe(true);
    expect(isOut('build/x', {globs: ['/build']})).toBe(true);
    expect(isOut('src/build/x', {globs: ['/build']})).toBe(false);
    expect(isOut('src/gen/x/y.ts', {globs: ['src/**/y.ts']})).toBe(true);
  });

  test('the words of the call win over every .gitignore, both ways', () => {
    expect(isOut('a/keep.log', {globs: ['*.log'], below: {a: '!keep.log'}})).toBe(true);
    expect(isOut('a/secret', {globs: ['!secret'], ignoreFile: 'secret', below: {a: 'secret'}})).toBe(false);
  });

  test('a pattern of the call comes after those of a file of patterns', () => {
    expect(isOut('x', {files: ['x\n'], globs: ['!x']})).toBe(false);
  });

  test('an inner .gitignore takes in again what an outer one left out, but not from a folder that is out', () => {
    expect(isOut('a/x.log', {ignoreFile: '*.log', below: {a: '!x.log'}})).toBe(false);
    expect(isOut('a/x.log', {ignoreFile: '/a', below: {a: '!x.log'}})).toBe(true);
  });

  test('what is above the root in its git repository counts, anchored where it stands', () => {
    const above = [
      {ignoreFile: '*.o\n/sub/deep/a\n/b\n', next: 'sub'},
      {ignoreFile: '!keep.o', next: 'deep'},
    ];
    expect(isOut('x.o', {above})).toBe(true);
    expect(isOut('keep.o', {above})).toBe(false);
    expect(isOut('a', {above})).toBe(true);
    expect(isOut('b', {above})).toBe(false);
  });

  test('the files above are found up to the top of the repository, and none without one', () => {
    const top = scratch('above');
    mkdirSync(join(top, 'grün', 'deep'), {recursive: true});
    writeFileSync(join(top, '.gitignore'), 'x');
    expect(readAbove(join(top, 'grün', 'deep'))).toEqual([]);
    mkdirSync(join(top, '.git'));
    expect(readAbove(join(top, 'grün', 'deep'))).toEqual([
      {ignoreFile: 'x', next: Buffer.from('grün').toString('latin1')},
      {ignoreFile: undefined, next: 'deep'},
    ]);
  });

  test('files above the limit of size are left out, folders never', () => {
    expect(isOut('big', {largestBytes: 10}, 11)).toBe(true);
    expect(isOut('big', {largestBytes: 10}, 10)).toBe(false);
    expect(isOut('big/', {largestBytes: 10}, 4096)).toBe(false);
  });

  test('the place of the repository is left out whatever is said', () => {
    const options = {always: ['.orkestra', 'sub/.orkestra'], globs: ['!.orkestra', '!**/.orkestra/**']};
    expect(isOut('.orkestra/backups/config', options)).toBe(true);
    expect(isOut('sub/.orkestra/x', options)).toBe(true);
    expect(isOut('other/.orkestra/x', options)).toBe(false);
  });

  test('of a folder marked as a cache only the mark is kept', () => {
    const cache = makeExcludes({}).asCache();
    expect(cache.isExcluded('CACHEDIR.TAG', false, 43)).toBe(false);
    expect(cache.isExcluded('data', false, 1)).toBe(true);
  });

  test('a file of that name is no mark without its signature', () => {
    const signature = 'Signature: 8a477f597d28d172789f06886806bc55';
    expect(isCacheTag(Buffer.from(`${signature}\n# made by a test`))).toBe(true);
    expect(isCacheTag(Buffer.from(signature.slice(0, -1)))).toBe(false);
    expect(isCacheTag(Buffer.from('Signature: something else, and long enough to be one'))).toBe(false);
  });

  test('a name that is no UTF-8 is matched byte by byte', () => {
    const name = Buffer.from([0x66, 0xff, 0xfe]).toString('latin1');
    expect(isOut(name, {globs: ['f??']})).toBe(true);
    expect(isOut(name, {globs: ['f?']})).toBe(false);
    expect(isOut(Buffer.from('grün').toString('latin1'), {globs: ['grün']})).toBe(true);
  });

  test('a pattern of many stars does not make a long name take for ever', () => {
    expect(isOut(`${'a'.repeat(255)}b`, {globs: [`${'a*'.repeat(60)}c`]})).toBe(false);
  });
});
