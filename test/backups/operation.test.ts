import {readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Proven} from '../../src/backups/proofs/prove-backup.js';
import {verifyBackups} from '../../src/backups/verify/verify-backups.js';
import {listBackups} from '../../state/backups.js';
import {listSteps} from '../../state/operation-steps.js';
import {listEndedOperations, listOpenOperations} from '../../state/operations.js';
import {scratch, until} from '../support/world.js';
import {alone, guardedProject} from './guard/guarding.js';
import {type BackupProject, noise} from './project.js';
import {type RestServer, startRestServer} from './rest-server.js';

/** A project whose backups go to a server that fails when it is told to; the first backup is there. */
async function onServer(): Promise<{project: BackupProject; server: RestServer; older: string}> {
  const project = await guardedProject();
  const server = await startRestServer(join(scratch(), 'served'));
  project.world.configure({backup: {repository: server.address}});
  rmSync(project.where, {recursive: true});
  project.put('a.txt', 'a');
  const {id: older} = await project.backUp({name: 'nightly'});
  project.put('new.bin', noise(3_000_000));
  return {project, server, older};
}

const files = ({folder}: RestServer, kind: string): string[] =>
  readdirSync(join(folder, kind), {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map(({name}) => name)
    .sort();

const everything = (server: RestServer) => ['data', 'index', 'snapshots', 'locks'].map((kind) => files(server, kind));

/** The newest operation that is over, with its steps. */
function lastOperation({world}: BackupProject) {
  const [operation] = listEndedOperations(world.db, 1);
  const steps = listSteps(world.db, operation?.id ?? 0).map(({name, outcome, tries}) => `${name} ${outcome} ${tries}`);
  return {state: operation?.state, why: operation?.why, steps};
}

test('a backup has its four steps in order', async () => {
  const {project} = await onServer();
  await project.backUp();
  expect(lastOperation(project)).toMatchObject({
    state: 'done',
    steps: ['scan done 1', 'compress done 1', 'store done 1', 'verify done 1'],
  });
});

test('a step that fails once is tried again, and the backup succeeds', async () => {
  // S-10
  const {project, server} = await onServer();
  server.fail(507, 1, /POST .*snapshots/);
  const {id} = await project.backUp({name: 'nightly'});
  expect(lastOperation(project).steps).toEqual(['scan done 1', 'compress done 1', 'store done 2', 'verify done 1']);
  expect(await provedIn(project)).toMatchObject({isOk: true, backup: id});
});

test('data that the server did not take once is stored by the next try', async () => {
  // S-10
  const {project, server} = await onServer();
  server.fail(507, 1, /POST .*data/);
  const {id} = await project.backUp({name: 'nightly'});
  expect(lastOperation(project)).toMatchObject({state: 'done'});
  expect(await provedIn(project)).toMatchObject({isOk: true, backup: id, files: 2});
});

test('a step that always fails is tried exactly three times, and nothing of the backup stays', async () => {
  // S-36 S-11
  const {project, server, older} = await onServer();
  const before = everything(server);
  server.fail(507, 1000, /POST .*snapshots/);
  const failing = project.backUp({name: 'nightly'});
  await expect(failing).rejects.toThrow(/has no room left/);
  expect(lastOperation(project)).toMatchObject({
    state: 'failed',
    steps: ['scan done 1', 'compress done 1', 'store failed 3'],
  });
  expect(server.requests.filter((line) => /POST .*snapshots/.test(line))).toHaveLength(4);
  expect(everything(server)).toEqual(before);
  expect(await provedIn(project)).toMatchObject({isOk: true, backup: older});
});

test('a backup that cannot be read back is taken back, and the older ones still restore', async () => {
  // S-11
  const {project, server, older} = await onServer();
  const before = everything(server);
  server.fail(404, 1000, /GET .*data/);
  await expect(project.backUp({name: 'nightly'})).rejects.toThrow();
  expect(lastOperation(project).steps.at(-1)).toMatch(/^verify failed/);
  expect(everything(server)).toEqual(before);
  expect(listBackups(project.world.db, 9).map(({id}) => id)).toEqual([older]);
});

test('a backup that takes longer than allowed is stopped, rolled back and marked', async () => {
  // S-34
  const {project, server, older} = await onServer();
  const before = everything(server);
  project.world.configure({operations: {timeoutMs: 3000}});
  server.fail('silent', 1, /POST .*data/);
  await expect(project.backUp({name: 'nightly'})).rejects.toThrow(
    /took longer than 3 s; it was stopped and rolled back/,
  );
  expect(lastOperation(project)).toMatchObject({state: 'timed-out', why: expect.not.stringContaining('taken back')});
  await until(() => files(server, 'locks').length === 0, 'the end of its lock');
  expect(everything(server)).toEqual(before);
  expect(await provedIn(project)).toMatchObject({isOk: true, backup: older});
});

test('of six backups at once five are at work and the sixth waits its turn', async () => {
  // S-35 S-13
  const project = await guardedProject();
  const {world} = project;
  project.put('a.txt', 'a');
  let most = 0;
  const measure = setInterval(() => {
    most = Math.max(most, listOpenOperations(world.db).filter(({state}) => state === 'running').length);
  }, 2);
  const backups: Promise<unknown>[] = [];
  await alone(project, async () => {
    for (let at = 0; at < 6; at++) backups.push(project.backUp({name: `b${at}`}));
    await until(() => listOpenOperations(world.db).filter(({state}) => state === 'running').length === 5);
    expect(listOpenOperations(world.db).map(({state}) => state)).toEqual([
      ...Array<string>(5).fill('running'),
      'waiting',
    ]);
  });
  await Promise.all(backups);
  clearInterval(measure);
  expect(most).toBe(5);
  expect(listBackups(world.db, 9)).toHaveLength(6);
});

/** What a proof of the newest backup came to. */
async function provedIn({world, env}: BackupProject): Promise<Proven | undefined> {
  return (await verifyBackups(world, {depth: 'proof'}, {env})).proof;
}
