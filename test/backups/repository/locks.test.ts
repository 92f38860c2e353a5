import {spawn} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {makeLockFile} from '../../../src/backups/format/lock-file.js';
import {createRepository} from '../../../src/backups/repository/create.js';
import type {LockRequest, RepositoryLock} from '../../../src/backups/repository/hold-lock.js';
import {takeRepositoryLock, whileLocked} from '../../../src/backups/repository/locks.js';
import type {Repository} from '../../../src/backups/repository/repository.js';
import {unlockRepository} from '../../../src/backups/repository/unlock.js';
import {openFolder} from '../../../src/backups/store/folder.js';
import {realProcesses} from '../../../src/processes.js';
import {thrownBy} from '../../support/thrown.js';
import {scratch, until} from '../../support/world.js';
import {hasRestic, PASSWORD, restic} from '../restic.js';

const processes = realProcesses();
const onlooker = {processes, now: Date.now};
const shared: LockRequest = {...onlooker, isExclusive: false, user: 'me', times: {settleMs: 20}};
const exclusive: LockRequest = {...shared, isExclusive: true};
const MINUTE_MS = 60_000;

async function made(): Promise<{repository: Repository; folder: string; locks(): string[]}> {
  const folder = join(scratch('locks'), 'repo');
  const quick = {host: 'here', user: 'me', now: Date.now(), cost: {N: 1024, r: 8, p: 1}};
  const repository = await createRepository(openFolder(folder, onlooker), PASSWORD, quick);
  return {repository, folder, locks: () => readdirSync(join(folder, 'locks'))};
}

async function take(repository: Repository, request: LockRequest): Promise<RepositoryLock> {
  const answer = await takeRepositoryLock(repository, request);
  if (!answer.ok) throw new Error(`it is held by ${JSON.stringify(answer.holder)}`);
  onTestFinished(() => answer.lock.release());
  return answer.lock;
}

const isFree = async (repository: Repository, request: LockRequest): Promise<boolean> => {
  const answer = await takeRepositoryLock(repository, request);
  if (answer.ok) await answer.lock.release();
  return answer.ok;
};

/** The lock of somebody else. */
const leave = (repository: Repository, of: {pid: number; host?: string; ageMs?: number; isExclusive?: boolean}) =>
  repository.save(
    'locks',
    makeLockFile({
      takenAt: Date.now() - (of.ageMs ?? 0),
      isExclusive: of.isExclusive ?? true,
      hostname: of.host ?? processes.host,
      username: 'somebody',
      pid: of.pid,
      uid: 0,
      gid: 0,
    }),
  );

const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ['--version'], {stdio: 'ignore'});
  await new Promise((resolve) => child.once('close', resolve));
  return child.pid ?? 0;
};

