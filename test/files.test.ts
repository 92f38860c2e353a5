import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {execa} from 'execa';
import {describe, expect, onTestFinished, test} from 'vitest';
import {translateFileError} from '../src/file-errors.js';
import {checksum, copyAside, isInside, readTextIfThere, writeAtomic} from '../src/files.js';
import {OrkestraError} from '../state/errors.js';
import {scratch, until} from './support/world.js';

/** Runs `body` in a process of its own, with the real `writeAtomic` and `file` in reach. */
async function program(file: string, body: string): Promise<string> {
  const script = join(scratch('program'), 'program.mjs');
  await build({
    stdin: {
      contents: `import {writeAtomic} from './src/files.ts'; const file = ${JSON.stringify(file)};\n${body}`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
  });
  return script;
}

const temporary = (dir: string): string[] => readdirSync(dir).filter((name) => name.startsWith('.orkestra-'));

describe('an atomic write', () => {
  test('replaces the content and keeps the mode', async () => {
    const dir = scratch();
    const file = join(dir, 'a file');
    await writeAtomic(file, 'one');
    chmodSync(file, 0o640);
    await writeAtomic(file, new TextEncoder().encode('two'));
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    await writeAtomic(file, 'three', {mode: 0o600});
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['a file']);
  });

  test.runIf(process.getuid?.() === 0)('leaves a file with its owner when root edits it', async () => {
    const file = join(scratch(), 'file');
    await writeAtomic(file, 'one');
    await execa('chown', ['12345:23456', file]);
    await writeAtomic(file, 'two');
    expect(statSync(file)).toMatchObject({uid: 12345, gid: 23456});
  });

  test('writes through a link, a dangling one too, and leaves the link', async () => {
    const dir = scratch();
    const [target, link] = [join(dir, 'target'), join(dir, 'link')];
    symlinkSync('target', link);
    await writeAtomic(link, 'one');
    await writeAtomic(link, 'two');
    expect(readFileSync(target, 'utf8')).toBe('two');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  // O-66
  test('never leaves a half file when the process is killed in the middle of many writes', async () => {
    const file = join(scratch(), 'file');
    const script = await program(
      file,
      `for (let round = 0; ; round++) await writeAtomic(file, String(round % 10).repeat(300_000 + round) + '!');`,
    );
    const seen = new Set<string>();
    for (let kill = 0; kill < 12; kill++) {
      const child = spawn(process.execPath, [script], {stdio: 'ignore'});
      const ended = new Promise((resolve) => child.once('exit', resolve));
      onTestFinished(() => void child.kill('SIGKILL'));
      const before = existsSync(file) ? statSync(file).ino : 0;
      await until(() => existsSync(file) && statSync(file).ino !== before, 'the next write');
      // Different moments of the write cycle, not luck: whatever the moment, the file must be whole.
      for (let spin = 0; spin < kill * 40; spin++) statSync(file);
      child.kill('SIGKILL');
      await ended;
      const text = readFileSync(file, 'utf8');
      expect(text).toMatch(/^(\d)\1*!$/);
      expect(text.length).toBeGreaterThan(300_000);
      seen.add(text.slice(0, 1) + text.length);
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  test('fails without a trace when the system refuses in the middle of the write', async () => {
    const dir = scratch();
    const file = join(dir, 'file');
    await writeAtomic(file, 'old');
    const script = await program(
      file,
      `await writeAtomic(file, 'x'.repeat(1e6)).catch((error) => console.log(error.code, error.message));`,
    );
    const {stdout} = await execa('sh', ['-c', 'ulimit -f 8; exec "$0" "$1"', process.execPath, script]);
    expect(stdout).toBe(`unavailable ${file} would be larger than the system allows; nothing was changed.`);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(temporary(dir)).toEqual([]);
  });

  test('names the path when it is a folder, lies below a file, or its folder is missing', async () => {
    const dir = scratch();
    const file = join(dir, 'file');
    writeFileSync(file, '');
    await expect(writeAtomic(dir, 'x')).rejects.toThrow(`${dir} is a folder, not a file.`);
    await expect(writeAtomic(join(file, 'below'), 'x')).rejects.toThrow(`A part of ${file}/below is a file`);
    await expect(writeAtomic(join(dir, 'no', 'file'), 'x')).rejects.toThrow(`${dir}/no does not exist.`);
    await expect(writeAtomic(join(dir, 'n'.repeat(300)), 'x')).rejects.toThrow('longer than the system allows');
    expect(readdirSync(dir)).toEqual(['file']);
  });

  test('many at once on one file end with one whole content', async () => {
    const dir = scratch();
    const file = join(dir, 'file');
    const contents = Array.from({length: 20}, (_, number) => String(number).repeat(10_000));
    await Promise.all(contents.map((content) => writeAtomic(file, content)));
    expect(contents).toContain(readFileSync(file, 'utf8'));
    expect(readdirSync(dir)).toEqual(['file']);
  });
});

test('a text that is not there is undefined, one that cannot be read is an error', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'file'), 'grüße');
  expect(await readTextIfThere(join(dir, 'file'))).toBe('grüße');
  expect(await readTextIfThere(join(dir, 'none'))).toBeUndefined();
  await expect(readTextIfThere(dir)).rejects.toThrow(`${dir} is a folder, not a file.`);
});

test('a checksum is that of the whole content', async () => {
  const file = join(scratch(), 'file');
  const content = Buffer.alloc(3_000_000, 'abc');
  writeFileSync(file, content);
  expect(await checksum(file)).toBe(createHash('sha256').update(content).digest('hex'));
  await expect(checksum(`${file}.none`)).rejects.toThrow(`${file}.none does not exist.`);
});

test('copies kept aside are numbered and never lost', async () => {
  const dir = scratch();
  const file = join(dir, 'file');
  writeFileSync(file, 'one');
  expect(await copyAside(file)).toBe(`${file}.1.bak`);
  writeFileSync(file, 'two');
  expect(await copyAside(file)).toBe(`${file}.2.bak`);
  expect([1, 2].map((number) => readFileSync(`${file}.${number}.bak`, 'utf8'))).toEqual(['one', 'two']);
  await expect(copyAside(join(dir, 'none'))).rejects.toThrow('none does not exist.');
  writeFileSync(join(dir, 'gone.1.bak'), 'earlier');
  await expect(copyAside(join(dir, 'gone'))).rejects.toThrow('gone does not exist.');
  expect(readFileSync(join(dir, 'gone.1.bak'), 'utf8')).toBe('earlier');
});

describe('a path is inside a folder', () => {
  function folders() {
    const dir = realpathSync(scratch());
    const [root, outside] = [join(dir, 'root'), join(dir, 'outside')];
    for (const path of [join(root, 'sub'), join(root, 'a', 'b', 'c'), join(outside, 'deep')])
      mkdirSync(path, {recursive: true});
    writeFileSync(join(root, 'file'), '');
    symlinkSync('../outside', join(root, 'out'));
    symlinkSync('../outside/deep', join(root, 'deep'));
    symlinkSync('../outside/not-there', join(root, 'dangling'));
    symlinkSync('sub', join(root, 'in'));
    symlinkSync('a/b/c', join(root, 'shortcut'));
    symlinkSync('loop', join(root, 'loop'));
    symlinkSync(root, join(dir, 'alias'));
    return {dir, root, outside};
  }

  test.each([
    '.',
    '',
    'file',
    'sub',
    'sub/new/file',
    'in/new',
    '..foo',
    'sub/../file',
    'deep-down/../file',
    'file/below',
    'in/../file',
  ])('%j is', (path) => {
    expect(isInside(folders().root, path)).toBe(true);
  });

  test.each([
    '..',
    '../outside',
    '../root-but-not',
    'sub/../../outside',
    'out',
    'out/new',
    'out/../root/file/../../outside',
    'dangling',
    'loop',
    'deep/..',
    'shortcut/../../new',
    '/etc/passwd',
    'a\0b',
  ])('%j is not', (path) => {
    expect(isInside(folders().root, path)).toBe(false);
  });

  test('also when the folder is reached through a link, or the path is absolute', () => {
    const {dir, root, outside} = folders();
    expect(isInside(join(dir, 'alias'), join(root, 'file'))).toBe(true);
    expect(isInside(root, join(dir, 'alias', 'new'))).toBe(true);
    expect(isInside(join(dir, 'alias'), outside)).toBe(false);
    expect(isInside('/', '/etc')).toBe(true);
    expect(isInside(join(dir, 'not-yet'), 'file')).toBe(true);
  });
});

test.each([
  ['ENOSPC', 'unavailable', 'The disk is full: /x could not be written; nothing was changed.'],
  ['EACCES', 'refused', 'The system does not permit access to /x.'],
  ['EROFS', 'refused', '/x is on a disk that cannot be written.'],
])('%s becomes one sentence with a hint', (errno, code, message) => {
  const error = translateFileError(Object.assign(new Error('raw'), {code: errno}), '/x');
  expect(error).toBeInstanceOf(OrkestraError);
  expect(error).toMatchObject({code, message, hint: expect.stringMatching(/\.$/)});
});

test('an error nobody foresaw stays what it was', () => {
  const bug = new TypeError('bug');
  expect(translateFileError(bug, '/x')).toBe(bug);
});
