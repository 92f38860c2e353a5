import {
  chmodSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {bench} from './desk.js';

describe('read', () => {
  test('answers with the text as it is', async () => {
    const {put, use} = bench();
    put('src/a.txt', 'one\n\ttwo\n');
    expect(await use('read', {path: 'src/a.txt'})).toEqual({isError: false, text: 'one\n\ttwo'});
    put('empty', '');
    expect((await use('read', {path: 'empty'})).text).toBe('empty is empty.');
  });

  test('a long file is read in parts, and it is said where the next one begins', async () => {
    const {put, use} = bench();
    put('long', Array.from({length: 5000}, (_, at) => `line ${at + 1}`).join('\n'));
    const first = await use('read', {path: 'long'});
    expect(first.text).toMatch(/line 2000\n\[lines 1 to 2000 of 5000; go on with from: 2001\]$/);
    const last = await use('read', {path: 'long', from: 4999});
    expect(last.text).toBe('line 4999\nline 5000\n[lines 4999 to 5000 of 5000]');
    expect(await use('read', {path: 'long', from: 5001})).toMatchObject({isError: true, text: /no line 5001/});
  });

  test('a line without an end is cut', async () => {
    const {put, use} = bench();
    put('min.js', 'x'.repeat(1_000_000));
    const {text} = await use('read', {path: 'min.js'});
    expect(text.length).toBeLessThan(2100);
    expect(text).toContain('(1000000 characters)');
  });

  test('what is no text is told in a sentence', async () => {
    const {put, use} = bench();
    put('image', Buffer.from([137, 80, 78, 71, 0, 0, 1]));
    expect(await use('read', {path: 'image'})).toEqual({
      isError: true,
      text: 'image is no text: it has 7 B of binary data.',
    });
    put('latin1', Buffer.from('caf\xe9\n', 'latin1'));
    expect((await use('read', {path: 'latin1'})).text).toContain('no UTF-8 text');
    truncateSync(put('huge', ''), 5_000_000_000);
    expect((await use('read', {path: 'huge'})).text).toContain('5.0 GB, which is too much to read');
  });

  test('what is not there, and a folder, are told so', async () => {
    const {put, use} = bench();
    put('src/a.txt', 'one');
    expect((await use('read', {path: 'nowhere'})).text).toBe('nowhere does not exist. Use list to see what is there.');
    expect((await use('read', {path: 'src'})).text).toBe('src is a folder, not a file.');
    expect((await use('read', {path: '.'})).text).toBe('. is a folder, not a file.');
  });

  test('input that is none is answered in words', async () => {
    const {use} = bench();
    for (const input of [undefined, 'a.txt', {}, {path: 7}, {path: 'a', from: 0}, {path: 'a', lines: 1e9}])
      expect(await use('read', input)).toMatchObject({isError: true, text: /^The input of read is wrong/});
    expect((await use('read', {path: 'a\0b'})).isError).toBe(true);
    expect((await use('read', {path: 'x'.repeat(5000)})).isError).toBe(true);
  });
});

describe('edit', () => {
  test('replaces the one place and nothing else', async () => {
    const {put, use, at} = bench();
    put('a.txt', 'one\ntwo\nthree\n');
    expect(await use('edit', {path: 'a.txt', old: 'two', new: '$& 2'})).toEqual({
      isError: false,
      text: 'a.txt was changed.',
    });
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('one\n$& 2\nthree\n');
    expect(readdirSync(at('.'))).toEqual(['a.txt']);
  });

  test('a text that stands there twice, overlapping too, or never, changes nothing', async () => {
    const {put, use, at} = bench();
    put('a.txt', 'aaa\n');
    expect((await use('edit', {path: 'a.txt', old: 'aa', new: 'b'})).text).toContain('more than once');
    expect((await use('edit', {path: 'a.txt', old: 'c', new: 'b'})).text).toContain('does not stand in a.txt');
    expect((await use('edit', {path: 'a.txt', old: '', new: 'b'})).isError).toBe(true);
    expect((await use('edit', {path: 'a.txt', old: 'aaa', new: 'aaa'})).isError).toBe(true);
    expect((await use('edit', {path: 'b.txt', old: 'a', new: 'b'})).isError).toBe(true);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('aaa\n');
  });

  test('the mode of the file, its line ends and its first bytes stay', async () => {
    const {put, use, at} = bench();
    put('run.sh', '\ufeffone\r\ntwo\r\nthree\r\n');
    chmodSync(at('run.sh'), 0o751);
    expect((await use('edit', {path: 'run.sh', old: 'one\ntwo', new: '1\n2'})).isError).toBe(false);
    expect(readFileSync(at('run.sh'), 'utf8')).toBe('\ufeff1\r\n2\r\nthree\r\n');
    expect(statSync(at('run.sh')).mode & 0o7777).toBe(0o751);
  });
});

describe('write', () => {
  test('makes the file and the folders it needs, or replaces what was there', async () => {
    const {use, at} = bench();
    expect((await use('write', {path: 'a/b/c.txt', text: 'one'})).text).toBe('a/b/c.txt was written.');
    expect(statSync(at('a/b/c.txt')).mode & 0o777).toBe(0o666 & ~process.umask());
    chmodSync(at('a/b/c.txt'), 0o600);
    await use('write', {path: 'a/b/c.txt', text: 'two'});
    expect(readFileSync(at('a/b/c.txt'), 'utf8')).toBe('two');
    expect(statSync(at('a/b/c.txt')).mode & 0o777).toBe(0o600);
  });

  test('another name of the same file keeps the old text: the name is replaced, not the file', async () => {
    const {use, outside, root} = bench();
    linkSync(`${outside}/secret.txt`, `${root}/hard.txt`);
    await use('write', {path: 'hard.txt', text: 'mine'});
    expect(readFileSync(`${outside}/secret.txt`, 'utf8')).toBe('not for you\n');
  });

  test('a file that another task holds is not written, and it is said why', async () => {
    const asked: string[] = [];
    const {put, use, at} = bench({
      whyNotWrite(path) {
        asked.push(path);
        return path === 'src/held.ts' ? 'task #7 holds it' : undefined;
      },
    });
    put('src/held.ts', 'one');
    const refused = {isError: true, text: /^src\/held.ts cannot be written: task #7 holds it\./};
    expect(await use('write', {path: './src/../src/held.ts', text: 'two'})).toMatchObject(refused);
    expect(await use('edit', {path: at('src/held.ts'), old: 'one', new: 'two'})).toMatchObject(refused);
    expect(readFileSync(at('src/held.ts'), 'utf8')).toBe('one');
    expect((await use('write', {path: 'src/free.ts', text: 'two'})).isError).toBe(false);
    expect(asked).toEqual(['src/held.ts', 'src/held.ts', 'src/free.ts']);
  });

  test('a file on the way to it, or a folder in its place, is told', async () => {
    const {put, use, at} = bench();
    put('file', 'one');
    put('folder/a', 'one');
    expect((await use('write', {path: 'file/a', text: 'x'})).isError).toBe(true);
    expect((await use('write', {path: 'folder', text: 'x'})).text).toContain('a folder');
    expect((await use('write', {path: '.', text: 'x'})).isError).toBe(true);
    expect(existsSync(at('file/a'))).toBe(false);
  });
});

describe('list and search', () => {
  test('list names what is there, and what of it is a folder', async () => {
    const {put, use} = bench();
    for (const name of ['b.ts', 'src/a.ts', 'src/deep/c.ts', 'node_modules/x/y.js', '.git/HEAD', '.orkestra/db'])
      put(name, 'x');
    expect((await use('list', {})).text).toBe('.git/\nb.ts\nnode_modules/\nsrc/');
    expect((await use('list', {path: 'src', deep: true})).text).toBe('src/a.ts\nsrc/deep/\nsrc/deep/c.ts');
    expect((await use('list', {deep: true})).text).not.toContain('y.js');
    expect((await use('list', {path: 'nowhere'})).isError).toBe(true);
  });

  test('a list of thousands is cut, and said to be', async () => {
    const {put, use, at} = bench();
    put('a', '');
    for (let number = 0; number < 700; number++) writeFileSync(at(`f${number}`), '');
    const lines = (await use('list', {})).text.split('\n');
    expect(lines).toHaveLength(501);
    expect(lines.at(-1)).toContain('more than 500');
  });

  test('search finds lines by text or pattern, in text files only', async () => {
    const {put, use} = bench();
    put('src/a.ts', 'const one = 1;\nlet two = 2;\n');
    put('src/b.md', 'one (1)\n');
    put('bin', Buffer.from('one\0'));
    put('.env', 'one=secret');
    put('dump.sql', 'one\n'.repeat(600_000));
    expect((await use('search', {text: 'one'})).text).toBe('src/a.ts:1: const one = 1;\nsrc/b.md:1: one (1)');
    expect((await use('search', {text: '(1)'})).text).toBe('src/b.md:1: one (1)');
    expect((await use('search', {text: '^let\\s', isPattern: true})).text).toBe('src/a.ts:2: let two = 2;');
    expect((await use('search', {text: 'one', ending: '.md'})).text).toBe('src/b.md:1: one (1)');
    expect((await use('search', {text: 'one', path: 'src/a.ts'})).text).toContain('src/a.ts:1');
    expect((await use('search', {text: 'nothing like it'})).text).toBe('Nothing was found.');
    expect((await use('search', {text: '(', isPattern: true})).text).toContain('no regular expression');
  });

  test('a pattern that would take for ever is stopped', async () => {
    const {put, use} = bench();
    put('a', `${'a'.repeat(40)}b\n`);
    const {isError, text} = await use('search', {text: '^(a+)+$', isPattern: true});
    expect(isError).toBe(true);
    expect(text).toContain('takes too long');
  });
});
