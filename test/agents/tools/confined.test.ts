import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {readContent} from '../../../src/agents/tools/content.js';
import {whyGuarded} from '../../../src/agents/tools/guarded.js';
import {findPlace} from '../../../src/agents/tools/place.js';
import {putContent} from '../../../src/agents/tools/put.js';
import {bench} from './desk.js';

/** Ways out of the folder, each a path that a model may name. */
const waysOut: readonly [string, (outside: string) => string][] = [
  ['dots', () => '../outside/secret.txt'],
  ['dots in the middle', () => 'src/../../outside/secret.txt'],
  ['an absolute path', (outside) => `${outside}/secret.txt`],
  ['a link to the file', () => 'file-link'],
  ['a link to its folder', () => 'folder-link/secret.txt'],
  ['a link to a link', () => 'second-link/secret.txt'],
  ['a name that begins like the folder', (outside) => outside.replace(/outside$/, 'work-too/secret.txt')],
];

function benchWithLinks() {
  const one = bench();
  one.put('src/a.txt', 'mine\n');
  symlinkSync(join(one.outside, 'secret.txt'), one.at('file-link'));
  symlinkSync('../outside', one.at('folder-link'));
  symlinkSync('folder-link', one.at('second-link'));
  symlinkSync('../outside/not-yet.txt', one.at('dangling'));
  symlinkSync('../outside/new-folder', one.at('dangling-folder'));
  mkdirSync(`${one.root}-too`);
  return one;
}

describe.each(waysOut)('a way out: %s', (_, path) => {
  test.each([
    ['read', {}],
    ['edit', {old: 'not for you', new: 'got you'}],
    ['write', {text: 'got you'}],
    ['list', {}],
    ['search', {text: 'not for you'}],
    ['run', {command: 'cat secret.txt'}],
  ])('is closed to %s', async (tool, more) => {
    const one = benchWithLinks();
    one.desk.ask = async () => ({isAllowed: true});
    const {isError, text} = await one.use(tool, {path: path(one.outside), ...more});
    expect(isError).toBe(true);
    expect(text).toMatch(/outside the folder|does not exist/);
    expect(text).not.toContain('not for you');
    expect(readFileSync(join(one.outside, 'secret.txt'), 'utf8')).toBe('not for you\n');
    expect(readdirSync(one.outside)).toEqual(['secret.txt']);
    expect(readdirSync(`${one.root}-too`)).toEqual([]);
  });
});

test('a link that leads nowhere creates nothing where it leads', async () => {
  const {use, outside} = benchWithLinks();
  expect((await use('write', {path: 'dangling', text: 'x'})).text).toContain('link that leads nowhere');
  expect((await use('write', {path: 'dangling-folder/x', text: 'x'})).text).toContain('link that leads nowhere');
  expect(readdirSync(outside)).toEqual(['secret.txt']);
});

test('a link inside the folder is followed, and stays a link', async () => {
  const {use, at, root} = benchWithLinks();
  symlinkSync('src/a.txt', at('inner'));
  expect((await use('read', {path: 'inner'})).text).toBe('mine');
  expect((await use('edit', {path: 'inner', old: 'mine', new: 'ours'})).text).toBe('src/a.txt was changed.');
  expect(readFileSync(join(root, 'src/a.txt'), 'utf8')).toBe('ours\n');
});

test('dots behind a link lead back to where the link stands, not to where it leads', async () => {
  const {use, at, outside} = benchWithLinks();
  expect((await use('write', {path: 'folder-link/../outside/a.txt', text: 'x'})).isError).toBe(false);
  expect(existsSync(at('outside/a.txt'))).toBe(true);
  expect(readdirSync(outside)).toEqual(['secret.txt']);
});

test('links in a circle are told', async () => {
  const {use, at} = benchWithLinks();
  symlinkSync('round', at('round'));
  expect((await use('read', {path: 'round'})).text).toContain('links that never end');
});

test('searching and listing follow no links', async () => {
  const {use} = benchWithLinks();
  expect((await use('search', {text: 'not for you'})).text).toBe('Nothing was found.');
  const {text} = await use('list', {deep: true});
  expect(text).toContain('folder-link@');
  expect(text).not.toContain('secret.txt');
});

