import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {openRepository} from '../../../src/backups/repository/open.js';
import type {Repository} from '../../../src/backups/repository/repository.js';
import {openFolder} from '../../../src/backups/store/folder.js';
import type {Finding} from '../../../src/backups/verify/findings.js';
import {type VerifyOutcome, verifyRepository} from '../../../src/backups/verify/verify.js';
import {OrkestraError} from '../../../state/errors.js';
import {scratch} from '../../support/world.js';
import {backUp, never, newRepository, processes, reopen} from '../make-backup.js';
import {hasRestic, PASSWORD, restic} from '../restic.js';

const verify = (repository: Repository, isFull: boolean, backup?: string): Promise<VerifyOutcome> =>
  verifyRepository({repository, processes, signal: never(), threads: 1}, {isFull, backup});

async function made() {
  const dir = scratch();
  const folder = join(dir, 'folder');
  mkdirSync(join(folder, 'sub'), {recursive: true});
  for (let file = 0; file < 20; file++)
    writeFileSync(join(folder, 'sub', `${file}`), `content of ${file}`.repeat(50 * file));
  writeFileSync(join(folder, 'random'), randomBytes(200_000));
  const repository = await newRepository(dir);
  const first = await backUp(repository, [folder], {name: 'nightly'});
  writeFileSync(join(folder, 'sub', 'later'), 'came later');
  const second = await backUp(await reopen(dir), [folder], {name: 'other'});
  return {dir, folder, first, second, repository: await reopen(dir)};
}

/** Every file of a repository, with its path. */
function filesOf(dir: string): string[] {
  const root = join(dir, 'repository');
  return readdirSync(root, {recursive: true, encoding: 'utf8'})
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

const packs = (dir: string): string[] => filesOf(dir).filter((path) => path.includes('/data/'));

function flip(path: string, at: number, bit: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  execFileSync('chmod', ['u+w', path]);
  writeFileSync(path, bytes);
}

const hurts = (findings: readonly Finding[]): string[] => findings.flatMap((finding) => finding.hurts);

test('a sound repository has no findings, quickly or to the byte, as a whole or of one backup', async () => {
  // S-44
  const {repository, first} = await made();
  for (const isFull of [false, true]) {
    expect(await verify(repository, isFull)).toMatchObject({isOk: true, findings: [], backups: 2, orphanPacks: 0});
    expect(await verify(repository, isFull, first)).toMatchObject({isOk: true, findings: [], backups: 1});
  }
});

test('a bit that flips anywhere is found, and what it hurts is said', {timeout: 300_000}, async () => {
  const {dir} = await made();
  const files = filesOf(dir);
  const next = dice(20_260);
  for (let round = 0; round < 200; round++) {
    const path = files[Math.floor(next() * files.length)] ?? '';
    const sound = readFileSync(path);
    flip(path, Math.floor(next() * sound.length), Math.floor(next() * 8));
    const found = await findingsOf(dir);
    expect(found, `round ${round}: ${path}`).not.toEqual([]);
    for (const finding of found) expect(saysWhatItHurts(finding, found), `${path}: ${finding.message}`).toBe(true);
    writeFileSync(path, sound);
  }
  expect(await findingsOf(dir)).toEqual([]);
});

function saysWhatItHurts({kind, message, hurts: own}: Finding, all: readonly Finding[]): boolean {
  if (kind === 'blob') return own.length > 0 || message.includes('No file');
  if (kind === 'pack') return message.includes('no file is hurt') || hurts(all).length > 0;
  if (kind === 'index') return hurts(all).length > 0;
  return /[Nn]o backup is hurt|cannot be opened|is lost/.test(message);
}

/** What cannot be opened at all says so itself. */
async function findingsOf(dir: string): Promise<readonly Finding[]> {
  try {
    return (await verify(await openAgain(dir), true)).findings;
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    return [{kind: 'config', name: '', message: `cannot be opened: ${error.message}`, hurts: [], hurtCount: 0}];
  }
}

const openAgain = (dir: string): Promise<Repository> =>
  openRepository(openFolder(join(dir, 'repository'), {processes, now: Date.now}), PASSWORD);

/** The same numbers each time: xorshift. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

test('a pack that is missing or cut is found without reading one, and the files it held are named', async () => {
  const {dir, folder, repository} = await made();
  const [largest = ''] = packs(dir).sort((a, b) => statSync(b).size - statSync(a).size);
  const sound = readFileSync(largest);
  rmSync(largest);
  const missing = await verify(repository, false);
  expect(missing.isOk).toBe(false);
  expect(missing.findings[0]?.message).toMatch(/^The pack [0-9a-f]{8} is missing\.$/);
  expect(hurts(missing.findings)).toContainEqual(
    expect.stringMatching(new RegExp(`^backup [0-9a-f]{8} \\(nightly\\): ${folder}/random$`)),
  );
  writeFileSync(largest, sound);
  truncateSync(largest, sound.length - 1);
  expect((await verify(repository, false)).findings[0]?.message).toContain('bytes instead of');
  const full = await verify(repository, true);
  expect(full.findings[0]?.message).toContain('All blobs in it are whole, so no file is hurt.');
  expect(hurts(full.findings)).toEqual([]);
});

test('packs that no index names are counted and are no fault', async () => {
  const {dir, repository} = await made();
  const indexes = filesOf(dir).filter((path) => path.includes('/index/'));
  const stray = join(dir, 'repository', 'data', 'ab', `ab${'0'.repeat(62)}`);
  writeFileSync(stray, 'left by a run that was killed');
  expect(await verify(repository, true)).toMatchObject({isOk: true, orphanPacks: 1});
  for (const index of indexes) rmSync(index);
  const lost = await verify(repository, false);
  expect(lost.findings.map(({message}) => message).join()).toContain('is missing: no index knows it');
  expect(hurts(lost.findings).some((text) => text.endsWith('/ and all below it'))).toBe(true);
});

test('it stops when it is told to', async () => {
  const {repository} = await made();
  const stop = new AbortController();
  stop.abort(new OrkestraError('unavailable', 'stopped'));
  const verifying = verifyRepository({repository, processes, signal: stop.signal}, {isFull: true});
  await expect(verifying).rejects.toThrow('stopped');
});

describe.skipIf(!hasRestic)('beside restic', () => {
  test('what restic wrote is sound, and what restic finds damaged is damaged', async () => {
    const dir = scratch();
    mkdirSync(join(dir, 'folder'));
    writeFileSync(join(dir, 'folder', 'file'), randomBytes(3_000_000));
    const call = (...args: string[]) => restic(join(dir, 'repository'), args);
    await call('init');
    await call('backup', join(dir, 'folder'));
    const repository = await reopen(dir);
    expect(await verify(repository, true)).toMatchObject({isOk: true, findings: []});
    const [largest = ''] = packs(dir).sort((a, b) => statSync(b).size - statSync(a).size);
    flip(largest, 100, 1);
    await expect(call('check', '--read-data')).rejects.toThrow();
    expect(hurts((await verify(repository, true)).findings)).toEqual([expect.stringContaining('/folder/file')]);
  });
});
