import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {listBackups} from '../../../src/backups/list-backups.js';
import type {PlannedFile} from '../../../src/backups/restore/plan.js';
import {type Proof, type ProofRequest, proveSample} from '../../../src/backups/verify/prove.js';
import {chooseSample} from '../../../src/backups/verify/sample.js';
import {scratch} from '../../support/world.js';
import {backUp, never, newRepository, processes, reopen} from '../make-backup.js';

async function made() {
  const dir = scratch();
  const folder = join(dir, 'folder');
  mkdirSync(join(folder, 'locked'), {recursive: true});
  mkdirSync(join(dir, 'proofs'));
  for (let file = 0; file < 30; file++) writeFileSync(join(folder, 'locked', `${file}`), `content of ${file}`);
  writeFileSync(join(folder, 'random'), randomBytes(1_000_000));
  chmodSync(join(folder, 'locked'), 0o555);
  await backUp(await newRepository(dir), [folder], {name: 'nightly'});
  return {dir, folder};
}

async function prove(dir: string, more: Partial<ProofRequest> & {signal?: AbortSignal} = {}): Promise<Proof> {
  const {signal = never(), ...request} = more;
  const repository = await reopen(dir);
  const [backup] = await listBackups(repository);
  if (!backup) throw new Error('there is no backup');
  const world = {repository, processes, signal, threads: 1, random: () => 0.5, scratch: join(dir, 'proofs')};
  return proveSample(world, backup, {comparesSource: true, ...request});
}

test('a proof restores files for real, finds them as they were, and leaves nothing behind', async () => {
  // S-44
  const {dir} = await made();
  expect(await prove(dir)).toMatchObject({isOk: true, files: 31, sourceFiles: 31, problems: []});
  expect(readdirSync(join(dir, 'proofs'))).toEqual([]);
});

test('a source that changed without looking changed is told; one that looks changed is not compared', async () => {
  const {dir, folder} = await made();
  const path = join(folder, 'locked', '7');
  const {mtimeMs} = statSync(path);
  writeFileSync(path, 'CONTENT OF 7');
  utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
  execFileSync('touch', ['-r', path, path]);
  writeFileSync(join(folder, 'locked', '8'), 'another size');
  const proof = await prove(dir);
  expect(proof.sourceFiles).toBeLessThan(31);
  expect(proof.problems.every((problem) => problem.path === path)).toBe(true);
});

test('damage shows, and nothing stays of a proof that fails or is stopped', async () => {
  const {dir} = await made();
  const root = join(dir, 'repository', 'data');
  const packs = readdirSync(root, {recursive: true, encoding: 'utf8'}).map((name) => join(root, name));
  const [largest = ''] = packs
    .filter((path) => statSync(path).isFile())
    .sort((a, b) => statSync(b).size - statSync(a).size);
  const bytes = readFileSync(largest);
  bytes[50] = (bytes[50] ?? 0) ^ 4;
  chmodSync(largest, 0o600);
  writeFileSync(largest, bytes);
  const proof = await prove(dir);
  expect(proof.isOk).toBe(false);
  expect(proof.problems[0]?.why).toMatch(/changed after it was sealed|was not restored/);
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(prove(dir, {signal: stopped})).rejects.toThrow('stopped');
  expect(readdirSync(join(dir, 'proofs'))).toEqual([]);
});

test('a sample keeps its limits, and has the newest, the largest and some small ones in it', () => {
  const files = Array.from({length: 1000}, (_, number) => ({
    ...{folder: 0, name: `${number}`, mode: 0, uid: 0, gid: 0, blobs: 1, first: 0},
    bytes: number % 2 === 0 ? 100 : number * 1000,
    modifiedUs: (number * 7919) % 1000,
  })) satisfies PlannedFile[];
  const chosen = chooseSample(files, {files: 60, bytes: 20_000_000}, () => 0.3);
  const bytes = chosen.reduce((sum, number) => sum + (files[number]?.bytes ?? 0), 0);
  expect(chosen.length).toBeLessThanOrEqual(60);
  expect(bytes).toBeLessThanOrEqual(20_000_000);
  expect(chosen.filter((number) => number % 2 === 0).length).toBeGreaterThanOrEqual(10);
  const newest = files.findIndex(({modifiedUs}) => modifiedUs === 999);
  expect(chosen).toContain(newest);
  expect(chosen).toContain(999);
});
