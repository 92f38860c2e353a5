import {type ChildProcess, spawn} from 'node:child_process';
import {copyFileSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {isOwnerAlive, ownerName, parseOwner, realProcesses} from '../src/processes.js';
import {scratch, until} from './support/world.js';

const processes = realProcesses();

/** A program that leads a group of its own; whatever is left of the group ends with the test. */
function startGroup(command: string, ...args: string[]): ChildProcess & {pid: number} {
  const child = spawn(command, args, {detached: true, stdio: ['ignore', 'pipe', 'ignore']});
  onTestFinished(() => void processes.signalGroup(child.pid ?? 0, 'SIGKILL'));
  return child as ChildProcess & {pid: number};
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) =>
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\n')[0] ?? '')),
  );

const stateOf = (pid: number): string => /\) (.)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '';

test('a process is the same whenever it is asked for, and nobody else', () => {
  // O-53
  const child = startGroup('sleep', '100');
  const [self, other] = [processes.identify(process.pid), processes.identify(child.pid)];
  expect(self).toEqual(processes.self);
  expect(realProcesses().self).toEqual(self);
  expect(self?.startedAt).toMatch(new RegExp(`^${processes.boot}-\\d+$`));
  expect(other?.pid).toBe(child.pid);
  expect(other).not.toEqual(self);
  expect(processes.isAlive(processes.self)).toBe(true);
});

test('a process that was killed is dead, and a number that nobody has is nobody', async () => {
  // O-53
  const child = startGroup('sleep', '100');
  const id = processes.identify(child.pid);
  if (!id) throw new Error('it did not start');
  expect(processes.isAlive(id)).toBe(true);
  process.kill(child.pid, 'SIGKILL');
  await until(() => !processes.isAlive(id), 'its death');
  for (const pid of [0, -1, 4_190_001, Number.NaN]) expect(processes.identify(pid), String(pid)).toBeUndefined();
});

test.skipIf(process.platform !== 'linux')('a zombie counts as dead', async () => {
  // O-53
  // The shell becomes a sleep, which does not know that it has a child to wait for.
  const parent = startGroup('sh', '-c', 'sleep 0.05 & echo $!; exec sleep 100');
  const pid = Number(await firstLine(parent));
  await until(() => stateOf(pid) === 'Z', 'the zombie');
  expect(processes.identify(pid)).toBeUndefined();
});

test('a later process with the same number is another one', () => {
  // O-53
  const {pid, startedAt} = processes.self;
  expect(processes.isAlive({pid, startedAt: `${processes.boot}-1`})).toBe(false);
  expect(processes.isAlive({pid, startedAt: startedAt.replace(processes.boot, 'anotherb')})).toBe(false);
});

test.skipIf(process.platform !== 'linux')('a program cannot pass for dead by its name', async () => {
  const file = join(scratch(), 'x) Z 1 (');
  copyFileSync('/bin/sleep', file);
  const child = startGroup(file, '100');
  await until(() => readFileSync(`/proc/${child.pid}/stat`, 'latin1').includes('x) Z'), 'the start');
  expect(processes.identify(child.pid)?.startedAt).toMatch(/-\d+$/);
});

test('a signal reaches the whole group, and there is no group afterwards', async () => {
  // O-53
  const leader = startGroup('sh', '-c', 'sleep 100 & (sleep 100 & echo $!; wait) & wait');
  const grandchild = Number(await firstLine(leader));
  expect(processes.identify(grandchild)).toBeDefined();
  expect(processes.signalGroup(leader.pid, 'SIGTERM')).toBe(true);
  await until(
    () => processes.identify(grandchild) === undefined && processes.identify(leader.pid) === undefined,
    'their end',
  );
  await until(() => !processes.signalGroup(leader.pid, 'SIGKILL'), 'the end of the group');
});

test('numbers that stand for everybody are never signalled', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  for (const pid of [1, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(processes.signalGroup(pid, 'SIGKILL')).toBe(false);
  expect(kill).not.toHaveBeenCalled();
});

test('an owner is named so that any process can tell whether it lives', () => {
  const mine = ownerName(processes.host, processes.self);
  expect(parseOwner(mine)).toEqual({host: processes.host, process: processes.self});
  expect(isOwnerAlive(processes, mine)).toBe(true);
  expect(isOwnerAlive(processes, ownerName(processes.host, {pid: 4_190_001, startedAt: `${processes.boot}-1`}))).toBe(
    false,
  );
  expect(isOwnerAlive(processes, ownerName('vega', processes.self)), 'nobody here can look there').toBeUndefined();
  expect(parseOwner('a/b/c/12/boot-1')).toEqual({host: 'a/b/c', process: {pid: 12, startedAt: 'boot-1'}});
  for (const nonsense of ['', 'user', 'a/b', 'a/x/c']) expect(isOwnerAlive(processes, nonsense), nonsense).toBe(false);
});