describe('a repository lock', () => {
  test('that is shared keeps out who wants to be alone, and nobody else', async () => {
    const {repository, locks} = await made();
    const lock = await take(repository, shared);
    expect(await isFree(repository, shared)).toBe(true);
    expect(await isFree(repository, exclusive)).toBe(false);
    await lock.release();
    expect(await isFree(repository, exclusive)).toBe(true);
    expect(locks()).toEqual([]);
  });

  test('that is exclusive keeps out everybody', async () => {
    const {repository} = await made();
    const lock = await take(repository, exclusive);
    expect(await isFree(repository, shared)).toBe(false);
    expect(await isFree(repository, exclusive)).toBe(false);
    lock.assertHeld();
  });

  test('is had by one at most of many who want to be alone at the same moment', async () => {
    const {repository, locks} = await made();
    const request = {...exclusive, times: {settleMs: 200}};
    const answers = await Promise.all(Array.from({length: 5}, () => takeRepositoryLock(repository, request)));
    expect(answers.filter(({ok}) => ok).length).toBeLessThanOrEqual(1);
    for (const answer of answers) if (answer.ok) await answer.lock.release();
    expect(locks()).toEqual([]);
  });

  test('is waited for by whoever has patience', async () => {
    const {repository} = await made();
    const lock = await take(repository, exclusive);
    const patient = takeRepositoryLock(repository, {...shared, patienceMs: 30_000, random: () => 0});
    await lock.release();
    const answer = await patient;
    expect(answer.ok).toBe(true);
    if (answer.ok) await answer.lock.release();
  });

  test('is waited for no longer once nobody wants it', async () => {
    const {repository} = await made();
    await take(repository, exclusive);
    const stopping = new AbortController();
    const waiting = takeRepositoryLock(repository, {...shared, patienceMs: 600_000, signal: stopping.signal});
    stopping.abort();
    expect((await waiting).ok).toBe(false);
  });

  test('is given back whatever becomes of the work, and says who is in the way', async () => {
    const {repository, folder, locks} = await made();
    const failing = whileLocked(repository, exclusive, async () => {
      expect(locks()).toHaveLength(1);
      const error = await thrownBy(whileLocked(repository, shared, async () => 'never'));
      expect(error).toMatchObject({
        code: 'busy',
        message: expect.stringMatching(
          new RegExp(`^${folder} is used by one alone: process ${process.pid} of me on .*, since .*\\.$`),
        ),
        hint: expect.stringContaining('`orkestra unlock`'),
      });
      throw new Error('out of luck');
    });
    expect(await thrownBy(failing)).toMatchObject({message: 'out of luck'});
    expect(locks()).toEqual([]);
  });

  test('is written anew again and again, and there is always one', async () => {
    const {repository, locks} = await made();
    let at = Date.now();
    const lock = await take(repository, {...shared, now: () => at, times: {settleMs: 20, refreshMs: 20}});
    const seen = new Set<string>();
    const renewed = (times: number): Promise<true> => {
      const wanted = seen.size + times;
      return until(() => {
        const found = locks();
        expect(found).not.toEqual([]);
        for (const name of found) seen.add(name);
        return seen.size >= wanted;
      }, 'another lock') as Promise<true>;
    };
    await renewed(3);
    at += 20 * MINUTE_MS;
    await renewed(3);
    at += 20 * MINUTE_MS;
    lock.assertHeld();
    await lock.release();
    expect(locks()).toEqual([]);
  });

  test('that was taken away is noticed by its owner, who stops and does not write it again', async () => {
    const {repository, locks} = await made();
    const lock = await take(repository, {...shared, times: {settleMs: 20, refreshMs: 20}});
    // It may be renewed between the look and the removal, and is then another one.
    const isHeld = (): boolean => {
      try {
        lock.assertHeld();
        return true;
      } catch {
        return false;
      }
    };
    while (isHeld()) await unlockRepository(repository, onlooker, {isAll: true});
    const error = await thrownBy(() => lock.assertHeld());
    expect(error).toMatchObject({code: 'conflict', message: expect.stringContaining('was taken away')});
    expect(locks()).toEqual([]);
  });

  test('that could not be renewed counts no longer, before others take it for stale', async () => {
    const {repository} = await made();
    let at = Date.now();
    const lock = await take(repository, {...shared, now: () => at});
    at += 26 * MINUTE_MS;
    expect(await thrownBy(() => lock.assertHeld())).toMatchObject({
      message: expect.stringContaining('renewed in time'),
    });
  });

  test('of a process that died here is in nobody’s way', async () => {
    const {repository, locks} = await made();
    await leave(repository, {pid: await deadPid()});
    expect(await isFree(repository, exclusive)).toBe(true);
    expect(locks()).toEqual([]);
  });

  test('of another machine counts, even when it is old', async () => {
    const {repository} = await made();
    await leave(repository, {pid: await deadPid(), host: 'another', ageMs: 60 * MINUTE_MS});
    expect(await isFree(repository, shared)).toBe(false);
  });

  test('that nobody can read keeps out everybody and says how it is removed', async () => {
    const {repository} = await made();
    await repository.save('locks', Buffer.from('{"time":7}'));
    expect(await thrownBy(whileLocked(repository, shared, async () => 0))).toMatchObject({
      code: 'busy',
      hint: expect.stringContaining('`orkestra unlock --all`'),
    });
  });

  test('goes with a process that ends in the middle of its work', async () => {
    const {repository, locks} = await made();
    const before = process.listeners('exit');
    await take(repository, shared);
    const added = process.listeners('exit').filter((listener) => !before.includes(listener));
    expect(locks()).toHaveLength(1);
    for (const listener of added) listener.call(process, 0);
    expect(locks()).toEqual([]);
  });
});

test('unlock removes the locks of those who are gone or silent, and leaves the others', async () => {
  const {repository, locks} = await made();
  const names = {
    dead: await leave(repository, {pid: await deadPid()}),
    silent: await leave(repository, {pid: 1, host: 'another', ageMs: 31 * MINUTE_MS}),
    alive: await leave(repository, {pid: process.pid}),
    elsewhere: await leave(repository, {pid: 1, host: 'another', ageMs: 29 * MINUTE_MS}),
    unreadable: await repository.save('locks', Buffer.from('{}')),
  };
  const {removed, left} = await unlockRepository(repository, onlooker, {isAll: false});
  expect(removed.map(({name}) => name).sort()).toEqual([names.dead, names.silent].sort());
  expect(left.map(({name}) => name).sort()).toEqual([names.alive, names.elsewhere, names.unreadable].sort());
  expect(removed.find(({name}) => name === names.silent)?.why).toBe('it was not renewed for half an hour');
  expect(locks()).toHaveLength(3);
  expect((await unlockRepository(repository, onlooker, {isAll: true})).removed).toHaveLength(3);
  expect(locks()).toEqual([]);
});

describe.skipIf(!hasRestic)('restic and we', () => {
  test('honour each other', async () => {
    const {repository, folder, locks} = await made();
    const child = spawn('restic', ['--no-cache', '-r', folder, 'backup', '--stdin'], {
      env: {...process.env, RESTIC_PASSWORD: PASSWORD},
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await until(() => locks().length > 0, 'the lock of restic');
    expect(await isFree(repository, shared)).toBe(true);
    expect(await thrownBy(whileLocked(repository, exclusive, async () => 0))).toMatchObject({
      code: 'busy',
      message: expect.stringContaining(`process ${child.pid}`),
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin.end('all of it');
    expect(await ended).toBe(0);

    await whileLocked(repository, exclusive, async () => {
      await restic(folder, ['unlock']);
      expect(await thrownBy(restic(folder, ['backup', folder]))).toMatchObject({
        stderr: expect.stringContaining(`repository is already locked exclusively by PID ${process.pid}`),
      });
    });
    await whileLocked(repository, shared, async () => {
      expect(await restic(folder, ['snapshots'])).toContain('1 snapshots');
      expect(await thrownBy(restic(folder, ['prune']))).toMatchObject({
        stderr: expect.stringContaining('repository is already locked by PID'),
      });
    });
    expect(await isFree(repository, exclusive)).toBe(true);
  });
});