describe('a link that is made between the look and the deed', () => {
  test('in place of the folder: nothing is written through it', async () => {
    const {desk, root, outside, at} = benchWithLinks();
    const place = await findPlace(root, 'src/new.txt', 'write');
    renameSync(at('src'), at('src-old'));
    symlinkSync(outside, at('src'));
    await expect(putContent(desk, place, 'got you')).rejects.toThrow('is a link or no folder');
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  });

  test('in place of a folder above: nothing is read through it', async () => {
    const {root, outside, at, put} = benchWithLinks();
    put('deep/er/secret.txt', 'mine');
    const place = await findPlace(root, 'deep/er/secret.txt', 'read');
    rmSync(at('deep/er'), {recursive: true});
    symlinkSync(outside, at('deep/er'));
    await expect(readContent(root, place)).rejects.toThrow('is a link or no folder');
  });

  test('in place of the file: it is not read, and what it leads to not written', async () => {
    const {desk, root, outside, at} = benchWithLinks();
    const place = await findPlace(root, 'src/a.txt', 'write');
    rmSync(at('src/a.txt'));
    symlinkSync(join(outside, 'secret.txt'), at('src/a.txt'));
    await expect(readContent(root, place)).rejects.toThrow('src/a.txt is a link, not a file.');
    await expect(putContent(desk, place, 'got you')).rejects.toThrow('src/a.txt is a link, not a file.');
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('not for you\n');
  });

  test('another file in place of the one that was read is not overwritten', async () => {
    const {desk, root, put, at} = benchWithLinks();
    const place = await findPlace(root, 'src/a.txt', 'write');
    const {stats} = await readContent(root, place);
    rmSync(at('src/a.txt'));
    put('src/a.txt', 'theirs, and longer');
    await expect(putContent(desk, place, 'got you', stats)).rejects.toThrow('changed by somebody else');
    expect(readFileSync(at('src/a.txt'), 'utf8')).toBe('theirs, and longer');
    expect(readdirSync(at('src'))).toEqual(['a.txt']);
  });
});

test('pipes, sockets and devices are told, and nothing waits for them', async () => {
  const {use, at, root} = benchWithLinks();
  execFileSync('mkfifo', [at('pipe')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
  try {
    expect((await use('read', {path: 'pipe'})).text).toBe('pipe is a pipe, not a file.');
    expect((await use('write', {path: 'pipe', text: 'x'})).text).toBe('pipe is a pipe, not a file.');
    expect((await use('edit', {path: 'pipe', old: 'a', new: 'b'})).text).toBe('pipe is a pipe, not a file.');
    expect((await use('read', {path: 'socket'})).text).toBe('socket is a socket, not a file.');
    expect((await use('search', {text: 'x'})).isError).toBe(false);
    expect((await use('read', {path: '/dev/zero'})).text).toContain('outside the folder');
    await expect(readContent('/dev', await findPlace('/dev', 'null', 'read'))).rejects.toThrow('null is a device');
    expect(root).toBeTruthy();
  } finally {
    server.close();
  }
});

describe('what is ours and what is the history', () => {
  test.each([
    ...['.git/index', '.git', '.GIT/index', '.git./index', 'sub/.git/hooks/pre-commit', '.g\u200cit/index'],
    ...['GIT~1/index', '.git::$INDEX_ALLOCATION/index', '.orkestra/orkestra.db', '.Orkestra/x', '\uff0egit/x'],
    ...['.env', '.ENV', '.env.local', 'app/.env'],
  ])('%s is not written', async (path) => {
    const {use, at} = bench();
    mkdirSync(at('.git'));
    const {isError, text} = await use('write', {path, text: 'got you'});
    expect(isError).toBe(true);
    expect(text).toContain('not for agents');
    expect(readdirSync(at('.'))).toEqual(['.git']);
    expect(readdirSync(at('.git'))).toEqual([]);
  });

  test('a link to it is no way in', async () => {
    const {use, at} = bench();
    mkdirSync(at('.git'));
    symlinkSync('.git', at('other'));
    expect((await use('write', {path: 'other/index', text: 'x'})).text).toContain('not for agents');
    expect(existsSync(at('.git/index'))).toBe(false);
  });

  test('nor is it written where it is itself a link', async () => {
    const {use, at} = bench();
    mkdirSync(at('store'));
    symlinkSync('store', at('.git'));
    expect((await use('write', {path: '.git/index', text: 'x'})).text).toContain('not for agents');
    expect(readdirSync(at('store'))).toEqual([]);
  });

  test('keys are not read either, nor found', async () => {
    const {use, put} = bench();
    for (const name of ['.env', '.orkestra/secrets/keys', '.git/config', 'lib/.GIT/credentials']) {
      put(name, 'XAI_API_KEY=very-secret');
      expect((await use('read', {path: name})).text).toMatch(/not for agents|may hold keys/);
    }
    expect((await use('search', {text: 'very-secret'})).text).toBe('Nothing was found.');
    expect((await use('search', {text: 'very-secret', path: '.orkestra'})).isError).toBe(true);
  });

  test('what only looks like it is free', () => {
    for (const name of ['.gitignore', '.github/x.yml', '.env.example', 'git', 'environment', 'src/.envelope'])
      expect(whyGuarded(name, 'write'), name).toBeUndefined();
    expect(whyGuarded('.git/HEAD', 'read')).toBeUndefined();
    // What says which programs are run and what is allowed is for people.
    for (const name of ['agents.yaml', 'Agents.YAML', 'sub/orkestra.yaml']) {
      expect(whyGuarded(name, 'write'), name).toContain('is not for agents');
      expect(whyGuarded(name, 'read'), name).toBeUndefined();
    }
  });
});
